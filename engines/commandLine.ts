import { Mendable } from './mendable.ts';

/** Runs a command to its end and the process with it; a mistake of the user's comes without a stack. */
export async function runCommandLine(
  main: (words: readonly string[]) => Promise<number>,
): Promise<void> {
  try {
    process.exitCode = await main(process.argv.slice(2));
  } catch (error) {
    process.exitCode = 1;
    const isMendable = error instanceof Mendable;
    process.stderr.write(`${isMendable ? error.message : String(Object(error).stack)}\n`);
  }
  process.exit();
}

export function untilInterrupted(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, () => resolve());
  });
}

export function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
