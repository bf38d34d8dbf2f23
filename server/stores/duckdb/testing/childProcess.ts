import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';

const FOLDER = import.meta.dirname;

export interface Child {
  readonly process: ChildProcess;
  /** Lines it has written so far. */
  readonly lines: readonly string[];
  /** Resolves with the first line that has the text in it; rejects when the child ends without one. */
  untilLine(text: string): Promise<string>;
  readonly ended: Promise<number | null>;
}

/** Runs a script of this folder in a process of its own, no file of which may exceed the limit. */
export function startChild(script: string, args: readonly string[], maxFileBytes?: number): Child {
  const node = [process.execPath, '--import', 'tsx', path.join(FOLDER, script), ...args];
  const limited = `ulimit -f ${Math.ceil((maxFileBytes ?? 0) / 512)}; exec "$@"`;
  const command = maxFileBytes === undefined ? node : ['sh', '-c', limited, 'sh', ...node];
  const [file = '', ...rest] = command;
  const child = spawn(file, rest, { stdio: ['ignore', 'pipe', 'pipe'] });
  const lines: string[] = [];
  const errors: string[] = [];
  let unfinished = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    const parts = (unfinished + text).split('\n');
    unfinished = parts.pop() ?? '';
    lines.push(...parts);
    child.emit('lines');
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => errors.push(text));
  const ended = once(child, 'close').then(([code]: (number | null)[]) => code ?? null);
  return {
    process: child,
    lines,
    ended,
    async untilLine(text) {
      let hasEnded = false;
      void ended.then(() => {
        hasEnded = true;
        child.emit('lines');
      });
      for (;;) {
        const found = lines.find((line) => line.includes(text));
        if (found !== undefined) return found;
        if (hasEnded)
          throw new Error(`no line with "${text}":\n${lines.join('\n')}\n${errors.join('')}`);
        await once(child, 'lines');
      }
    },
  };
}
