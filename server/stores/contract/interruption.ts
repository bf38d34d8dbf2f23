import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { TraceStore } from '../traceStore.ts';
import { FLEET, query, RANGE, spanQuery, traceIdOf } from './contractFleet.ts';
import type { OpenStore, StoreUnderTest } from './storeUnderTest.ts';

const TRACE = { traceId: traceIdOf(1) };
const ALL = { where: query('device.id=s-1'), ...RANGE };

/** Every call of the port. */
const CALLS: Readonly<
  Record<string, (store: TraceStore, signal: AbortSignal) => Promise<unknown>>
> = {
  describe: (store, signal) => store.describe(signal),
  searchTraces: (store, signal) => store.searchTraces({ ...ALL, sort: '-start', limit: 5 }, signal),
  facets: (store, signal) => store.facets({ ...ALL, fields: ['device'], size: 5 }, signal),
  histogram: (store, signal) => store.histogram({ ...ALL, buckets: 5 }, signal),
  breakdown: (store, signal) =>
    store.breakdown({ ...ALL, by: 'device', sort: '-count', limit: 5 }, signal),
  fields: (store, signal) => store.fields({ prefix: '', limit: 5 }, signal),
  fieldValues: (store, signal) =>
    store.fieldValues({ field: 'device', prefix: '', limit: 5 }, signal),
  traceSummary: (store, signal) => store.traceSummary(TRACE, signal),
  readTrace: (store, signal) => drain(store.readTrace(TRACE, signal)),
  readLayout: (store, signal) => drain(store.readLayout(TRACE, signal)),
  readSpans: (store, signal) => store.readSpans(TRACE, '0000000000000001', signal),
  matchSpans: (store, signal) => store.matchSpans(TRACE, spanQuery('service=sensor'), signal),
};

export function describeInterruption(open: OpenStore): void {
  describe('stops when nobody waits any more', () => {
    let opened: StoreUnderTest;
    beforeAll(async () => {
      opened = await open();
      await opened.put(FLEET.flat());
    });
    afterAll(() => opened.close());

    test.each(Object.entries(CALLS))('%s, before it began and while it runs', async (_, call) => {
      const reason = new Error('the reader went away');
      await expect(call(opened.store, AbortSignal.abort(reason))).rejects.toBe(reason);

      const controller = new AbortController();
      const running = call(opened.store, controller.signal);
      controller.abort(reason);
      await expect(running).rejects.toBe(reason);
    });

    test('and goes on answering others', async () => {
      for (const call of Object.values(CALLS)) {
        await expect(call(opened.store, new AbortController().signal)).resolves.not.toThrow();
      }
    });
  });
}

async function drain(batches: AsyncIterable<unknown>): Promise<void> {
  for await (const batch of batches) if (batch === undefined) return;
}
