import type { MiddlewareHandler } from 'hono';
import { problemSchema } from '../../shared/api/answerSchemas.ts';
import { encodeStatus, otlpEncodingOf, STATUS_CODES } from '../../shared/formats/otlpAnswer.ts';
import type { AppEnv } from '../http/appEnv.ts';
import { PROBLEM_TYPE } from '../http/problemJson.ts';

/**
 * What is refused before or beside the OTLP routes (host, access, a failure, a stop) in the terms
 * of OTLP: a `Status` in the encoding of the request, which exporters read and print.
 */
export const otlpFailures: MiddlewareHandler<AppEnv> = async (c, next) => {
  await next();
  if (c.res.headers.get('content-type') !== PROBLEM_TYPE) return;
  const { status, title, detail } = problemSchema.parse(await c.res.json());
  const encoding = otlpEncodingOf(c.req.header('content-type')) ?? 'json';
  const code = CODES.get(status) ?? STATUS_CODES.internal;
  const headers = new Headers(c.res.headers);
  headers.set('content-type', encoding === 'json' ? 'application/json' : 'application/x-protobuf');
  c.res = new Response(encodeStatus(encoding, code, `${title}: ${detail}`), { status, headers });
};

const CODES: ReadonlyMap<number, number> = new Map([
  [400, STATUS_CODES.invalidArgument],
  [401, STATUS_CODES.unauthenticated],
  [403, STATUS_CODES.permissionDenied],
  [501, STATUS_CODES.unimplemented],
  [503, STATUS_CODES.unavailable],
  [504, STATUS_CODES.deadlineExceeded],
]);
