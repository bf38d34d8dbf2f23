import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { buildJaeger, type JaegerVersion } from './buildJaeger.ts';
import { freePorts } from './freePorts.ts';
import { jaegerConfig } from './jaegerConfig.ts';
import { jaegerFlags, UNUSED_PORT_COUNT } from './jaegerFlags.ts';
import type { JaegerOptions, JaegerPorts } from './jaegerOptions.ts';
import { type KeptProcess, startKept } from './keptProcess.ts';
import { createAliases, rollOverSpans } from './rolloverAliases.ts';
import { createRunFolder } from './runFolder.ts';
import { untilReady } from './untilReady.ts';

export interface RunningJaeger {
  readonly version: JaegerVersion;
  /** Takes spans: `POST {otlpUrl}/v1/traces`. */
  readonly otlpUrl: string;
  /** Jaeger's own pages and API: `GET {queryUrl}/api/traces`. */
  readonly queryUrl: string;
  readonly process: Pick<KeptProcess, 'pid' | 'log' | 'pause' | 'resume'>;
  /** From here on spans go into a new index; for one that was started with `usesAliases`. */
  rollOver(): Promise<void>;
  stop(): Promise<void>;
}

const ATTEMPTS = 3;

/** Starts a Jaeger that writes into `storage`, built the first time, and waits until it takes spans. */
export async function startJaeger(options: JaegerOptions): Promise<RunningJaeger> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await attemptStart(options);
    } catch (error) {
      if (attempt === ATTEMPTS || !/address already in use/.test(String(error))) throw error;
    }
  }
}

async function attemptStart(options: JaegerOptions): Promise<RunningJaeger> {
  const { version = '2.13' } = options;
  const program = await buildJaeger(version);
  const [otlp = 0, query = 0, ...unused] = await freePorts(2 + UNUSED_PORT_COUNT);
  const folder = await createRunFolder(`jaeger-${version}`, {});
  const kept = await startKept({
    program,
    args: await argumentsOf(options, { otlp, query, unused }, folder),
    cwd: folder,
    env: {
      PATH: process.env.PATH ?? '',
      HOME: folder,
      SPAN_STORAGE_TYPE: options.storage.name,
      // It would trace itself to port 4317 and spend its last ten seconds on that.
      OTEL_TRACES_SAMPLER: 'always_off',
    },
    identity: {},
    folder,
  });
  try {
    const otlpUrl = `http://127.0.0.1:${otlp}`;
    const queryUrl = `http://127.0.0.1:${query}`;
    await untilReady(kept, `jaeger@${version}`, () => takesSpans(otlpUrl, queryUrl));
    if (options.usesAliases) await createAliases(options);
    const { stop, ...process } = kept;
    const rollOver = () => rollOverSpans(options);
    return { version, otlpUrl, queryUrl, process, rollOver, stop };
  } catch (error) {
    await kept.stop();
    throw error;
  }
}

async function argumentsOf(
  options: JaegerOptions,
  ports: JaegerPorts,
  folder: string,
): Promise<readonly string[]> {
  if (options.version === '1.62') return jaegerFlags(options, ports);
  // JSON is YAML in which no date format is taken for a date.
  const file = path.join(folder, 'jaeger.yaml');
  await writeFile(file, JSON.stringify(jaegerConfig(options, ports)));
  return ['--config', file];
}

/** Both halves: pages that are served while spans are refused are of no use. */
async function takesSpans(otlpUrl: string, queryUrl: string): Promise<true | undefined> {
  const answers = await Promise.all([
    fetch(`${otlpUrl}/v1/traces`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"resourceSpans":[]}',
    }),
    fetch(`${queryUrl}/`),
  ]);
  await Promise.all(answers.map((answer) => answer.body?.cancel()));
  return answers.every((answer) => answer.ok) ? true : undefined;
}
