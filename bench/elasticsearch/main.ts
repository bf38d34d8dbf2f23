import { parseArgs } from 'node:util';
import { isFailure } from '../measurement.ts';
import { printReport } from '../printReport.ts';
import { filledEngine } from './filledEngine.ts';
import { measureAll, PARTS } from './measureAll.ts';

const HELP = `Measures Hopscope on Elasticsearch against its budgets: npm run bench:elasticsearch -- [parts] [flags]

  ${PARTS.join(' ')}
  without names all of them. Elasticsearch and Jaeger are fetched, and a million and a half spans
  written, the first time.

  --json     the measurements as JSON
  --quick    fewer rounds: not for quoting
  --refill   write the spans anew instead of reusing them
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
  const parts = PARTS.filter((part) => positionals.length === 0 || positionals.includes(part));
  if (flags.help || parts.length < new Set(positionals).size) {
    process.stdout.write(HELP);
    return flags.help ? 0 : 2;
  }
  const filled = await filledEngine({ isRefill: flags.refill });
  try {
    const measurements = await measureAll(filled, parts, flags.quick);
    printReport(measurements, flags.json);
    return measurements.some((one) => isFailure(one, flags.strict)) ? 1 : 0;
  } finally {
    await filled.stop();
  }
}

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));
process.exitCode = await main();
