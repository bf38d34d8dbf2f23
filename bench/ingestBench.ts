import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startBuiltServer } from './builtServer.ts';
import type { Flags } from './flags.ts';
import { loadSeconds, SPANS_PER_SECOND } from './loadPlan.ts';
import type { Measurement } from './measurement.ts';
import { memoryOf } from './memoryOf.ts';
import { percentile } from './percentiles.ts';
import { countSpansFound, probeQueryable } from './queryable.ts';
import type { SendReport } from './sender.ts';
import { startSender } from './sendingProcess.ts';

/** Fifty thousand spans a second for a minute from another process, into an empty store. */
export async function ingestBench({ isQuick }: Flags): Promise<readonly Measurement[]> {
  const dataDir = mkdtempSync(path.join(tmpdir(), 'hopscope-bench-ingest-'));
  const server = await startBuiltServer(dataDir);
  try {
    const sending = startSender(server, SPANS_PER_SECOND, loadSeconds(isQuick));
    await sending.isReady;
    const stop = new AbortController();
    const probing = probeQueryable(server, stop.signal);
    const idleCpuSeconds = server.cpuSeconds() ?? 0;
    const report = await sending.report;
    const cpuSeconds = (server.cpuSeconds() ?? Number.NaN) - idleCpuSeconds;
    stop.abort();
    const queryableMs = await probing;
    const found = await countSpansFound(server);
    return [
      ...ingestMeasurements(report, queryableMs, server.maxRssMb(), found),
      {
        bench: 'ingest',
        what: 'processor time of the server',
        value: cpuSeconds / report.seconds,
        unit: 'ratio',
        note: `of one core; ${((cpuSeconds * 1e6) / report.sentSpans).toFixed(1)} µs a span`,
      },
    ];
  } finally {
    await server.stop();
    rmSync(dataDir, { recursive: true, force: true });
  }
}

function ingestMeasurements(
  report: SendReport,
  queryableMs: readonly number[],
  maxRssMb: number | undefined,
  spansFound: number,
): readonly Measurement[] {
  return [
    {
      bench: 'ingest',
      what: `sustained for ${Math.round(report.seconds)} s`,
      value: report.sentSpans / report.seconds,
      unit: 'spans/s',
      budget: { atLeast: SPANS_PER_SECOND * 0.995, kind: 'time' },
      note: `${report.refusals} refusals, sender at most ${report.maxLateMs.toFixed(0)} ms late`,
    },
    {
      bench: 'ingest',
      what: 'acknowledgement, max',
      value: report.ackMaxMs,
      unit: 'ms',
      budget: { atMost: 1_000, kind: 'time' },
      note: `p50 ${report.ackP50Ms.toFixed(1)} ms, p95 ${report.ackP95Ms.toFixed(1)} ms`,
    },
    {
      bench: 'ingest',
      what: 'sent to found by search, max',
      value: percentile(queryableMs, 1),
      unit: 'ms',
      budget: { atMost: 2_000, kind: 'time' },
      note: `n ${queryableMs.length}, p50 ${percentile(queryableMs, 0.5).toFixed(0)} ms`,
    },
    ...memoryOf('ingest', maxRssMb),
    {
      bench: 'ingest',
      what: 'acknowledged spans not found',
      value: report.sentSpans + queryableMs.length - spansFound,
      unit: 'count',
      budget: { atMost: 0, atLeast: 0, kind: 'count' },
    },
  ];
}
