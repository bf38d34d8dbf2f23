import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Span } from '../../../shared/span/span.ts';
import type { TraceSummary } from '../../../shared/summary/traceSummary.ts';
import { TEXT_START_US, traceFromText } from '../../../shared/testing/traceFromText.ts';
import { StoreUnavailable } from '../traceStore.ts';
import { DuckDbTraceStore } from './duckDbTraceStore.ts';
import { SessionKeeper } from './sessionKeeper.ts';
import type { Retention } from './sessionParts.ts';
import {
  countSpans,
  makeDataDir,
  RecordingLog,
  removeDataDir,
  SETTLE_SECONDS,
  searchAll,
  TestClock,
  testOptions,
  until,
} from './testing/openTestStore.ts';

const traceIdOf = (number: number): string => number.toString(16).padStart(32, '0');

const publish = (number: number, startUs = TEXT_START_US): readonly Span[] =>
  traceFromText('device_publish @sensor |--| producer device.id=s-1 mqtt.topic=devices/s-1/t', {
    traceId: traceIdOf(number),
    startUs,
  });

const rest = (number: number): readonly Span[] =>
  traceFromText(
    `
  rule_evaluate @rules     |    --       | id:b parent:1 consumer rule.name=store rule.matched=true
    decode @functions      |      ---    | id:c parent:b server function.name=decode faas.trigger=pubsub
      db_write @writer     |         --- | id:d parent:c client db.system=influxdb db.status=success`,
    { traceId: traceIdOf(number) },
  );

const linkingTo = (number: number): readonly Span[] =>
  traceFromText(`rule_evaluate @rules |-| consumer rule.name=store link:${traceIdOf(number)}/1`, {
    traceId: traceIdOf(number + 1),
    startUs: TEXT_START_US + 5_000,
  });

let dataDir: string;
let clock: TestClock;
let keeper: SessionKeeper;
let store: DuckDbTraceStore;
let log: RecordingLog;

async function open(retention: Retention = {}): Promise<void> {
  keeper = await SessionKeeper.open({ ...testOptions(dataDir, clock, log), retention });
  store = new DuckDbTraceStore(keeper);
}

beforeEach(async () => {
  dataDir = await makeDataDir();
  clock = new TestClock(TEXT_START_US + 1_000_000);
  log = new RecordingLog();
  await open();
});
afterEach(async () => {
  await store.close();
  await removeDataDir(dataDir);
});

const print = ({ spanCount, isSettled, findings, lastStage }: TraceSummary): string =>
  `${spanCount} spans, last ${lastStage}, ${isSettled ? 'settled' : 'open'}, findings: ${findings.map(({ kind }) => kind).join(' ')}`;

const printed = async (): Promise<readonly string[]> => (await searchAll(store)).map(print);

