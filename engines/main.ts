import { cacheDir } from './cache.ts';
import { parseEngine, TESTED_ENGINES } from './catalog.ts';
import { runCommandLine, say, untilInterrupted } from './commandLine.ts';
import { type RunningEngine, startEngine } from './startEngine.ts';
import { startJaeger } from './startJaeger.ts';

const HELP = `Real engines to try and to test with: npm run engines -- <engine> … [jaeger]

  ${TESTED_ENGINES.map(({ name, version }) => `${name}@${version}`).join('\n  ')}
  jaeger        Jaeger 2.13, writing into the first engine named
  jaeger@1.62   the older generation, into Elasticsearch 7 or OpenSearch

Each is fetched the first time (kept in ${cacheDir()}), started empty on a free port, and
ends with its data when you press Ctrl-C.
`;

const JAEGERS: Readonly<Record<string, '2.13' | '1.62'>> = {
  jaeger: '2.13',
  'jaeger@2.13': '2.13',
  'jaeger@1.62': '1.62',
};

interface Stoppable {
  stop(): Promise<void>;
}

async function main(words: readonly string[]): Promise<number> {
  const names = words.filter((word) => JAEGERS[word] === undefined);
  const jaegers = words.flatMap((word) => JAEGERS[word] ?? []);
  if (names.length === 0 || words.some((word) => word.startsWith('-'))) {
    process.stdout.write(HELP);
    return words.includes('--help') ? 0 : 2;
  }
  const releases = names.map(parseEngine);
  const running: Stoppable[] = [];
  const interrupted = untilInterrupted();
  try {
    await Promise.race([interrupted, startAll(releases, jaegers, running)]);
    await interrupted;
    return 0;
  } finally {
    say('Stopping …');
    await Promise.all(running.map((one) => one.stop()));
  }
}

async function startAll(
  releases: ReturnType<typeof parseEngine>[],
  jaegers: readonly ('2.13' | '1.62')[],
  running: Stoppable[],
): Promise<void> {
  const engines: RunningEngine[] = [];
  for (const { name, version } of releases) {
    say(`${name}@${version} …`);
    const engine = await startEngine({ name, version });
    running.push(engine);
    engines.push(engine);
    say(`${name}@${version} on ${engine.url}`);
  }
  for (const version of jaegers) {
    const [storage] = engines;
    if (storage === undefined) return;
    say(`jaeger@${version} …`);
    const jaeger = await startJaeger({ storage, version });
    running.push(jaeger);
    say(`jaeger@${version} takes OTLP on ${jaeger.otlpUrl}, its pages are on ${jaeger.queryUrl}`);
  }
  say('Ready. Ctrl-C ends all of it.');
}

await runCommandLine(main);
