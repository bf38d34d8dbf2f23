import { createRoute } from '@hono/zod-openapi';
import { fieldsSchema, fieldValuesSchema } from '../../shared/api/answerSchemas.ts';
import { fieldParams, prefixQuery } from '../../shared/api/requestSchemas.ts';
import { documentedRouter, jsonAnswer, STORE_PROBLEMS } from './documented.ts';
import type { RouteParts } from './routeParts.ts';

const fields = createRoute({
  method: 'get',
  path: '/api/fields',
  summary: 'Fields and attribute keys that start with the prefix',
  request: { query: prefixQuery },
  responses: { 200: jsonAnswer(fieldsSchema, 'Most frequent first'), ...STORE_PROBLEMS },
});

const values = createRoute({
  method: 'get',
  path: '/api/fields/{field}/values',
  summary: 'Values of one field or attribute that start with the prefix',
  request: { params: fieldParams, query: prefixQuery },
  responses: { 200: jsonAnswer(fieldValuesSchema, 'Most frequent first'), ...STORE_PROBLEMS },
});

export const fieldsRoutes = ({ store }: RouteParts) =>
  documentedRouter()
    .openapi(fields, async (c) =>
      c.json(await store.fields(c.req.valid('query'), c.var.signal), 200),
    )
    .openapi(values, async (c) => {
      const request = { ...c.req.valid('query'), field: c.req.valid('param').field };
      return c.json(await store.fieldValues(request, c.var.signal), 200);
    });
