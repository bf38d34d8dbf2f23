import type { QueryClient } from '@tanstack/react-query';
import type { ComponentType } from 'react';
import { ROUTER_BASE } from './api/basePath.ts';
import { traceQuery } from './api/queries.ts';
import { columnsQuery } from './api/traceQueries.ts';
import { openedTraceId } from './openedTraceId.ts';
import { parseTraceUrl } from './url/traceUrl.ts';

export type TracePage = ComponentType<{ readonly traceId: string }>;

let loaded: TracePage | undefined;

/** The trace page, once its code has arrived. */
export const loadedTracePage = (): TracePage | undefined => loaded;

export async function loadTracePage(): Promise<TracePage> {
  const { TracePage } = await import('./features/trace/TracePage.tsx');
  loaded = TracePage;
  return TracePage;
}

/** Asks for a trace's data. Failures show on the page, which asks for the same. */
export function fetchTrace(client: QueryClient, traceId: string, search: string): void {
  const { atMs } = parseTraceUrl(search);
  void client.prefetchQuery(columnsQuery(traceId, atMs));
  void client.prefetchQuery(traceQuery(traceId, atMs));
}

/**
 * Resolves when the page can be drawn once for all. Of an address that opens a trace that is when
 * its code is there, for its data is asked for at once and a skeleton in between would only take
 * time; should the code be long in coming, then earlier.
 */
export async function openedTraceArrives(client: QueryClient): Promise<void> {
  const traceId = openedTraceId(location.pathname, ROUTER_BASE);
  if (traceId === undefined) return;
  fetchTrace(client, traceId, location.search);
  // A failure is told on the page, which loads it again.
  const code = loadTracePage().catch(() => undefined);
  const patience = new Promise((resolve) => setTimeout(resolve, CODE_MS));
  await Promise.race([code, patience]);
}

const CODE_MS = 100;
