import { createRoute } from '@hono/zod-openapi';
import { histogramSchema } from '../../shared/api/answerSchemas.ts';
import { histogramQuery } from '../../shared/api/requestSchemas.ts';
import { problemJson } from '../http/problemJson.ts';
import { documentedRouter, jsonAnswer, STORE_PROBLEMS } from './documented.ts';
import type { RouteParts } from './routeParts.ts';
import { readScope } from './scope.ts';

const histogram = createRoute({
  method: 'get',
  path: '/api/histogram',
  summary: 'Traces over time with their latency',
  request: { query: histogramQuery },
  responses: {
    200: jsonAnswer(histogramSchema, 'Every bucket of the range, oldest first'),
    ...STORE_PROBLEMS,
  },
});

export const histogramRoutes = ({ store, nowMs }: RouteParts) =>
  documentedRouter().openapi(histogram, async (c) => {
    const { q, from, to, buckets } = c.req.valid('query');
    const scope = readScope({ q, from, to }, nowMs());
    if (!scope.ok) return problemJson(c, scope.error);
    return c.json(await store.histogram({ ...scope.value, buckets }, c.var.signal), 200);
  });
