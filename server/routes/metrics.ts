import { createRoute, z } from '@hono/zod-openapi';
import { ACCESS_PROBLEMS, documentedRouter } from './documented.ts';
import type { RouteParts } from './routeParts.ts';

const metrics = createRoute({
  method: 'get',
  path: '/metrics',
  summary: 'Numbers about the server itself, for Prometheus',
  responses: {
    200: {
      description: 'Text exposition format',
      content: { 'text/plain': { schema: z.string() } },
    },
    ...ACCESS_PROBLEMS,
  },
});

export const metricsRoutes = ({ registry }: RouteParts) =>
  documentedRouter().openapi(metrics, async (c) =>
    c.text(await registry.metrics(), 200, { 'content-type': registry.contentType }),
  );
