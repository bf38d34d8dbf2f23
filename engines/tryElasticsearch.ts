// Everything a team with Jaeger on Elasticsearch has, for a look: the engine, Jaeger, a simulated
// fleet that sends to Jaeger, and Hopscope reading what Jaeger writes. Nothing of it outlives Ctrl-C.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { parseEngine } from './catalog.ts';
import { runCommandLine, say, untilInterrupted } from './commandLine.ts';
import { startEngine } from './startEngine.ts';
import { startJaeger } from './startJaeger.ts';

const HELP = `Elasticsearch, Jaeger writing into it, a simulated fleet sending to Jaeger, and Hopscope on top:

  npm run try:elasticsearch [-- <engine>] [flags of npm start]

The engine is elasticsearch@8.19.7 unless you name another, such as opensearch@2.19.4. All of it
starts empty and ends with Ctrl-C. The first time the engine is fetched and Jaeger is built.
`;

const HISTORY_HOURS = 6;
const ENDLESS_MINUTES = 1_000_000;

interface Stoppable {
  stop(): Promise<void>;
}

async function main(argv: readonly string[]): Promise<number> {
  if (argv.includes('--help')) {
    process.stdout.write(HELP);
    return 0;
  }
  const isEngine = (word: string) => /^[a-z]+@/.test(word);
  const engine = parseEngine(argv.find(isEngine) ?? 'elasticsearch@8.19.7');
  const flags = argv.filter((word) => !isEngine(word));
  const running: Stoppable[] = [];
  const interrupted = untilInterrupted().then(() => 0);
  try {
    return await Promise.race([interrupted, run(engine, flags, running)]);
  } finally {
    say('Stopping …');
    // The last one first: whoever writes ends before what it writes into.
    for (const one of running.reverse()) await one.stop();
  }
}

/** Ends only when one of the programs does, which is a failure. */
async function run(
  engine: ReturnType<typeof parseEngine>,
  flags: readonly string[],
  running: Stoppable[],
): Promise<number> {
  const { name, version } = engine;
  say(`Starting ${name} ${version} …`);
  const storage = await startEngine({ name, version });
  running.push(storage);
  say(`${name} ${version} on ${storage.url}. Starting Jaeger 2.13 …`);
  const jaeger = await startJaeger({ storage });
  running.push(jaeger);
  say(`Jaeger takes OTLP on ${jaeger.otlpUrl} and answers on ${jaeger.queryUrl}/api/traces.`);
  const fleet = startProgram(
    ['--import', 'tsx', 'server/simulate/main.ts', '--rate', '0.5'],
    ['--endpoint', jaeger.otlpUrl, '--history', HISTORY_HOURS, '--minutes', ENDLESS_MINUTES],
  );
  running.push(fleet);
  say(`A simulated fleet sends its last ${HISTORY_HOURS} hours, then goes on as time passes.`);
  const hopscope = startProgram(['server/cli/start.cjs'], flags, {
    HOPSCOPE_STORE: 'elasticsearch',
    HOPSCOPE_ELASTICSEARCH_URL: storage.url,
    HOPSCOPE_OTLP_PORT: 'off',
    HOPSCOPE_DEMO: 'off',
  });
  running.push(hopscope);
  const ended = await Promise.race([
    hopscope.ended.then(() => 'Hopscope'),
    fleet.ended.then(() => 'The simulated fleet'),
  ]);
  say(`${ended} has ended.`);
  return 1;
}

interface Program extends Stoppable {
  readonly ended: Promise<unknown>;
}

function startProgram(
  script: readonly string[],
  flags: readonly (string | number)[],
  env: Readonly<Record<string, string>> = {},
): Program {
  const child = spawn(process.execPath, [...script, ...flags.map(String)], {
    cwd: path.join(import.meta.dirname, '..'),
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, ...env },
  });
  const ended = once(child, 'exit');
  return { ended, stop: () => endChild(child, ended) };
}

async function endChild(child: ChildProcess, ended: Promise<unknown>): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) child.kill('SIGTERM');
  await ended;
}

await runCommandLine(main);
