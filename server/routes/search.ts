import { createRoute } from '@hono/zod-openapi';
import { searchPageSchema } from '../../shared/api/answerSchemas.ts';
import { searchQuery } from '../../shared/api/requestSchemas.ts';
import { problemJson } from '../http/problemJson.ts';
import { documentedRouter, jsonAnswer, STORE_PROBLEMS } from './documented.ts';
import type { RouteParts } from './routeParts.ts';
import { readScope } from './scope.ts';

const search = createRoute({
  method: 'get',
  path: '/api/search',
  summary: 'A page of traces',
  request: { query: searchQuery },
  responses: { 200: jsonAnswer(searchPageSchema, 'Newest first unless sorted'), ...STORE_PROBLEMS },
});

export const searchRoutes = ({ store, nowMs }: RouteParts) =>
  documentedRouter().openapi(search, async (c) => {
    const { q, from, to, cursor, ...page } = c.req.valid('query');
    const scope = readScope({ q, from, to }, nowMs());
    if (!scope.ok) return problemJson(c, scope.error);
    const request = { ...scope.value, ...page, ...(cursor === undefined ? {} : { cursor }) };
    return c.json(await store.searchTraces(request, c.var.signal), 200);
  });
