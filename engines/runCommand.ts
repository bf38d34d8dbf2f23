import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setPriority } from 'node:os';
import { Mendable } from './mendable.ts';

export interface Command {
  readonly program: string;
  readonly args: readonly string[];
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** What to do when the program is not on this machine. */
  readonly ifMissing: string;
}

const KEPT_OUTPUT_CHARACTERS = 3_000;

/** Runs a program to its end behind everything else on the machine; answers what it printed. */
export async function runCommand(command: Command): Promise<string> {
  const child = spawn(command.program, command.args, {
    cwd: command.cwd,
    env: { ...process.env, ...command.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const printed: Buffer[] = [];
  const complained: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => printed.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => complained.push(chunk));
  const closed = once(child, 'close');
  if (child.pid !== undefined) setPriority(child.pid, 19);
  const endWithParent = () => child.kill();
  process.once('exit', endWithParent);
  const [code] = await closed
    .catch((error: unknown) => {
      throw isNotFound(error) ? new Mendable(command.ifMissing) : error;
    })
    .finally(() => process.off('exit', endWithParent));
  const output = Buffer.concat(printed).toString();
  if (code !== 0) throw new Mendable(failure(command, code, output, complained));
  return output;
}

/** Maven complains on its standard output, Go on its standard error. */
function failure(
  command: Command,
  code: unknown,
  output: string,
  complained: readonly Buffer[],
): string {
  const said = `${output}${Buffer.concat(complained).toString()}`.trim();
  const line = [command.program, ...command.args].join(' ');
  return `${line}\nended with ${String(code)}:\n${said.slice(-KEPT_OUTPUT_CHARACTERS)}`;
}

function isNotFound(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}
