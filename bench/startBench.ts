import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startBuiltServer } from './builtServer.ts';
import type { Measurement } from './measurement.ts';
import { median } from './percentiles.ts';

const ROUNDS = 7;
const IDLE_MS = 4_000;

/** Built and installed: from the command to the first page, and what it weighs doing nothing. */
export async function startBench(): Promise<readonly Measurement[]> {
  const startsMs: number[] = [];
  const rssMb: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const dataDir = mkdtempSync(path.join(tmpdir(), 'hopscope-bench-start-'));
    const server = await startBuiltServer(dataDir);
    startsMs.push(server.startMs);
    await new Promise((resolve) => setTimeout(resolve, IDLE_MS));
    const idleMb = server.rssMb();
    if (idleMb !== undefined) rssMb.push(idleMb);
    await server.stop();
    rmSync(dataDir, { recursive: true, force: true });
  }
  return [
    {
      bench: 'start',
      what: 'to the first page, p50',
      value: median(startsMs),
      unit: 'ms',
      budget: { atMost: 1_500, kind: 'time' },
      note: `n ${ROUNDS}, max ${Math.max(...startsMs).toFixed(0)} ms`,
    },
    {
      bench: 'start',
      what: 'idle RSS without demo, max',
      value: Math.max(...rssMb),
      unit: 'MB',
      budget: { atMost: 150, kind: 'time' },
    },
  ];
}
