import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import type { AppEnv } from '../http/appEnv.ts';
import { entityTag, isUnchanged, unchanged } from '../http/entityTag.ts';
import { ACCESS_PROBLEMS, documentedRouter, jsonAnswer } from './documented.ts';
import type { RouteParts } from './routeParts.ts';

const document = createRoute({
  method: 'get',
  path: '/api/openapi.json',
  summary: 'This document',
  responses: {
    200: jsonAnswer(z.record(z.string(), z.unknown()), 'OpenAPI 3.1'),
    304: { description: 'Unchanged' },
    ...ACCESS_PROBLEMS,
  },
});

/** The document of every route of `api`, written when somebody first asks for it. */
export function openApiRoutes(api: () => OpenAPIHono<AppEnv>, about: RouteParts) {
  let written: { readonly text: string; readonly tag: string } | undefined;
  return documentedRouter().openapi(document, (c) => {
    written ??= writeDocument(api(), about);
    const headers = { etag: written.tag, 'cache-control': 'no-cache' };
    if (isUnchanged(c, written.tag)) return unchanged(headers);
    return c.body(written.text, 200, { ...headers, 'content-type': 'application/json' });
  });
}

function writeDocument(api: OpenAPIHono<AppEnv>, { version, basePath }: RouteParts) {
  const text = JSON.stringify(
    api.getOpenAPI31Document({
      openapi: '3.1.0',
      info: { title: 'Hopscope', version },
      servers: [{ url: basePath === '' ? '/' : basePath }],
    }),
  );
  return { text, tag: entityTag(text) };
}
