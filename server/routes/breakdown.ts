import { createRoute } from '@hono/zod-openapi';
import { breakdownSchema } from '../../shared/api/answerSchemas.ts';
import { breakdownQuery } from '../../shared/api/requestSchemas.ts';
import { problemJson } from '../http/problemJson.ts';
import { documentedRouter, jsonAnswer, STORE_PROBLEMS } from './documented.ts';
import type { RouteParts } from './routeParts.ts';
import { readScope } from './scope.ts';

const breakdown = createRoute({
  method: 'get',
  path: '/api/breakdown',
  summary: 'The matching traces grouped by a field or attribute',
  request: { query: breakdownQuery },
  responses: { 200: jsonAnswer(breakdownSchema, 'One row a value'), ...STORE_PROBLEMS },
});

export const breakdownRoutes = ({ store, nowMs }: RouteParts) =>
  documentedRouter().openapi(breakdown, async (c) => {
    const { q, from, to, ...group } = c.req.valid('query');
    const scope = readScope({ q, from, to }, nowMs());
    if (!scope.ok) return problemJson(c, scope.error);
    return c.json(await store.breakdown({ ...scope.value, ...group }, c.var.signal), 200);
  });
