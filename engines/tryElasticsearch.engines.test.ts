import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { freePorts } from './freePorts.ts';

const ROOT = path.join(import.meta.dirname, '..');
const ENGINE = 'elasticsearch@8.19.7';

/** A minute on an idle machine; many where two cores have a queue of fifty. */
const PATIENCE = { timeout: 900_000, interval: 500 };

describe(`${ENGINE} to try`, () => {
  const said: string[] = [];
  let program: ChildProcess;

  beforeAll(async () => {
    const [port] = await freePorts(1);
    program = spawn(
      process.execPath,
      ['server/cli/tool.mjs', 'engines/tryElasticsearch.ts', ENGINE, '--port', String(port)],
      { cwd: ROOT, stdio: ['ignore', 'pipe', 'inherit'] },
    );
    const lines = createInterface({ input: program.stdout ?? process.stdin });
    lines.on('line', (line) => said.push(line));
  });

  afterAll(() => program?.kill());

  test('shows the traces that the fleet has sent to Jaeger', { timeout: 1_800_000 }, async () => {
    await vi.waitFor(() => expect(said.join('\n')).toContain('Hopscope is ready'), PATIENCE);
    const [pageUrl] = urlsAfter('Hopscope is ready');
    await vi.waitFor(async () => {
      const answer = await fetch(`${pageUrl}api/search?limit=1&from=now-7h`);
      expect(await answer.json()).toHaveProperty('traces.0.traceId');
    }, PATIENCE);
  });

  test('takes all of it down on Ctrl-C', async () => {
    const exited = once(program, 'exit');
    program.kill('SIGINT');
    expect(await exited).toEqual([0, null]);
    const urls = urlsAfter('');
    expect(urls).toHaveLength(4);
    for (const url of urls) await expect(fetch(url)).rejects.toThrow('fetch failed');
  });

  function urlsAfter(start: string): readonly string[] {
    return said
      .filter((line) => line.startsWith(start))
      .flatMap((line) => line.match(/http:\/\/127\.0\.0\.1:\d+\/?/g) ?? []);
  }
});
