import { createRoute, z } from '@hono/zod-openapi';
import { columnsQuery, traceParams } from '../../shared/api/requestSchemas.ts';
import { encodeRowIds, encodeTraceColumns } from '../../shared/columns/encode.ts';
import type { TraceLayout } from '../../shared/columns/layoutTrace.ts';
import { layoutSnapshots } from '../../shared/columns/snapshots.ts';
import { normalizeTraceId } from '../../shared/span/ids.ts';
import { isUnchanged, unchanged } from '../http/entityTag.ts';
import { problemJson } from '../http/problemJson.ts';
import { streamBody } from '../http/streamBody.ts';
import type { TraceRef, TraceStore } from '../stores/traceStore.ts';
import { documentedRouter, TRACE_PROBLEMS } from './documented.ts';
import type { RouteParts } from './routeParts.ts';
import { settledCaching } from './settledCaching.ts';
import type { TraceLayouts } from './traceLayouts.ts';
import { type FoundTrace, findTrace } from './traceLookup.ts';

const columns = createRoute({
  method: 'get',
  path: '/api/traces/{traceId}/columns',
  summary: 'The trace as columns, to be drawn',
  description:
    'A stream of frames, each a whole layout of what has been read so far; with part=ids the id of each row.',
  request: { params: traceParams, query: columnsQuery },
  responses: {
    200: {
      description: 'Frames as shared/columns/wireFormat.ts describes them',
      content: {
        'application/octet-stream': { schema: z.string().openapi({ format: 'binary' }) },
      },
    },
    304: { description: 'Unchanged' },
    ...TRACE_PROBLEMS,
  },
});

/** A summary that is known is there by then; else the trace is being read, and can be drawn meanwhile. */
const KNOWN_MS = 50;

/** A summary that takes longer, of a trace on a distant engine, is not waited for. */
const SUMMARY_MS = 150;

export const columnsRoutes = ({ store, layouts }: RouteParts) =>
  documentedRouter().openapi(columns, async (c) => {
    const { at, part } = c.req.valid('query');
    const { traceId } = c.req.valid('param');
    const { signal } = c.var;
    const finding = findTrace(store, traceId, at, signal);
    if (part !== 'ids' && !(await isSettledWithin(finding, KNOWN_MS))) {
      const early = await startDrawing(store, layouts, { traceId, atMs: at }, signal);
      if (early !== undefined && (early.isLarge || !(await isSettledWithin(finding, SUMMARY_MS)))) {
        return await streamBody(c, framesOf(early.snapshots, layouts), unkept());
      }
    }
    const found = await finding;
    if (!found.ok) return problemJson(c, found.error);
    const { headers, tag } = settledCaching(found.value.summary, part);
    if (tag !== undefined && isUnchanged(c, tag)) return unchanged(headers);
    const frames = part === 'ids' ? idFrames : layoutFrames;
    return await streamBody(c, frames(store, layouts, found.value, signal), framed(headers));
  });

const framed = (headers: Readonly<Record<string, string>>) => ({
  headers: { ...headers, 'content-type': 'application/octet-stream' },
  flushesEachChunk: true,
});

const unkept = () => framed({ 'cache-control': 'no-store' });

/** Whether it resolves or rejects within the time; a rejection later is nobody's. */
async function isSettledWithin(promise: Promise<unknown>, ms: number): Promise<boolean> {
  const settled = promise.then(
    () => true,
    () => true,
  );
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<false>((resolve) => {
    timer = setTimeout(resolve, ms, false);
  });
  try {
    return await Promise.race([settled, late]);
  } finally {
    clearTimeout(timer);
  }
}

interface Drawing {
  readonly snapshots: AsyncIterable<TraceLayout>;
  /** The first snapshot is not the whole. */
  readonly isLarge: boolean;
}

/** The layout from its first snapshot on; `undefined` when there is no span to lay out. */
async function startDrawing(
  store: TraceStore,
  layouts: TraceLayouts,
  { traceId, atMs }: { readonly traceId: string; readonly atMs: number | undefined },
  signal: AbortSignal,
): Promise<Drawing | undefined> {
  const normalized = normalizeTraceId(traceId);
  if (normalized === undefined) return undefined;
  const ref: TraceRef = { traceId: normalized, ...(atMs !== undefined && { atMs }) };
  const snapshots = layoutSnapshots(normalized, store.readLayout(ref, signal));
  const first = await snapshots.next();
  if (first.done || first.value.columns.rowCount === 0) return undefined;
  const isLarge = !first.value.columns.isFinal;
  if (!isLarge) layouts.keep(first.value);
  return { snapshots: continued(first.value, snapshots), isLarge };
}

async function* continued<T>(first: T, rest: AsyncIterable<T>): AsyncGenerator<T> {
  yield first;
  yield* rest;
}

async function* idFrames(
  _store: TraceStore,
  layouts: TraceLayouts,
  { ref, summary }: FoundTrace,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
  const { ids } = await layouts.get(ref, summary.spanCount, signal);
  yield encodeRowIds(ids);
}

async function* layoutFrames(
  store: TraceStore,
  layouts: TraceLayouts,
  { ref, summary }: FoundTrace,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
  const kept = layouts.kept(ref.traceId, summary.spanCount);
  if (kept !== undefined) {
    yield encodeTraceColumns({ ...kept.columns, revision: 0 });
    return;
  }
  yield* framesOf(layoutSnapshots(ref.traceId, store.readLayout(ref, signal)), layouts);
}

async function* framesOf(
  snapshots: AsyncIterable<TraceLayout>,
  layouts: TraceLayouts,
): AsyncGenerator<Uint8Array> {
  for await (const layout of snapshots) {
    if (layout.columns.isFinal) layouts.keep(layout);
    yield encodeTraceColumns(layout.columns);
  }
}
