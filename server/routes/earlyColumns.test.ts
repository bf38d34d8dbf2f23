import { afterAll, beforeAll, expect, test } from 'vitest';
import { ColumnsDecoder } from '../../shared/columns/decode.ts';
import { createApp } from '../app.ts';
import type { TraceStore } from '../stores/traceStore.ts';
import { message, messageId } from '../testing/messages.ts';
import { openTestApp, type TestApp } from '../testing/testApp.ts';

let app: TestApp;

beforeAll(async () => {
  app = await openTestApp();
  await app.put(message(0));
});

afterAll(() => app.close());

/** The same store whose summaries come only when they are let go, as those of a large trace on a distant engine. */
function withSlowSummaries(store: TraceStore): { store: TraceStore; letGo: () => void } {
  let letGo: () => void = () => undefined;
  const isLetGo = new Promise<void>((resolve) => {
    letGo = resolve;
  });
  const slow: TraceStore = Object.create(store, {
    traceSummary: {
      value: async (...request: Parameters<TraceStore['traceSummary']>) => {
        await isLetGo;
        return await store.traceSummary(...request);
      },
    },
    readLayout: { value: store.readLayout.bind(store) },
  });
  return { store: slow, letGo };
}

test('a layout is drawn before the summary is there, and not kept by the browser', async () => {
  const { store, letGo } = withSlowSummaries(app.parts.store);
  const slowApp = createApp({ ...app.parts, store });
  const answer = await slowApp.request(`/api/traces/${messageId(0)}/columns`);
  expect([answer.status, answer.headers.get('cache-control')]).toEqual([200, 'no-store']);
  const decoder = new ColumnsDecoder();
  const snapshots = decoder.push(new Uint8Array(await answer.arrayBuffer()));
  expect(snapshots.at(-1)).toMatchObject({ isFinal: true, rowCount: 5 });
  letGo();
});

test('a trace that is not there is a 404 however long that takes to know', async () => {
  const { store, letGo } = withSlowSummaries(app.parts.store);
  const slowApp = createApp({ ...app.parts, store });
  const asked = slowApp.request(`/api/traces/${'ab'.repeat(16)}/columns`);
  setTimeout(letGo, 300);
  expect((await asked).status).toBe(404);
});
