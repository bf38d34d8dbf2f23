import { parseArgs } from 'node:util';
import { bundleBench } from './bundleBench.ts';
import { cloneBench } from './cloneBench.ts';
import { detectionBench } from './detectionBench.ts';
import type { Flags } from './flags.ts';
import { ingestBench } from './ingestBench.ts';
import { searchUnderLoadBench } from './loadBench.ts';
import { isFailure, type Measurement } from './measurement.ts';
import { openBench } from './openBench.ts';
import { printReport } from './printReport.ts';
import { searchBench } from './searchBench.ts';
import { startBench } from './startBench.ts';

type Bench = (flags: Flags) => Promise<readonly Measurement[]> | readonly Measurement[];

const BENCHES: Readonly<Record<string, Bench>> = {
  detection: detectionBench,
  bundle: bundleBench,
  start: startBench,
  open: openBench,
  ingest: ingestBench,
  search: searchBench,
  load: searchUnderLoadBench,
  clone: cloneBench,
};

/** Installs from scratch: only when asked for. */
const DEFAULT_BENCHES = Object.keys(BENCHES).filter((name) => name !== 'clone');

const HELP = `Measures the built server against its budgets: npm run bench -- [names] [flags]

  ${Object.keys(BENCHES).join(' ')}
  without names all of them but clone

  --json     the measurements as JSON
  --quick    fewer rounds, ten seconds of ingest: not for quoting
  --refill   fill the store of two million spans anew instead of reusing it
  --strict   fail on times too, not only on what is the same on every machine
`;

async function main(): Promise<number> {
  const { values: flags, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      json: { type: 'boolean', default: false },
      quick: { type: 'boolean', default: false },
      refill: { type: 'boolean', default: false },
      strict: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  const unknown = positionals.filter((name) => BENCHES[name] === undefined);
  if (flags.help || unknown.length > 0) {
    process.stdout.write(HELP);
    return unknown.length > 0 ? 2 : 0;
  }
  const measurements: Measurement[] = [];
  for (const name of positionals.length > 0 ? positionals : DEFAULT_BENCHES) {
    process.stderr.write(`${name} …\n`);
    measurements.push(
      ...((await BENCHES[name]?.({ isRefill: flags.refill, isQuick: flags.quick })) ?? []),
    );
  }
  printReport(measurements, flags.json);
  return measurements.some((one) => isFailure(one, flags.strict)) ? 1 : 0;
}

process.exitCode = await main();
