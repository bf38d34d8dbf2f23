import { existsSync, rmSync } from 'node:fs';
import { cp, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { askEngine } from '../../engines/askEngine.ts';
import { cacheDir } from '../../engines/cache.ts';
import { engineIdentity } from '../../engines/identity.ts';
import { copyTree, createRunFolder } from '../../engines/runFolder.ts';
import { type RunningEngine, startEngine } from '../../engines/startEngine.ts';
import { startJaeger } from '../../engines/startJaeger.ts';
import type { Flags } from '../flags.ts';
import { RANGE_US, sendFleet } from './fleetFill.ts';

const RELEASE = { name: 'elasticsearch', version: '8.19.7' } as const;
const HEAP_MB = 1_024;
const SPAN_COUNT = 1_550_000;
/** Raise when the fleet changes, so that old fills are not reused. */
const FILL_VERSION = 1;

const fillSchema = z.object({
  fromUs: z.number(),
  toUs: z.number(),
  spanCount: z.number(),
  traceCount: z.number(),
  bigTraceId: z.string(),
  bigTraceStartUs: z.number(),
  seconds: z.number(),
});
export type EngineFill = z.infer<typeof fillSchema>;

type FillFlags = Pick<Flags, 'isRefill'>;

export interface FilledEngine {
  readonly fill: EngineFill;
  readonly engine: RunningEngine;
  stop(): Promise<void>;
}

/**
 * One node with a million and a half spans that Jaeger wrote. The first run makes them and keeps
 * the node's data beside the fetched engines; each run works on a copy.
 */
export async function filledEngine(flags: FillFlags): Promise<FilledEngine> {
  const kept = await keptFill(flags);
  const fill = fillSchema.parse(JSON.parse(await readFile(path.join(kept, 'facts.json'), 'utf8')));
  const node = await startNode((data) => copyData(path.join(kept, 'data'), data));
  return { fill, engine: node.engine, stop: node.stop };
}

async function keptFill({ isRefill }: FillFlags): Promise<string> {
  const folder = path.join(cacheDir(), 'bench', `elasticsearch-${SPAN_COUNT}-${FILL_VERSION}`);
  if (isRefill) await rm(folder, { recursive: true, force: true });
  if (existsSync(folder)) return folder;
  const partial = `${folder}.${process.pid}`;
  await mkdir(partial, { recursive: true });
  try {
    const node = await startNode(async () => undefined);
    let fill: EngineFill;
    try {
      fill = await writeSpans(node.engine);
      await node.engine.stop();
      await cp(node.dataDir, path.join(partial, 'data'), { recursive: true });
    } finally {
      await node.stop();
    }
    await writeFile(path.join(partial, 'facts.json'), JSON.stringify(fill));
    await rename(partial, folder);
  } finally {
    await rm(partial, { recursive: true, force: true });
  }
  return folder;
}

interface Node {
  readonly engine: RunningEngine;
  readonly dataDir: string;
  /** Ends the engine and removes the run's data. */
  stop(): Promise<void>;
}

async function startNode(layOut: (dataDir: string) => Promise<void>): Promise<Node> {
  const folder = await createRunFolder('bench-elasticsearch', await engineIdentity());
  const dataDir = path.join(folder, 'data');
  const remove = () => rm(folder, { recursive: true, force: true, maxRetries: 5 });
  // Nearly a gigabyte, also when somebody has had enough of it.
  process.on('exit', () => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }));
  try {
    await layOut(dataDir);
    const settings = { 'path.data': dataDir };
    const engine = await startEngine({ ...RELEASE, heapMb: HEAP_MB, settings });
    return {
      engine,
      dataDir,
      stop: async () => {
        await engine.stop();
        await remove();
      },
    };
  } catch (error) {
    await remove();
    throw error;
  }
}

async function copyData(from: string, to: string): Promise<void> {
  await copyTree(from, to, await engineIdentity());
}

async function writeSpans(engine: RunningEngine): Promise<EngineFill> {
  const jaeger = await startJaeger({ storage: engine });
  const startedMs = performance.now();
  try {
    const toUs = lastHoursOfADayUs();
    const fromUs = toUs - RANGE_US;
    const sent = await sendFleet(jaeger.otlpUrl, fromUs, SPAN_COUNT);
    await untilWritten(engine, sent.spanCount);
    return { ...sent, fromUs, toUs, seconds: (performance.now() - startedMs) / 1_000 };
  } finally {
    await jaeger.stop();
  }
}

const DAY_US = 86_400_000_000;
const RECENT_US = 120_000_000;

/** Ends today, or yesterday as long as today is too young: all spans in one index. */
function lastHoursOfADayUs(): number {
  const nowUs = Date.now() * 1_000 - RECENT_US;
  const sinceMidnightUs = nowUs % DAY_US;
  return sinceMidnightUs > RANGE_US ? nowUs : nowUs - sinceMidnightUs - RECENT_US;
}

const countSchema = z.object({ count: z.number() });
const WRITING_DEADLINE_MS = 300_000;

async function untilWritten(engine: RunningEngine, spanCount: number): Promise<void> {
  const giveUpAtMs = performance.now() + WRITING_DEADLINE_MS;
  for (;;) {
    await askEngine(engine, 'POST', '/jaeger-span-*/_refresh');
    const { count } = countSchema.parse(await askEngine(engine, 'GET', '/jaeger-span-*/_count'));
    if (count === spanCount) break;
    if (performance.now() > giveUpAtMs) throw new Error(`${count} of ${spanCount} spans written`);
    await new Promise((resolve) => setTimeout(resolve, 1_000));
  }
  await askEngine(engine, 'POST', '/_flush');
}
