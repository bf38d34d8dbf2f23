import { createRoute, z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { problem } from '../../shared/api/problem.ts';
import type { AppEnv } from '../http/appEnv.ts';
import { problemJson } from '../http/problemJson.ts';
import { ACCESS_PROBLEMS, documentedRouter, problemAnswer } from '../routes/documented.ts';
import { bodyEncoding, UNKNOWN_ENCODING } from './decompress.ts';
import { type ImportEnd, importFile } from './importFile.ts';
import { ProgressLines } from './progressLines.ts';
import { discardRest, sentChunks } from './sentChunks.ts';
import type { SpanSink } from './spanSink.ts';

export const importTraces = createRoute({
  method: 'post',
  path: '/api/import',
  summary: 'Store a file of traces',
  description:
    'The body is the file: OTLP JSON or Jaeger JSON, whole or by lines, plain or gzip. The answer is a line now and then, {bytesRead, spans, traces, rejected, errors, firstStartUs?, lastStartUs?, isDone}, and ends with the one that has isDone; with Accept: application/json it is that one alone.',
  responses: {
    200: {
      description: 'How far it got; errors says what was left out',
      content: { 'application/x-ndjson': { schema: z.string() } },
    },
    400: problemAnswer('Nothing in the file could be read'),
    ...ACCESS_PROBLEMS,
    415: problemAnswer('The content encoding is not known'),
    501: problemAnswer('This server reads an engine and stores no spans'),
    503: problemAnswer('The store takes no spans, or other imports are running'),
  },
});

const MAX_IMPORTS_AT_ONCE = 2;

const NO_BODY = 'Send a trace file as the body.';
const OTHERS_RUN = 'Other imports are running. Try again when one of them is done.';

/** Where a failure of ours is told that strikes after the answer has begun. */
export type TellFailure = (cause: unknown) => void;

/** `POST /api/import`: reads the body as it arrives and never holds all of it. */
export function importRoutes(sink: SpanSink, tellFailure: TellFailure) {
  let runningCount = 0;
  const router = documentedRouter();
  router.openAPIRegistry.registerPath(importTraces);
  router.post('/api/import', async (c) => {
    const reader = c.req.raw.body?.getReader();
    const encoding = bodyEncoding(c.req.header('content-encoding'));
    if (reader === undefined || encoding === undefined || runningCount >= MAX_IMPORTS_AT_ONCE) {
      await discardRest(reader);
      return refuseRequest(c, reader === undefined, encoding === undefined);
    }
    const lines = new ProgressLines(c.get('signal') ?? c.req.raw.signal);
    const source = { chunks: sentChunks(reader), encoding, signal: lines.signal };
    runningCount++;
    const ended = importFile(source, sink, lines.write).finally(async () => {
      runningCount--;
      await discardRest(reader);
    });
    const isOneAnswer = wantsOneAnswer(c.req.header('accept'));
    const early = await Promise.race(isOneAnswer ? [ended] : [lines.begun, ended]);
    if (early !== undefined && isWorthless(early)) return refuseFile(c, early);
    if (early !== undefined && isOneAnswer) return Response.json(early.progress);
    return lines.answer(ended, tellFailure);
  });
  return router;
}

function refuseRequest(c: Context<AppEnv>, isEmpty: boolean, isUnknownEncoding: boolean) {
  if (isEmpty) return problemJson(c, problem('bad-import', NO_BODY));
  if (isUnknownEncoding) return problemJson(c, problem('unsupported-media-type', UNKNOWN_ENCODING));
  return problemJson(c, problem('busy', OTHERS_RUN), RETRY_LATER);
}

function wantsOneAnswer(accept = '*/*'): boolean {
  return accept.includes('application/json') && !/ndjson|\*\/\*/.test(accept);
}

const isWorthless = ({ progress, failure }: ImportEnd): boolean =>
  progress.spans === 0 && (failure !== undefined || progress.errors.length > 0);

function refuseFile(c: Context<AppEnv>, { progress, failure }: ImportEnd) {
  if (failure?.kind === 'store') {
    const detail = 'The store takes no spans at this moment; nothing was imported.';
    return problemJson(c, problem('store-unavailable', detail), RETRY_LATER);
  }
  const detail = `Nothing was imported: ${progress.errors.join('; ')}.`;
  return problemJson(c, problem('bad-import', detail));
}

const RETRY_LATER = { 'retry-after': '5' };
