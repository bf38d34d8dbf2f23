import { createRoute } from '@hono/zod-openapi';
import { sourceSchema } from '../../shared/api/answerSchemas.ts';
import { noQuery } from '../../shared/api/requestSchemas.ts';
import { documentedRouter, jsonAnswer, STORE_PROBLEMS } from './documented.ts';
import type { RouteParts } from './routeParts.ts';

const source = createRoute({
  method: 'get',
  path: '/api/source',
  summary: 'What is behind the page, and what the caller may do',
  request: { query: noQuery },
  responses: { 200: jsonAnswer(sourceSchema, 'The store and its state'), ...STORE_PROBLEMS },
});

export const sourceRoutes = ({ store, version }: RouteParts) =>
  documentedRouter().openapi(source, async (c) => {
    const description = await store.describe(c.var.signal);
    return c.json({ store: description, role: c.var.principal.role, version }, 200);
  });
