import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { z } from 'zod';
import { encodeOtlpProtobuf } from '../shared/formats/encodeOtlpProtobuf.ts';
import type { Span } from '../shared/span/span.ts';
import { RULES_VERSION } from '../shared/summary/traceSummary.ts';
import { type BuiltServer, startBuiltServer } from './builtServer.ts';
import type { Flags } from './flags.ts';
import { exchange, getJson } from './httpClient.ts';
import { leanSimulation } from './loadBodies.ts';

const SPAN_COUNT = 2_000_000;
const QUICK_SPAN_COUNT = 150_000;
const DEVICE_COUNT = 10_000;
/** The fleet's time is six hours; how long the filling takes is another matter. */
const RANGE_US = 6 * 3_600_000_000;
/** A little low, so that the fleet is not done before the spans are there. */
const SPANS_PER_MESSAGE = 4.2;
const STEP_US = 2_000_000;
const SPANS_PER_BODY = 5_000;
/** Raise when the fleet or the tables change so that old fills are not reused. */
const FILL_VERSION = 2;

const fillSchema = z.object({
  fromUs: z.number(),
  toUs: z.number(),
  spanCount: z.number(),
  traceCount: z.number(),
  seconds: z.number(),
});

export interface FilledStore extends z.infer<typeof fillSchema> {
  readonly dataDir: string;
  readonly deviceCount: number;
}

/** A data directory with two million spans in it: made once, kept under the system's temporary folder. */
export async function filledStore({ isRefill, isQuick }: Flags): Promise<FilledStore> {
  const spanCount = isQuick ? QUICK_SPAN_COUNT : SPAN_COUNT;
  const name = `hopscope-bench-${spanCount}-${FILL_VERSION}-${RULES_VERSION}`;
  const folder = path.join(tmpdir(), name);
  const dataDir = path.join(folder, 'data');
  const factsFile = path.join(folder, 'facts.json');
  if (isRefill) rmSync(folder, { recursive: true, force: true });
  if (!existsSync(factsFile)) {
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(dataDir, { recursive: true });
    writeFileSync(factsFile, JSON.stringify(await fill(dataDir, spanCount)));
  }
  const facts = fillSchema.parse(JSON.parse(readFileSync(factsFile, 'utf8')));
  return { ...facts, dataDir, deviceCount: DEVICE_COUNT };
}

/** A copy that may be written to. */
export function copyStore(store: FilledStore): FilledStore {
  const dataDir = path.join(tmpdir(), `hopscope-bench-copy-${process.pid}`);
  rmSync(dataDir, { recursive: true, force: true });
  cpSync(store.dataDir, dataDir, { recursive: true });
  return { ...store, dataDir };
}

export function removeStore({ dataDir }: FilledStore): void {
  rmSync(dataDir, { recursive: true, force: true });
}

async function fill(dataDir: string, wantedSpans: number): Promise<z.infer<typeof fillSchema>> {
  const server = await startBuiltServer(dataDir);
  const startedMs = performance.now();
  try {
    const toUs = Date.now() * 1000 - 120_000_000;
    const fromUs = toUs - RANGE_US;
    const traceIds = new Set<string>();
    const spanCount = await sendHistory(server, fromUs, wantedSpans, traceIds);
    const seconds = (performance.now() - startedMs) / 1000;
    process.stderr.write(`\nfilled in ${seconds.toFixed(0)} s, waiting for the summaries\n`);
    await untilSummarised(server, fromUs, toUs, traceIds.size);
    return { fromUs, toUs, spanCount, traceCount: traceIds.size, seconds };
  } finally {
    await server.stop();
  }
}

async function sendHistory(
  { url }: BuiltServer,
  fromUs: number,
  wantedSpans: number,
  traceIds: Set<string>,
): Promise<number> {
  const messagesPerSecond = wantedSpans / SPANS_PER_MESSAGE / (RANGE_US / 1_000_000);
  const simulation = leanSimulation({
    seed: 5,
    fromUs,
    messagesPerSecond,
    deviceCount: DEVICE_COUNT,
  });
  let sent = 0;
  let open: Span[] = [];
  for (let atUs = STEP_US; sent + open.length < wantedSpans && atUs <= RANGE_US; atUs += STEP_US) {
    for (const span of simulation.advanceTo(fromUs + atUs).spans) {
      traceIds.add(span.traceId);
      open.push(span);
    }
    if (open.length < SPANS_PER_BODY) continue;
    await post(url, open);
    sent += open.length;
    open = [];
    if (process.stderr.isTTY) process.stderr.write(`\rfilling: ${sent} of ${wantedSpans} spans `);
  }
  const rest = open.concat(simulation.drain().spans);
  for (const span of rest) traceIds.add(span.traceId);
  await post(url, rest);
  return sent + rest.length;
}

async function post(url: string, spans: readonly Span[]): Promise<void> {
  const body = encodeOtlpProtobuf(spans);
  for (;;) {
    const answer = await exchange(`${url}/v1/traces`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-protobuf', 'content-length': String(body.length) },
      body,
    });
    if (answer.status === 200) return;
    if (answer.status !== 429 && answer.status !== 503) {
      throw new Error(`filling failed with ${answer.status}: ${answer.bytes.toString()}`);
    }
    await pause(Number(answer.headers['retry-after'] ?? 1) * 1000);
  }
}

const totalSchema = z.object({ total: z.object({ value: z.number() }) });

/** Waits until every trace is found, then until the store has come to rest. */
async function untilSummarised(
  { url }: BuiltServer,
  fromUs: number,
  toUs: number,
  traceCount: number,
): Promise<void> {
  const range = `from=${Math.floor(fromUs / 1000) - 60_000}&to=${Math.ceil(toUs / 1000) + 60_000}`;
  for (let tries = 0; tries < 120; tries += 1) {
    const { value } = await getJson(`${url}/api/search?limit=1&${range}`);
    if (totalSchema.parse(value).total.value >= traceCount) return pause(SETTLE_MS);
    await pause(1_000);
  }
  throw new Error(`of ${traceCount} traces not all can be found`);
}

/** After the settle delay summaries are made once more; a measured store has that behind it. */
const SETTLE_MS = 75_000;

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
