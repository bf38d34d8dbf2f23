import { createRoute, z } from '@hono/zod-openapi';
import { columnsQuery, traceParams } from '../../shared/api/requestSchemas.ts';
import { encodeRowIds, encodeTraceColumns } from '../../shared/columns/encode.ts';
import { layoutSnapshots } from '../../shared/columns/snapshots.ts';
import { isUnchanged, unchanged } from '../http/entityTag.ts';
import { problemJson } from '../http/problemJson.ts';
import { streamBody } from '../http/streamBody.ts';
import type { TraceStore } from '../stores/traceStore.ts';
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

export const columnsRoutes = ({ store, layouts }: RouteParts) =>
  documentedRouter().openapi(columns, async (c) => {
    const { at, part } = c.req.valid('query');
    const found = await findTrace(store, c.req.valid('param').traceId, at, c.var.signal);
    if (!found.ok) return problemJson(c, found.error);
    const { headers, tag } = settledCaching(found.value.summary, part);
    if (tag !== undefined && isUnchanged(c, tag)) return unchanged(headers);
    const frames = part === 'ids' ? idFrames : layoutFrames;
    return await streamBody(c, frames(store, layouts, found.value, c.var.signal), {
      headers: { ...headers, 'content-type': 'application/octet-stream' },
      flushesEachChunk: true,
    });
  });

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
  for await (const layout of layoutSnapshots(ref.traceId, store.readLayout(ref, signal))) {
    if (layout.columns.isFinal) layouts.keep(layout);
    yield encodeTraceColumns(layout.columns);
  }
}
