import { setImmediate } from 'node:timers/promises';
import { expect, test } from 'vitest';
import type { ImportProgress } from '../../shared/api/answers.ts';
import { type AppendedSpans, decodedSpans } from '../stores/traceStore.ts';
import { importFile } from './importFile.ts';

const span = (index: number) =>
  `{"traceId":"${'a'.repeat(32)}","spanId":"${(index + 1).toString(16).padStart(16, '0')}"}`;

const lineOf = (count: number) =>
  `{"resourceSpans":[{"scopeSpans":[{"spans":[${Array.from({ length: count }, (_, i) => span(i))}]}]}]}\n`;

async function* chunksOf(text: string): AsyncGenerator<Uint8Array> {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; at += 65_536) yield bytes.subarray(at, at + 65_536);
}

const sourceOf = (text: string) => ({
  chunks: chunksOf(text),
  encoding: 'identity' as const,
  signal: new AbortController().signal,
});

test('the thread is given back many times while a file is read', { timeout: 60_000 }, async () => {
  let isDone = false;
  const importing = importFile(
    sourceOf(lineOf(20_000).repeat(3)),
    { append: async () => undefined },
    () => undefined,
  ).finally(() => {
    isDone = true;
  });
  let turns = 0;
  for (; !isDone; turns++) await setImmediate();
  expect((await importing).progress.spans).toBe(60_000);
  // In one piece it would be a turn or two.
  expect(turns).toBeGreaterThan(10);
});

test('no more than two batches are on their way to a slow store', async () => {
  let waiting = 0;
  let mostWaiting = 0;
  const batchSizes: number[] = [];
  const append = async (appended: AppendedSpans) => {
    batchSizes.push(decodedSpans(appended).length);
    mostWaiting = Math.max(mostWaiting, ++waiting);
    await setImmediate();
    waiting--;
  };
  const { progress } = await importFile(sourceOf(lineOf(10_000)), { append }, () => undefined);
  expect(progress).toMatchObject({ spans: 10_000, traces: 1, isDone: true });
  expect(mostWaiting).toBe(1);
  expect(Math.max(...batchSizes)).toBeLessThanOrEqual(4_000);
});

test('progress is told while it goes on, and never goes back', { timeout: 60_000 }, async () => {
  const told: ImportProgress[] = [];
  const slow = { append: () => new Promise<void>((resolve) => setTimeout(resolve, 100)) };
  const { progress } = await importFile(sourceOf(lineOf(4_000).repeat(8)), slow, (it) =>
    told.push(it),
  );
  expect(told.length).toBeGreaterThan(0);
  const spans = [...told, progress].map((it) => it.spans);
  expect(spans).toEqual(spans.toSorted((a, b) => a - b));
  expect(told.every((it) => !it.isDone)).toBe(true);
});

test('a signal that fires ends it with its reason', async () => {
  const controller = new AbortController();
  const append = async () => controller.abort(new Error('gone'));
  const source = { ...sourceOf(lineOf(9_000)), signal: controller.signal };
  await expect(importFile(source, { append }, () => undefined)).rejects.toThrow('gone');
});
