import { createRoute } from '@hono/zod-openapi';
import { facetsSchema } from '../../shared/api/answerSchemas.ts';
import { facetsQuery } from '../../shared/api/requestSchemas.ts';
import { problemJson } from '../http/problemJson.ts';
import { documentedRouter, jsonAnswer, STORE_PROBLEMS } from './documented.ts';
import type { RouteParts } from './routeParts.ts';
import { readScope } from './scope.ts';

const facets = createRoute({
  method: 'get',
  path: '/api/facets',
  summary: 'The most frequent values of fields and attributes among the matching traces',
  request: { query: facetsQuery },
  responses: { 200: jsonAnswer(facetsSchema, 'One entry a field asked for'), ...STORE_PROBLEMS },
});

export const facetsRoutes = ({ store, nowMs }: RouteParts) =>
  documentedRouter().openapi(facets, async (c) => {
    const { q, from, to, fields, size } = c.req.valid('query');
    const scope = readScope({ q, from, to }, nowMs());
    if (!scope.ok) return problemJson(c, scope.error);
    return c.json(await store.facets({ ...scope.value, fields, size }, c.var.signal), 200);
  });
