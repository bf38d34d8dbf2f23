import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { destination, pino } from 'pino';
import packageJson from '../package.json' with { type: 'json' };
import { helpText } from './config/helpText.ts';
import { loadSettings } from './config/loadSettings.ts';
import { startServer } from './startServer.ts';

const argv = process.argv.slice(2);
const say = (line: string) => process.stdout.write(`${line}\n`);

if (argv.includes('--help') || argv.includes('-h')) say(helpText());
else if (argv.includes('--version')) say(packageJson.version);
else await run();

async function run(): Promise<void> {
  const settings = loadSettings({
    argv,
    env: process.env,
    readText: (file) => readFileSync(file, 'utf8'),
    hasDefaultFile: existsSync('hopscope.yaml'),
  });
  if (!settings.ok) return giveUp(settings.error);
  const log = pino({ level: settings.value.logLevel }, destination({ dest: 2, sync: true }));
  const started = await startServer(settings.value, {
    version: packageJson.version,
    pagesFolder: pagesFolder(),
    readText: (file) => readFileSync(file, 'utf8'),
    log,
    say,
  });
  if (!started.ok) return giveUp([started.error]);
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.on(signal, () => stop(started.value.stop));
  }
}

/** Built, this file is `dist/server/main.js`; in development it is `server/main.ts`. */
function pagesFolder(): string {
  const beside = fileURLToPath(new URL('../explorer', import.meta.url));
  return existsSync(beside) ? beside : fileURLToPath(new URL('../dist/explorer', import.meta.url));
}

function giveUp(reasons: readonly string[]): void {
  for (const reason of reasons) process.stderr.write(`${reason}\n`);
  process.exitCode = 1;
}

let isStopping = false;

/** Must end whatever happens: an orchestrator kills after ten seconds, and a kill flushes nothing. */
function stop(stopServer: () => Promise<void>): void {
  if (isStopping) return;
  isStopping = true;
  say('Stopping …');
  const timer = setTimeout(() => process.exit(1), 9_500);
  timer.unref();
  stopServer().then(
    () => process.exit(0),
    (error: unknown) => {
      process.stderr.write(`${String(error)}\n`);
      process.exit(1);
    },
  );
}
