import { expect, test } from 'vitest';
import type { Span } from '../../../shared/span/span.ts';
import { traceFromText } from '../../../shared/testing/traceFromText.ts';
import { Slice } from './slice.ts';
import { type TraceState, TraceTracker } from './tracker.ts';

const [publish] = traceFromText('device_publish @sensor |--| producer');
const slice = new Slice(1, 0, 1);

function stateOf(tno: number): TraceState {
  return {
    traceId: tno.toString(16).padStart(32, '0'),
    tno,
    slice,
    spanCount: 0,
    lastArrivedUs: 0,
    hasSummary: false,
    held: { spans: [], says: [] },
    linkedFrom: [],
    dirtySinceMs: undefined,
    notBeforeMs: 0,
  };
}

function addSpans(tracker: TraceTracker, state: TraceState, count: number, span?: Span): void {
  if (span === undefined) throw new Error('no span');
  for (let added = 0; added < count; added++) {
    tracker.noteSpan(state, span, 0, { us: 1, nowMs: 0 });
  }
}

function summarize(tracker: TraceTracker, state: TraceState): void {
  tracker.takeForSummary(state);
  tracker.noteSummary(state, 0, 0);
}

test('the spans of summarised traces make room, the oldest first, and do not count as waiting', () => {
  const tracker = new TraceTracker();
  const states = Array.from({ length: 100 }, (_, index) => stateOf(index + 1));
  for (const state of states) addSpans(tracker, state, 2_000, publish);
  expect(tracker.isCrowded).toBe(true);
  for (const state of states) summarize(tracker, state);
  expect(tracker.isCrowded).toBe(false);
  expect(tracker.isBusy).toBe(false);

  tracker.letGoOfKept(1);
  const kept = states.filter(({ held }) => held !== undefined);
  expect(kept).toEqual(states.slice(-75));

  const [oldest] = kept;
  if (oldest === undefined) throw new Error('nothing is kept');
  tracker.markDirty(oldest, 1);
  tracker.letGoOfKept(10_000);
  expect(states.filter(({ held }) => held !== undefined)).toEqual([oldest]);
  expect(tracker.isBusy).toBe(false);
});
