import { type Problem, problem } from '../../shared/api/problem.ts';
import { fail, ok, type Result } from '../../shared/result.ts';
import { normalizeTraceId } from '../../shared/span/ids.ts';
import type { TraceRef, TraceStore, TraceSummaryAnswer } from '../stores/traceStore.ts';

export interface FoundTrace extends TraceSummaryAnswer {
  readonly ref: TraceRef;
}

/** The trace a path speaks of, with its summary, or the 404 that says why not. */
export async function findTrace(
  store: TraceStore,
  traceId: string,
  atMs: number | undefined,
  signal: AbortSignal,
): Promise<Result<FoundTrace, Problem<'no-such-trace'>>> {
  const normalized = normalizeTraceId(traceId);
  if (normalized === undefined) return fail(noSuchTrace(traceId));
  const ref: TraceRef = { traceId: normalized, ...(atMs === undefined ? {} : { atMs }) };
  const found = await store.traceSummary(ref, signal);
  return found === undefined ? fail(noSuchTrace(normalized)) : ok({ ref, ...found });
}

const noSuchTrace = (traceId: string): Problem<'no-such-trace'> =>
  problem(
    'no-such-trace',
    `No span of trace ${traceId} is stored. It may not have arrived yet, or be older than what is kept.`,
  );
