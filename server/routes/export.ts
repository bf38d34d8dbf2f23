import { createRoute, z } from '@hono/zod-openapi';
import { exportQuery, traceParams } from '../../shared/api/requestSchemas.ts';
import { jaegerJsonStream } from '../../shared/formats/encodeJaegerJson.ts';
import { otlpJsonStream } from '../../shared/formats/encodeOtlpJson.ts';
import { byteChunks } from '../http/byteChunks.ts';
import { isUnchanged, unchanged } from '../http/entityTag.ts';
import { problemJson } from '../http/problemJson.ts';
import { streamBody } from '../http/streamBody.ts';
import { documentedRouter, TRACE_PROBLEMS } from './documented.ts';
import type { RouteParts } from './routeParts.ts';
import { settledCaching } from './settledCaching.ts';
import { findTrace } from './traceLookup.ts';

const exportTrace = createRoute({
  method: 'get',
  path: '/api/traces/{traceId}/export',
  summary: 'The trace as a file, for Jaeger or for anything that reads OTLP',
  request: { params: traceParams, query: exportQuery },
  responses: {
    200: {
      description: 'A download',
      content: { 'application/json': { schema: z.record(z.string(), z.unknown()) } },
    },
    304: { description: 'Unchanged' },
    ...TRACE_PROBLEMS,
  },
});

export const exportRoutes = ({ store }: RouteParts) =>
  documentedRouter().openapi(exportTrace, async (c) => {
    const { at, format } = c.req.valid('query');
    const found = await findTrace(store, c.req.valid('param').traceId, at, c.var.signal);
    if (!found.ok) return problemJson(c, found.error);
    const { ref, summary } = found.value;
    const { headers, tag } = settledCaching(summary, format);
    if (tag !== undefined && isUnchanged(c, tag)) return unchanged(headers);
    const spans = store.readTrace(ref, c.var.signal);
    const text = format === 'otlp' ? otlpJsonStream(spans) : jaegerJsonStream(ref.traceId, spans);
    return await streamBody(c, byteChunks(text), {
      headers: {
        ...headers,
        'content-type': 'application/json',
        'content-disposition': `attachment; filename="trace-${ref.traceId}.${format}.json"`,
      },
    });
  });
