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
  engine: Pick<RunningEngine, 'url' | 'credentials'>,
  indices: string,
  traceId: string,
): Promise<SpanHit> {
  const giveUpAtMs = performance.now() + DEADLINE_MS;
  let reason: unknown = 'it is not there';
  while (performance.now() < giveUpAtMs) {
    try {
      const [hit] = await search(engine, indices, traceId);
      if (hit !== undefined) return { index: hit._index, source: hit._source };
    } catch (error) {
      // An index that is just being made answers 503.
      reason = error;
    }
    await sleep(100);
  }
  throw new Error(`no span of trace ${traceId} came into ${indices}: ${reason}`);
}

interface Hit {
  readonly _index: string;
  readonly _source: SpanHit['source'];
}

async function search(
  engine: Pick<RunningEngine, 'url' | 'credentials'>,
  indices: string,
  traceId: string,
): Promise<readonly Hit[]> {
  await askEngine(engine, 'POST', `/${indices}/_refresh`);
  const query = { term: { traceID: traceId } };
  return Object(await askEngine(engine, 'POST', `/${indices}/_search`, { query })).hits.hits;
}
