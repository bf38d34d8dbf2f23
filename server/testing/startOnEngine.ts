import { Writable } from 'node:stream';
import { pino } from 'pino';
import { afterEach } from 'vitest';
import { loadSettings } from '../config/loadSettings.ts';
import { type Running, startServer } from '../startServer.ts';

export interface StartedServer {
  get(path: string): Promise<{ readonly status: number; readonly text: string }>;
  /** Everything the server has said to anybody but its callers. */
  said(): string;
}

let running: Running[] = [];

afterEach(async () => {
  for (const server of running) await server.stop();
  running = [];
});

/** The whole server on free ports, reading the engine that `env` names; ends with the test. */
export async function startOnEngine(
  env: Readonly<Record<string, string>>,
  readText: (file: string) => string = () => '',
): Promise<StartedServer> {
  const settings = loadSettings({
    argv: ['--port', '0', '--no-otlp-port', '--store', 'elasticsearch', '--log-level', 'trace'],
    env,
    readText,
    hasDefaultFile: false,
  });
  if (!settings.ok) throw new Error(settings.error.join('\n'));
  let said = '';
  const collect = new Writable({
    write(chunk, _, done) {
      said += String(chunk);
      done();
    },
  });
  const started = await startServer(settings.value, {
    version: '0',
    pagesFolder: '/nowhere',
    readText,
    log: pino({ level: 'trace' }, collect),
    say(line) {
      said += line;
    },
  });
  if (!started.ok) throw new Error(started.error);
  const { url } = started.value;
  running.push(started.value);
  return {
    async get(path) {
      const answer = await fetch(url + path);
      return { status: answer.status, text: await answer.text() };
    },
    said: () => said,
  };
}
