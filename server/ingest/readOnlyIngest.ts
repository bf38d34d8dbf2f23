import { type Context, Hono } from 'hono';
import { problem } from '../../shared/api/problem.ts';
import { problemJson } from '../http/problemJson.ts';
import { documentedRouter } from '../routes/documented.ts';
import { importTraces } from './importRoutes.ts';
import { discardRest } from './sentChunks.ts';

const SEND_TO_JAEGER =
  'It reads what Jaeger keeps in Elasticsearch or OpenSearch: send spans to Jaeger, and they are here as soon as the engine has refreshed its index.';

/** `POST /v1/traces` where nothing can be stored: an exporter is told not to try again. */
export function readOnlyOtlp() {
  return new Hono().all('/v1/traces', refuse);
}

/** `POST /api/import` likewise. */
export function readOnlyImports() {
  const router = documentedRouter();
  router.openAPIRegistry.registerPath(importTraces);
  router.post('/api/import', refuse);
  return router;
}

async function refuse(c: Context): Promise<Response> {
  await discardRest(c.req.raw.body?.getReader());
  return problemJson(c, problem('read-only-store', SEND_TO_JAEGER));
}
