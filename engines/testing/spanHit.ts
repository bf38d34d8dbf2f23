import { setTimeout as sleep } from 'node:timers/promises';
import { askEngine } from '../askEngine.ts';
import type { RunningEngine } from '../startEngine.ts';

/** One document as Jaeger wrote it, and where. */
export interface SpanHit {
  readonly index: string;
  readonly source: Readonly<Record<string, unknown>>;
}

const DEADLINE_MS = 60_000;

/** The span of a trace in any of `indices`, as soon as Jaeger has written it. */
export async function spanHit(
  engine: RunningEngine,
  indices: string,
  traceId: string,
): Promise<SpanHit> {
  const giveUpAtMs = performance.now() + DEADLINE_MS;
  while (performance.now() < giveUpAtMs) {
    await askEngine(engine, 'POST', `/${indices}/_refresh`);
    const found = Object(
      await askEngine(engine, 'POST', `/${indices}/_search`, {
        query: { term: { traceID: traceId } },
      }),
    );
    const [hit] = found.hits.hits;
    if (hit !== undefined) return { index: hit._index, source: hit._source };
    await sleep(100);
  }
  throw new Error(`no span of trace ${traceId} came into ${indices}`);
}
