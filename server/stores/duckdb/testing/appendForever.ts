// Appends batch after batch and says after each how many spans were acknowledged, until it is
// killed; and what became of the store when a batch was refused.
import { setTimeout as sleep } from 'node:timers/promises';
import { traceFromText } from '../../../../shared/testing/traceFromText.ts';
import { SYSTEM_CLOCK } from '../../clock.ts';
import { DuckDbTraceStore } from '../duckDbTraceStore.ts';
import { SessionKeeper } from '../sessionKeeper.ts';
import { SILENT_LOG } from '../storeLog.ts';
import { testOptions } from './openTestStore.ts';

const [dataDir = '', spansABatch = '100', stopAfterRefusals = '0'] = process.argv.slice(2);

const keeper = await SessionKeeper.open(testOptions(dataDir, SYSTEM_CLOCK, SILENT_LOG));
const store = new DuckDbTraceStore(keeper);
process.stdout.write('open\n');

const traceId = (number: number) => number.toString(16).padStart(32, '0');
const [template] = traceFromText(
  'device_publish @sensor |--| producer device.id=s-1 mqtt.topic=devices/s-1/telemetry payload="0123456789 0123456789 0123456789"',
);

let acknowledged = 0;
let refusals = 0;
for (let batch = 1; template !== undefined; batch++) {
  const spans = Array.from({ length: Number(spansABatch) }, (_, index) => ({
    ...template,
    traceId: traceId(batch * 100_000 + index),
    attributes: new Map([...template.attributes, ['seq', `${batch}-${index}-${'x'.repeat(200)}`]]),
  }));
  try {
    await store.append(spans);
    acknowledged += spans.length;
    process.stdout.write(`acknowledged ${acknowledged}\n`);
  } catch (error) {
    refusals++;
    process.stdout.write(`refused: ${error instanceof Error ? error.message : String(error)}\n`);
    if (refusals >= Number(stopAfterRefusals)) break;
    await sleep(200);
  }
}

await keeper
  .use(({ parts }) => parts.lane.run(() => parts.connection.run('CHECKPOINT')))
  .catch((error: Error) => process.stdout.write(`checkpoint: ${error.message}\n`));
const { state, reason } = await store.describe(new AbortController().signal);
const first = { traceId: traceId(100_000) };
for await (const spans of store.readTrace(first, new AbortController().signal)) {
  process.stdout.write(`after that: ${state} (${reason}), reads ${spans.length} span\n`);
}
await store.close();
process.stdout.write('closed\n');
