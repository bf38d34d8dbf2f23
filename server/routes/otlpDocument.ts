import { createRoute, z } from '@hono/zod-openapi';

const binary = z.string().openapi({ format: 'binary' });
const status = z.object({ code: z.int(), message: z.string() });

const refusal = (description: string) => ({
  description,
  content: { 'application/json': { schema: status }, 'application/x-protobuf': { schema: binary } },
});

/** `POST /v1/traces`, whose body and answers the OTLP specification defines. */
export const OTLP_TRACES = createRoute({
  method: 'post',
  path: '/v1/traces',
  summary: 'Store spans sent by an OTLP exporter',
  description: 'OTLP/HTTP: ExportTraceServiceRequest, gzip as Content-Encoding where wanted.',
  request: {
    body: {
      content: {
        'application/x-protobuf': { schema: binary },
        'application/json': { schema: z.record(z.string(), z.unknown()) },
      },
    },
  },
  responses: {
    200: {
      description: 'ExportTraceServiceResponse; partialSuccess says what was refused',
      content: {
        'application/json': { schema: z.record(z.string(), z.unknown()) },
        'application/x-protobuf': { schema: binary },
      },
    },
    400: refusal('The body cannot be read; it is of no use to send it again'),
    401: refusal('Callers must be known: send a token'),
    403: refusal('The caller may not write, or the Host header names a host that is not served'),
    413: refusal('The body is too large'),
    415: refusal('The content type or encoding is not known'),
    501: refusal('This server reads an engine and stores no spans: send them to Jaeger'),
    503: refusal('Send it again after Retry-After seconds'),
  },
});
