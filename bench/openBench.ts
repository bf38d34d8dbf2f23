import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Browser } from '@playwright/test';
import { z } from 'zod';
import { OtlpSender } from '../server/simulate/otlpSender.ts';
import { bigTrace } from './bigTrace.ts';
import { launchBrowser } from './browser.ts';
import { type BuiltServer, startBuiltServer } from './builtServer.ts';
import type { Flags } from './flags.ts';
import { getJson } from './httpClient.ts';
import type { Measurement } from './measurement.ts';
import { type Opening, openTrace } from './openTrace.ts';
import { percentile } from './percentiles.ts';

const SIZES = [
  { spanCount: 10_000, budgetMs: 500 },
  { spanCount: 100_000, budgetMs: 1_500 },
] as const;
const ROUNDS = 11;
const QUICK_ROUNDS = 3;
const CLICK_DEADLINE_MS = 100;

/** Large traces from a link in a cold tab of a warm server, until one can work with them. */
export async function openBench({ isQuick }: Flags): Promise<readonly Measurement[]> {
  const dataDir = mkdtempSync(path.join(tmpdir(), 'hopscope-bench-open-'));
  const server = await startBuiltServer(dataDir);
  const browser = await launchBrowser();
  try {
    const measurements: Measurement[] = [];
    for (const size of SIZES) {
      const rounds = isQuick ? QUICK_ROUNDS : ROUNDS;
      measurements.push(...(await measure(server, browser, { ...size, rounds })));
    }
    return measurements;
  } finally {
    await browser.close();
    await server.stop();
    rmSync(dataDir, { recursive: true, force: true });
  }
}

async function measure(
  server: BuiltServer,
  browser: Browser,
  { spanCount, budgetMs, rounds }: (typeof SIZES)[number] & { readonly rounds: number },
): Promise<readonly Measurement[]> {
  const traceId = await store(server, spanCount);
  const openings: Opening[] = [];
  for (let round = -1; round < rounds; round += 1) {
    const opening = await openTrace(browser, `${server.url}/trace/${traceId}`, spanCount);
    if (round >= 0) openings.push(opening);
  }
  const all = (pick: (opening: Opening) => number) => openings.map(pick);
  const interactive = all(({ interactiveMs }) => interactiveMs);
  const count = spanCount.toLocaleString('en');
  return [
    {
      bench: 'open',
      what: `${count} spans to interactive, p50`,
      value: percentile(interactive, 0.5),
      unit: 'ms',
      budget: { atMost: budgetMs, kind: 'time' },
      note: `n ${rounds}, p95 ${percentile(interactive, 0.95).toFixed(0)} ms, first rows ${percentile(
        all(({ firstMs }) => firstMs),
        0.5,
      ).toFixed(0)} ms`,
    },
    {
      bench: 'open',
      what: `${count} spans, click answered, max`,
      value: percentile(
        all(({ clickMs }) => clickMs),
        1,
      ),
      unit: 'ms',
      budget: { atMost: CLICK_DEADLINE_MS, kind: 'time' },
    },
    {
      bench: 'open',
      what: `${count} spans, layout bytes a span`,
      value:
        percentile(
          all(({ layoutBytes }) => layoutBytes),
          1,
        ) / spanCount,
      unit: 'bytes',
      budget: { atMost: 7, kind: 'count' },
    },
  ];
}

const summarySchema = z.object({ summary: z.object({ spanCount: z.number() }) });

async function store({ url }: BuiltServer, spanCount: number): Promise<string> {
  const spans = bigTrace(spanCount, Date.now() * 1000 - 600_000_000);
  const traceId = spans[0]?.traceId ?? '';
  await new OtlpSender(url).send(spans);
  for (let tries = 0; tries < 100; tries += 1) {
    const answer = await getJson(`${url}/api/traces/${traceId}`).catch(() => undefined);
    if (answer !== undefined && summarySchema.parse(answer.value).summary.spanCount === spanCount) {
      return traceId;
    }
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  throw new Error(`the trace of ${spanCount} spans is not all there`);
}
