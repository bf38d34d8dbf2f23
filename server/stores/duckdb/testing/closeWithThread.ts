// Closes a store while summaries are still to be made in a thread of their own, with nothing else to do.
import { traceFromText } from '../../../../shared/testing/traceFromText.ts';
import { SYSTEM_CLOCK } from '../../clock.ts';
import { SessionKeeper } from '../sessionKeeper.ts';
import { SILENT_LOG } from '../storeLog.ts';
import { testOptions } from './openTestStore.ts';

const [dataDir = ''] = process.argv.slice(2);

const keeper = await SessionKeeper.open(testOptions(dataDir, SYSTEM_CLOCK, SILENT_LOG));
await keeper.use(async ({ parts, writer }) => {
  parts.thread.start();
  const spans = Array.from({ length: 500 }, (_, index) =>
    traceFromText('device_publish @sensor |--| producer device.id=s-1', {
      traceId: (index + 1).toString(16).padStart(32, '0'),
    }),
  );
  await writer.append(spans.flat(), SYSTEM_CLOCK.nowUs());
  process.stdout.write(`in the thread: ${parts.thread.isRunning}\n`);
});
await keeper.close();
process.stdout.write('closed\n');
