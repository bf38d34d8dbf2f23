import { createRoute } from '@hono/zod-openapi';
import { searchPageSchema } from '../../shared/api/answerSchemas.ts';
import { searchQuery } from '../../shared/api/requestSchemas.ts';
import { ok } from '../../shared/result.ts';
import { problemJson } from '../http/problemJson.ts';
import { documentedRouter, jsonAnswer, STORE_PROBLEMS } from './documented.ts';
import { unwrapCursor, wrapCursor } from './pageCursor.ts';
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
    const asked = { q, from, to };
    const scope = readScope(asked, nowMs());
    if (!scope.ok) return problemJson(c, scope.error);
    const onward = cursor === undefined ? ok({}) : unwrapCursor(cursor, scope.value, asked);
    if (!onward.ok) return problemJson(c, onward.error);
    const request = { ...scope.value, ...page, ...onward.value };
    const answer = await store.searchTraces(request, c.var.signal);
    if (answer.nextCursor === undefined) return c.json(answer, 200);
    return c.json({ ...answer, nextCursor: wrapCursor(answer.nextCursor, request, asked) }, 200);
  });
