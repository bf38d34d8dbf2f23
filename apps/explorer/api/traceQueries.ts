import { queryOptions } from '@tanstack/react-query';
import { ColumnsDecoder, decodeRowIds } from '../../../shared/columns/decode.ts';
import type { RowIds, TraceColumns } from '../../../shared/columns/traceColumns.ts';
import { apiUrl, getResponse } from './client.ts';
import { columnsUrl } from './queries.ts';

/** The layout of a trace. While it is being read the data is the newest snapshot, not yet `isFinal`. */
export function columnsQuery(traceId: string, atMs?: number) {
  return queryOptions({
    queryKey: ['trace', traceId, 'columns'],
    queryFn: async ({ signal, client, queryKey }) => {
      const decoder = new ColumnsDecoder();
      let newest: TraceColumns | undefined;
      for await (const chunk of streamChunks(columnsUrl(traceId, atMs), signal)) {
        for (const snapshot of decoder.push(chunk)) {
          newest = snapshot;
          // Never over a whole layout that a refresh is about to replace.
          const shown = client.getQueryData<TraceColumns>(queryKey);
          if (!shown?.isFinal) client.setQueryData<TraceColumns>(queryKey, snapshot);
        }
      }
      decoder.finish();
      if (newest === undefined) throw new Error('a stream that ended well had no snapshot');
      return newest;
    },
    structuralSharing: false,
  });
}

/** The span id of each row; `rowCount` tells the layout it belongs to from that of a trace that has grown. */
export function rowIdsQuery(traceId: string, rowCount: number, atMs?: number) {
  return queryOptions({
    queryKey: ['trace', traceId, 'ids', rowCount],
    queryFn: async ({ signal }): Promise<RowIds> => {
      const url = apiUrl(`traces/${encodeURIComponent(traceId)}/columns`, {
        at: atMs,
        part: 'ids',
      });
      const response = await getResponse(url, signal);
      return decodeRowIds(new Uint8Array(await response.arrayBuffer()));
    },
    structuralSharing: false,
  });
}

async function* streamChunks(url: string, signal: AbortSignal): AsyncGenerator<Uint8Array> {
  const response = await getResponse(url, signal);
  const reader = response.body?.getReader();
  if (reader === undefined) return;
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      yield value;
    }
  } finally {
    reader.releaseLock();
  }
}
