import { createRoute } from '@hono/zod-openapi';
import { sourceSchema } from '../../shared/api/answerSchemas.ts';
import { noQuery } from '../../shared/api/requestSchemas.ts';
import { entityTag, isUnchanged, unchanged } from '../http/entityTag.ts';
import { documentedRouter, jsonAnswer, STORE_PROBLEMS } from './documented.ts';
import type { RouteParts } from './routeParts.ts';

const source = createRoute({
  method: 'get',
  path: '/api/source',
  summary: 'What is behind the page, and what the caller may do',
  request: { query: noQuery },
  responses: {
    200: jsonAnswer(sourceSchema, 'The store and its state'),
    304: { description: 'Unchanged' },
    ...STORE_PROBLEMS,
  },
});

export const sourceRoutes = ({ store, version }: RouteParts) =>
  documentedRouter().openapi(source, async (c) => {
    const description = await store.describe(c.var.signal);
    const answer = { store: description, role: c.var.principal.role, version };
    const etag = entityTag(JSON.stringify(answer));
    const headers = { etag, 'cache-control': 'private, no-cache' };
    return isUnchanged(c, etag) ? unchanged(headers) : c.json(answer, 200, headers);
  });
