import { request } from 'node:http';
import type { Browser } from '@playwright/test';
import type { BuiltServer } from '../builtServer.ts';
import type { Measurement } from '../measurement.ts';
import { openTrace } from '../openTrace.ts';
import type { EngineFill } from './filledEngine.ts';
import { BIG_TRACE_SPAN_COUNT } from './fleetFill.ts';
import { medianWithin, Samples } from './samples.ts';

const FIRST_BUDGET_MS = 600;
const INTERACTIVE_BUDGET_MS = 3_000;

const FIRST_SNAPSHOT = '100,000 spans, first snapshot';
const LAST_SNAPSHOT = '100,000 spans, whole';
const FIRST_BARS = '100,000 spans in a browser, first bars';
const INTERACTIVE = '100,000 spans in a browser, interactive';

/**
 * The large trace, read from the engine: each opening is by a server that was started for it and
 * has answered other questions for a few seconds.
 */
export async function bigTraceBench(
  startWarmedUp: () => Promise<BuiltServer>,
  browser: Browser,
  fill: EngineFill,
  rounds: number,
): Promise<{ readonly measurements: readonly Measurement[]; readonly maxRssMb: number }> {
  const samples = new Samples();
  let maxRssMb = 0;
  const withServer = async (use: (server: BuiltServer) => Promise<void>) => {
    const server = await startWarmedUp();
    try {
      await use(server);
      maxRssMb = Math.max(maxRssMb, server.maxRssMb() ?? 0);
    } finally {
      await server.stop();
    }
  };
  for (let round = 0; round < rounds; round += 1) {
    await withServer(async ({ url }) => {
      const { firstMs, lastMs } = await streamColumns(columnsUrl(url, fill));
      samples.add(FIRST_SNAPSHOT, firstMs);
      samples.add(LAST_SNAPSHOT, lastMs);
    });
    await withServer(async ({ url }) => {
      const opening = await openTrace(browser, pageUrl(url, fill), BIG_TRACE_SPAN_COUNT);
      samples.add(FIRST_BARS, opening.firstMs);
      samples.add(INTERACTIVE, opening.interactiveMs);
    });
  }
  return {
    measurements: [
      medianWithin(samples, FIRST_SNAPSHOT, FIRST_BUDGET_MS),
      medianWithin(samples, LAST_SNAPSHOT, INTERACTIVE_BUDGET_MS),
      medianWithin(samples, FIRST_BARS, FIRST_BUDGET_MS),
      medianWithin(samples, INTERACTIVE, INTERACTIVE_BUDGET_MS),
    ],
    maxRssMb,
  };
}

const atMs = ({ bigTraceStartUs }: EngineFill) => Math.floor(bigTraceStartUs / 1_000);

const columnsUrl = (url: string, fill: EngineFill) =>
  `${url}/api/traces/${fill.bigTraceId}/columns?at=${atMs(fill)}`;

const pageUrl = (url: string, fill: EngineFill) =>
  `${url}/trace/${fill.bigTraceId}?at=${atMs(fill)}`;

/** Milliseconds to the first bytes of a body, and to its end. */
function streamColumns(
  url: string,
): Promise<{ readonly firstMs: number; readonly lastMs: number }> {
  return new Promise((resolve, reject) => {
    const startedMs = performance.now();
    let firstMs = Number.NaN;
    const asked = request(url, { headers: { 'accept-encoding': 'gzip' } }, (response) => {
      if (response.statusCode !== 200) reject(new Error(`${url} answered ${response.statusCode}`));
      response.on('data', () => {
        if (Number.isNaN(firstMs)) firstMs = performance.now() - startedMs;
      });
      response.on('error', reject);
      response.on('end', () => resolve({ firstMs, lastMs: performance.now() - startedMs }));
    });
    asked.on('error', reject);
    asked.end();
  });
}
