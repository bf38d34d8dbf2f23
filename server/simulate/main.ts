import { once } from 'node:events';
import { createWriteStream, type WriteStream } from 'node:fs';
import { finished } from 'node:stream/promises';
import { encodeOtlpJson } from '../../shared/formats/encodeOtlpJson.ts';
import { DEMO_VOCABULARY } from './demoVocabulary.ts';
import { readSimulateOptions, SIMULATE_HELP, type SimulateOptions } from './options.ts';
import { OtlpSender, SendFailed } from './otlpSender.ts';
import { type SimulatedBatch, simulateHistory, simulateLive } from './simulate.ts';
import { wallClock } from './wallClock.ts';

const MINUTE_US = 60_000_000;
const HOUR_US = 60 * MINUTE_US;
/** 24 days; a longer timer would fire at once. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

async function main(): Promise<number> {
  const options = readSimulateOptions(process.argv.slice(2));
  if (!options.ok) {
    process.stderr.write(`${options.error}\nnpm run simulate -- --help lists the flags.\n`);
    return 2;
  }
  if (options.value === 'help') {
    process.stdout.write(SIMULATE_HELP);
    return 0;
  }
  const stop = new AbortController();
  process.once('SIGINT', () => stop.abort());
  process.once('SIGTERM', () => stop.abort());
  try {
    await run(options.value, stop);
    return 0;
  } catch (error) {
    // Whoever ends it does not want to hear of the request that was on its way.
    if (stop.signal.aborted) return 0;
    if (!(error instanceof SendFailed)) throw error;
    process.stderr.write(`${error.message}\n`);
    return 1;
  }
}

async function run(options: SimulateOptions, stop: AbortController): Promise<void> {
  const sender = options.endpoint && new OtlpSender(options.endpoint, stop.signal);
  const out = options.outFile === undefined ? undefined : createWriteStream(options.outFile);
  const labels =
    options.labelsFile === undefined ? undefined : createWriteStream(options.labelsFile);
  let spanCount = 0;
  let traceCount = 0;
  for await (const batch of batchesOf(options, stop)) {
    if (stop.signal.aborted) break;
    if (sender) await sender.send(batch.spans);
    if (out !== undefined) await writeLines(out, [encodeOtlpJson(batch.spans)]);
    if (labels !== undefined)
      await writeLines(
        labels,
        batch.labels.map((label) => JSON.stringify(label)),
      );
    spanCount += batch.spans.length;
    traceCount += batch.labels.length;
    if (process.stderr.isTTY) process.stderr.write(`\r${spanCount} spans, ${traceCount} traces`);
  }
  process.stderr.write(`\r${spanCount} spans, ${traceCount} traces\n`);
  for (const stream of [out, labels]) if (stream !== undefined) await finished(stream.end());
}

async function* batchesOf(
  options: SimulateOptions,
  stop: AbortController,
): AsyncGenerator<SimulatedBatch> {
  const { seed, incidents, minutes, deviceCount, messagesPerSecond } = options;
  const common = {
    seed,
    incidents,
    fleet: { deviceCount, messagesPerSecond, vocabulary: DEMO_VOCABULARY },
  };
  const toUs = options.untilUs ?? wallClock.nowUs();
  if (options.pace === 'past') {
    yield* simulateHistory({ ...common, fromUs: toUs - minutes * MINUTE_US, toUs });
    return;
  }
  if (options.historyHours > 0) {
    yield* simulateHistory({ ...common, fromUs: toUs - options.historyHours * HOUR_US, toUs });
    process.stderr.write(`The last ${options.historyHours} hours are sent; now live.\n`);
  }
  setTimeout(() => stop.abort(), Math.min((minutes * MINUTE_US) / 1000, LONGEST_TIMER_MS)).unref();
  // With the seed of the history its trace ids would come again.
  const liveSeed = options.historyHours > 0 ? seed + 1 : seed;
  const live = { ...common, seed: liveSeed, clock: wallClock, anchorUs: toUs };
  yield* simulateLive({ ...live, signal: stop.signal });
}

async function writeLines(stream: WriteStream, lines: readonly string[]): Promise<void> {
  let isFull = false;
  for (const line of lines) isFull = !stream.write(`${line}\n`);
  if (isFull) await once(stream, 'drain');
}

process.exitCode = await main();
