import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { z } from 'zod';
import { type BuiltServer, startBuiltServer } from './builtServer.ts';
import { copyStore, filledStore, removeStore } from './filledStore.ts';
import type { Flags } from './flags.ts';
import { exchange, getJson } from './httpClient.ts';
import type { Measurement } from './measurement.ts';
import { percentile } from './percentiles.ts';
import { askEverything, measurementsOf, type TimesByWhat } from './searchBench.ts';
import { type SendReport, sendReportSchema } from './sender.ts';
import { ROOT } from './snapshot.ts';

const SPANS_PER_SECOND = 50_000;
const SECONDS = 60;
const QUICK_SECONDS = 10;

/** Fifty thousand spans a second for a minute from another process, into an empty store. */
export async function ingestBench({ isQuick }: Flags): Promise<readonly Measurement[]> {
  const seconds = isQuick ? QUICK_SECONDS : SECONDS;
  const dataDir = mkdtempSync(path.join(tmpdir(), 'hopscope-bench-ingest-'));
  const server = await startBuiltServer(dataDir);
  try {
    const sending = startSender(server, SPANS_PER_SECOND, seconds);
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

/** The searches of the quiet store again while as much arrives as in the ingest bench. */
export async function searchUnderLoadBench({ isQuick }: Flags): Promise<readonly Measurement[]> {
  const seconds = isQuick ? QUICK_SECONDS : SECONDS;
  const store = copyStore(await filledStore(false));
  const server = await startBuiltServer(store.dataDir);
  try {
    const sending = startSender(server, SPANS_PER_SECOND, seconds);
    await sending.isReady;
    const report = { isDone: false };
    const sent = sending.report.finally(() => {
      report.isDone = true;
    });
    const times = await askWhile(server, store, () => !report.isDone);
    const sum = await sent;
    return [
      ...measurementsOf(times, 'under load', 3),
      {
        bench: 'under load',
        what: 'ingest meanwhile',
        value: sum.sentSpans / sum.seconds,
        unit: 'spans/s',
        budget: { atLeast: SPANS_PER_SECOND * 0.98, kind: 'time' },
      },
      ...memoryOf('under load', server.maxRssMb()),
    ];
  } finally {
    await server.stop();
    removeStore(store);
  }
}

async function askWhile(
  server: BuiltServer,
  store: Parameters<typeof askEverything>[1],
  isGoingOn: () => boolean,
): Promise<TimesByWhat> {
  const all = new Map<string, { readonly budgetMs: number; readonly ms: number[] }>();
  for (let part = 0; isGoingOn(); part += 1) {
    const times = await askEverything(server, store, { rounds: 2, seed: `load ${part}` });
    for (const [what, { budgetMs, ms }] of times) {
      const known = all.get(what) ?? { budgetMs, ms: [] };
      known.ms.push(...ms);
      all.set(what, known);
    }
  }
  return all;
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

function memoryOf(bench: string, maxRssMb: number | undefined): readonly Measurement[] {
  if (maxRssMb === undefined) return [];
  const budget = { atMost: 600, kind: 'time' } as const;
  return [{ bench, what: 'RSS, max', value: maxRssMb, unit: 'MB', budget }];
}

function startSender({ url }: BuiltServer, spansPerSecond: number, seconds: number) {
  const options = JSON.stringify({ url: `${url}/v1/traces`, spansPerSecond, seconds });
  const child = spawn(process.execPath, ['--import', 'tsx', 'bench/sender.ts', options], {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const out: Buffer[] = [];
  const err: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => out.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => err.push(chunk));
  const report = once(child, 'close').then(([code]) => {
    if (code !== 0) throw new Error(`the sender failed: ${Buffer.concat(err).toString()}`);
    return sendReportSchema.parse(JSON.parse(Buffer.concat(out).toString()));
  });
  return { isReady: once(child.stderr, 'data'), report };
}

const PROBE_EVERY_MS = 1_500;
const POLL_EVERY_MS = 40;
const GIVE_UP_MS = 20_000;

/** Sends one marked span after the other and asks for it until it is found; milliseconds of each. */
async function probeQueryable(
  { url }: BuiltServer,
  signal: AbortSignal,
): Promise<readonly number[]> {
  const times: number[] = [];
  while (!signal.aborted) {
    const marker = `probe-${process.pid}-${times.length}`;
    const startedMs = performance.now();
    await exchange(`${url}/v1/traces`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: new TextEncoder().encode(markedSpan(marker, times.length)),
    });
    while (!(await isFound(url, marker)) && performance.now() - startedMs < GIVE_UP_MS) {
      await pause(POLL_EVERY_MS);
    }
    times.push(performance.now() - startedMs);
    await pause(PROBE_EVERY_MS);
  }
  return times;
}

const pageSchema = z.object({ traces: z.array(z.unknown()) });

async function isFound(url: string, marker: string): Promise<boolean> {
  const { value } = await getJson(
    `${url}/api/search?q=bench.marker%3D${marker}&from=now-10m&to=now%2B10m`,
  );
  return pageSchema.parse(value).traces.length > 0;
}

function markedSpan(marker: string, number: number): string {
  const startNano = `${Date.now()}000000`;
  const hex = (digits: number) => (number + 1).toString(16).padStart(digits, 'a');
  const attributes = [{ key: 'bench.marker', value: { stringValue: marker } }];
  const span = {
    traceId: hex(32),
    spanId: hex(16),
    name: 'probe',
    startTimeUnixNano: startNano,
    endTimeUnixNano: startNano,
    attributes,
  };
  return JSON.stringify({
    resourceSpans: [{ resource: { attributes: [] }, scopeSpans: [{ spans: [span] }] }],
  });
}

const totalSchema = z.object({ total: z.object({ value: z.number(), relation: z.literal('eq') }) });

/** All spans in the store, counted by asking how many traces have one span, two, three … */
async function countSpansFound({ url }: BuiltServer): Promise<number> {
  await pause(SUMMARY_DELAY_MS);
  const count = async (q: string) => {
    const range = 'from=now-60m&to=now%2B60m';
    const { value } = await getJson(`${url}/api/search?q=${q}&limit=1&${range}`);
    return totalSchema.parse(value).total.value;
  };
  const traceCount = await count('');
  let traces = 0;
  let spans = 0;
  for (let size = 1; traces < traceCount && size < MAX_TRACE_SPANS; size += 1) {
    const found = await count(`spans%3D${size}`);
    traces += found;
    spans += found * size;
  }
  return spans;
}

const SUMMARY_DELAY_MS = 4_000;
const MAX_TRACE_SPANS = 200;

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