describe('a summary', () => {
  test('follows the spans by itself, while the trace is still open', async () => {
    await store.append(publish(1));
    const found = await until(printed, (lines) => lines.length > 0);
    expect(found).toEqual(['1 spans, last device, open, findings: ']);
  });

  test('is made again when more spans of the trace arrive', async () => {
    await store.append(publish(1));
    await store.flush();
    await store.append(rest(1));
    const found = await until(printed, ([line]) => line?.startsWith('4') ?? false);
    expect(found).toEqual(['4 spans, last db, open, findings: ']);
  });

  test('is made again when the rest arrives after a restart', async () => {
    await store.append(publish(1));
    await store.close();
    await open();
    await store.append(rest(1));
    await store.flush();
    expect(await printed()).toEqual(['4 spans, last db, open, findings: ']);
  });

  test('is made again when the rest arrives after its time slice was closed', async () => {
    await store.close();
    await open({ maxAgeSeconds: 8 * 3_600 });
    await store.append(publish(1));
    clock.skip(3_601);
    await store.append(publish(2));
    expect(keeper.current?.slices.all).toHaveLength(2);
    await store.append(rest(1));
    await store.flush();
    expect(await printed()).toEqual([
      expect.stringMatching(/^4 spans, last db/),
      expect.stringMatching(/^1 spans, last device/),
    ]);
  });

  test('is of all its spans when one batch has more traces than are remembered', async () => {
    const [span] = publish(1);
    if (span === undefined) throw new Error('no span');
    const spanOfEach = (spanId: string) =>
      Array.from({ length: 40_000 }, (_, i) => ({ ...span, spanId, traceId: traceIdOf(i + 1) }));
    await store.append(spanOfEach('a'.repeat(16)));
    await store.flush();
    await store.append(spanOfEach('b'.repeat(16)));
    await store.flush();
    const { details } = await store.describe(new AbortController().signal);
    expect(details).toMatchObject([
      { label: 'Traces', value: '40,000' },
      { label: 'Spans', value: '80,000' },
      {},
      {},
    ]);
  });

  test('settles when last arrival and last end are old enough, which alone says what is missing', async () => {
    await store.append([...publish(1), ...publish(2), ...rest(2)]);
    await store.flush();
    expect(await printed()).toEqual([
      '1 spans, last device, open, findings: ',
      '4 spans, last db, open, findings: ',
    ]);
    clock.skip(SETTLE_SECONDS / 2);
    await store.append(traceFromText('late @sensor |-|', { traceId: traceIdOf(1) }));
    clock.skip(SETTLE_SECONDS / 2 + 1);
    const half = await until(printed, ([, second]) => second?.includes('settled') ?? false);
    expect(half[0]).toMatch(/open, findings: $/);
    clock.skip(SETTLE_SECONDS / 2);
    const settled = await until(printed, ([first]) => first?.includes('orphan') ?? false);
    expect(settled).toEqual([
      '2 spans, last device, settled, findings: orphan',
      '4 spans, last db, settled, findings: ',
    ]);
  });

  test('does not settle while its spans have not ended', async () => {
    const hour = 3_600;
    await store.append(publish(1, clock.nowUs() + hour * 1e6));
    await store.flush();
    clock.skip(hour - 10);
    expect((await searchAll(store))[0]?.isSettled).toBe(false);
    clock.skip(10 + SETTLE_SECONDS + 1);
    const [settled] = await until(
      () => searchAll(store),
      ([trace]) => trace?.isSettled ?? false,
    );
    expect(settled?.isSettled).toBe(true);
  });

  test('is made again when another trace links to it', async () => {
    const hourAgoUs = clock.nowUs() - 3_600e6;
    await store.append(publish(1, hourAgoUs), { arrivedUs: hourAgoUs });
    await store.flush();
    expect(await printed()).toEqual(['1 spans, last device, settled, findings: orphan']);
    await store.append(linkingTo(1));
    const found = await until(printed, ([first]) => !first?.includes('orphan'));
    expect(found[0]).toBe('1 spans, last device, settled, findings: ');
  });

  test('is made again before a flush ends, also after a restart', async () => {
    const hourAgoUs = clock.nowUs() - 3_600e6;
    await store.append(publish(1, hourAgoUs), { arrivedUs: hourAgoUs });
    await store.close();
    await open();
    expect(await printed()).toEqual(['1 spans, last device, settled, findings: orphan']);
    await store.append(linkingTo(1));
    await store.flush();
    expect((await printed())[0]).toBe('1 spans, last device, settled, findings: ');
  });

  test('made by older rules is made again', async () => {
    await store.append([...publish(1), ...rest(1)]);
    await store.flush();
    await keeper.use(({ parts }) =>
      parts.lane.run(() => parts.connection.run('UPDATE summary_1 SET rules = 0, findings = 1023')),
    );
    const found = await until(
      () => searchAll(store, { kind: 'is', finding: 'retry' }),
      (traces) => traces.length === 0,
    );
    expect(found).toEqual([]);
    expect((await searchAll(store))[0]?.rulesVersion).toBeGreaterThan(0);
  });

  test('of a trace that was not summarised yet is made when it is asked for', async () => {
    await store.append(publish(1));
    const answer = await store.traceSummary(
      { traceId: traceIdOf(1) },
      new AbortController().signal,
    );
    expect(answer?.summary.deviceId).toBe('s-1');
  });
});

describe('a store', () => {
  test('takes no more than it can write: the sender is asked to come again', async () => {
    const batch = Array.from({ length: 5_000 }, (_, index) => publish(index + 1)).flat();
    const appends = Array.from({ length: 20 }, () => store.append(batch));
    const results = await Promise.allSettled(appends);
    const refused = results.filter((result) => result.status === 'rejected');
    expect(refused.length).toBeGreaterThan(0);
    for (const { reason } of refused) {
      expect(reason).toBeInstanceOf(StoreUnavailable);
      expect(String(reason)).toMatch(/The store is behind by \d+ spans/);
    }
    expect(await countSpans(store)).toBe((20 - refused.length) * 5_000);
  });

  test('tells demo spans from real ones, and forgets all of them when it is cleared', async () => {
    expect(await store.contents()).toBe('nothing');
    await store.append(publish(1), { isDemo: true });
    expect(await store.contents()).toBe('demo');
    await store.close();
    await open();
    expect(await store.contents()).toBe('demo');
    await store.append(publish(2));
    expect(await store.contents()).toBe('spans');
    await store.clear();
    expect(await store.contents()).toBe('nothing');
    expect(await printed()).toEqual([]);
    await store.append(publish(1), { isDemo: true });
    await store.flush();
    expect(await store.contents()).toBe('demo');
    expect(await printed()).toHaveLength(1);
  });

  test('writes batches that wait at the same time in one commit, each answered for itself', async () => {
    await Promise.all(Array.from({ length: 200 }, (_, index) => store.append(publish(index + 1))));
    expect(await countSpans(store)).toBe(200);
  });
});
