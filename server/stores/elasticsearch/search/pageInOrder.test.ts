import fc from 'fast-check';
import { expect, test } from 'vitest';
import { summarizeTrace } from '../../../../shared/summary/summarizeTrace.ts';
import { defaultContext } from '../../../../shared/summary/summaryContext.ts';
import { traceFromText } from '../../../../shared/testing/traceFromText.ts';
import type { FoundTrace } from '../matching/possible.ts';
import type { WalkCursor } from './pageCursor.ts';
import { PageInOrder } from './pageInOrder.ts';

const [TICK] = traceFromText('tick @clock |-|');

/** A trace that starts at one time and is met by a span of another. */
function found(number: number, startUs: number, seenUs: number): FoundTrace {
  if (TICK === undefined) throw new Error('the text has a span');
  const traceId = number.toString(16).padStart(32, '0');
  const summary = summarizeTrace([{ ...TICK, traceId, startUs }], defaultContext(startUs, true));
  return { summary, seenUs };
}

interface Walked {
  readonly startUs: number;
  readonly seenUs: number;
}

/** Walks as a search does: newest span first, a few at a time, from where the cursor says. */
function readPage(
  traces: readonly FoundTrace[],
  limit: number,
  stride: number,
  from: WalkCursor | undefined,
): { shown: readonly FoundTrace[]; next: WalkCursor | undefined } {
  const page = new PageInOrder(limit, from);
  const byId = new Map(traces.map((trace) => [trace.summary.traceId, trace]));
  page.add((from?.carried ?? []).flatMap(([traceId]) => byId.get(traceId) ?? []));
  const ahead = traces
    .filter(({ seenUs }) => seenUs <= (from?.resumeUs ?? Number.POSITIVE_INFINITY))
    .toSorted((a, b) => b.seenUs - a.seenUs);
  let at = 0;
  let atUs = from?.resumeUs ?? Number.MAX_SAFE_INTEGER;
  while (at < ahead.length && !page.isFull(atUs)) {
    const step = ahead.slice(at, at + stride);
    page.add(step);
    at += step.length;
    atUs = step.at(-1)?.seenUs ?? atUs;
  }
  const isEnd = at >= ahead.length;
  const cut = page.cut(isEnd ? undefined : atUs);
  if (isEnd && cut.leftover.length === 0) return { shown: cut.shown, next: undefined };
  const cursor = page.next({ atUs }, cut, Number.MAX_SAFE_INTEGER);
  const rest = { driver: 0, total: { value: 0, relation: 'eq' as const } };
  return { shown: cut.shown, next: { ...cursor, ...rest } };
}

test('pages show every trace once and in order, whatever order its spans led to it', () => {
  const walked: fc.Arbitrary<Walked> = fc
    .record({ startUs: fc.integer({ min: 0, max: 60 }), lateUs: fc.integer({ min: 0, max: 40 }) })
    .map(({ startUs, lateUs }) => ({ startUs, seenUs: startUs + lateUs }));
  fc.assert(
    fc.property(
      fc.array(walked, { maxLength: 120 }),
      fc.integer({ min: 1, max: 9 }),
      fc.integer({ min: 1, max: 12 }),
      (all, limit, stride) => {
        const traces = all.map(({ startUs, seenUs }, number) => found(number, startUs, seenUs));
        const shown: FoundTrace[] = [];
        let cursor: WalkCursor | undefined;
        for (let pages = 0; pages <= 2 * traces.length + 2; pages++) {
          const page = readPage(traces, limit, stride, cursor);
          shown.push(...page.shown);
          cursor = page.next;
          if (cursor === undefined) break;
        }
        expect(cursor).toBeUndefined();
        expect(shown.map(({ summary }) => summary.traceId)).toEqual(
          traces
            .map(({ summary }) => summary)
            .toSorted((a, b) => b.startUs - a.startUs || (a.traceId < b.traceId ? -1 : 1))
            .map(({ traceId }) => traceId),
        );
      },
    ),
    { numRuns: 500 },
  );
});
