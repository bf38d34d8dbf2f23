import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startJaeger } from '../../engines/startJaeger.ts';
import { launchBrowser } from '../browser.ts';
import { type BuiltServer, startBuiltServer } from '../builtServer.ts';
import type { Measurement } from '../measurement.ts';
import { BareScript } from './bareScript.ts';
import { bigTraceBench } from './bigTraceBench.ts';
import { countsBench } from './countsBench.ts';
import type { FilledEngine } from './filledEngine.ts';
import { pagesBench } from './pagesBench.ts';
import { peerBench } from './peerBench.ts';
import { devicesOf, FreshQuestions } from './questions.ts';
import { BENCH } from './samples.ts';
import { warmUp } from './warmUp.ts';

export const PARTS = ['pages', 'peer', 'counts', 'trace'] as const;
type Part = (typeof PARTS)[number];

const ROUNDS = 25;
const QUICK_ROUNDS = 5;
/** As many traces as are asked for at most, and some more. */
const TRACES_OF_A_BUSY_DEVICE = 210;
const MAX_RSS_MB = 350;

const ENGINE_WARM_UP_MS = 120_000;
/** As long as a server has run that somebody opens a trace of by a link, at the least. */
const SERVER_WARM_UP_MS = 5_000;

/** The parts one after the other, all against one engine and, but for the last, one server. */
export async function measureAll(
  filled: FilledEngine,
  parts: readonly Part[],
  isQuick: boolean,
): Promise<readonly Measurement[]> {
  const { engine, fill } = filled;
  const dataDir = mkdtempSync(path.join(tmpdir(), 'hopscope-bench-engine-'));
  const start = () =>
    startBuiltServer(dataDir, { store: 'elasticsearch', 'elasticsearch-url': engine.url });
  const devices = await devicesOf(engine, TRACES_OF_A_BUSY_DEVICE);
  const fresh = new FreshQuestions(fill, devices.busy);
  const script = new BareScript(engine.url);
  const bench = { start, fresh, script, filled, rounds: isQuick ? QUICK_ROUNDS : ROUNDS };
  try {
    const server = await start();
    const measurements: Measurement[] = [];
    const rssMb: string[] = [];
    let maxRssMb = 0;
    const noteRss = (part: string, mb = Number.NaN) => {
      rssMb.push(`${mb.toFixed(0)} ${part}`);
      maxRssMb = Math.max(maxRssMb, mb);
    };
    try {
      process.stderr.write('warming up …\n');
      await warmUp(server, fresh, ENGINE_WARM_UP_MS, { script, devices: devices.others });
      for (const part of parts) {
        process.stderr.write(`${part} …\n`);
        const more = await measurePart(part, server, bench);
        measurements.push(...more.measurements);
        noteRss(part, more.maxRssMb ?? server.maxRssMb());
      }
    } finally {
      await server.stop();
    }
    return [
      { bench: BENCH, what: 'spans', value: fill.spanCount, unit: 'count' },
      { bench: BENCH, what: 'traces', value: fill.traceCount, unit: 'count' },
      ...measurements,
      {
        bench: BENCH,
        what: 'RSS of the server, max',
        value: maxRssMb,
        unit: 'MB',
        budget: { atMost: MAX_RSS_MB, kind: 'time' },
        note: `${rssMb.join(', ')}; all but the trace by one server`,
      },
    ];
  } finally {
    await script.close();
    rmSync(dataDir, { recursive: true, force: true });
  }
}

interface Bench {
  readonly start: () => Promise<BuiltServer>;
  readonly fresh: FreshQuestions;
  readonly script: BareScript;
  readonly filled: FilledEngine;
  readonly rounds: number;
}

interface Measured {
  readonly measurements: readonly Measurement[];
  /** Of servers started for it; absent where there were none. */
  readonly maxRssMb?: number;
}

async function measurePart(part: Part, server: BuiltServer, bench: Bench): Promise<Measured> {
  const { fresh, rounds } = bench;
  switch (part) {
    case 'pages':
      return { measurements: await pagesBench(server, bench.script, fresh, rounds) };
    case 'peer':
      return { measurements: await besideJaeger(server, bench) };
    case 'counts':
      return { measurements: await countsBench(server, fresh, Math.ceil(rounds / 2)) };
    case 'trace':
      return await openBigTrace(bench);
  }
}

async function besideJaeger(
  server: BuiltServer,
  { fresh, filled, rounds }: Bench,
): Promise<readonly Measurement[]> {
  const jaeger = await startJaeger({ storage: filled.engine });
  try {
    return await peerBench(server, jaeger.queryUrl, fresh, Math.ceil(rounds / 2));
  } finally {
    await jaeger.stop();
  }
}

async function openBigTrace({ start, fresh, filled, rounds }: Bench): Promise<Measured> {
  const browser = await launchBrowser();
  const startWarmedUp = async () => {
    const server = await start();
    await warmUp(server, fresh, SERVER_WARM_UP_MS);
    return server;
  };
  try {
    return await bigTraceBench(startWarmedUp, browser, filled.fill, Math.ceil(rounds / 5));
  } finally {
    await browser.close();
  }
}
