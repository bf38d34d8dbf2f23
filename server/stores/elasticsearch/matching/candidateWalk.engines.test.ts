import { beforeAll, expect, test } from 'vitest';
import { describeOnEngine } from '../../../../engines/testing/describeOnEngine.ts';
import { DEFAULT_THRESHOLDS } from '../../../../shared/findings/thresholds.ts';
import { DEFAULT_ROUTES } from '../../../../shared/pipeline/routes.ts';
import { NO_SCOPE, type Span } from '../../../../shared/span/span.ts';
import { query } from '../../contract/contractFleet.ts';
import { askEngineOf, spanIndices } from '../testing/askEngineOf.ts';
import { bulkSpans } from '../testing/bulkSpans.ts';
import { putSpanIndex } from '../testing/putSpanIndex.ts';
import { spanDocument } from '../testing/spanDocument.ts';
import { EngineTraceBank } from '../traces/engineTraceBank.ts';
import { askedFormula } from './askedFormula.ts';
import { CandidateWalk, type WalkRange } from './candidateWalk.ts';
import { chooseDriver, EVERY_SPAN } from './driver.ts';
import { firstSpans } from './firstSpans.ts';
import { MatchWalk } from './matchWalk.ts';

const FROM_US = Date.UTC(2026, 0, 1) * 1_000;
const RANGE_US = 400;
const TRACES = 60;
const WHOLE = { fromUs: FROM_US, untilUs: FROM_US + RANGE_US };

describeOnEngine('elasticsearch@8.19.7', (engine) => {
  let index = '';

  beforeAll(async () => {
    index = await putSpanIndex(engine, { variant: 'jaeger-2.13', date: '2026-01-01' });
    const documents = SPANS.flatMap((span) => spanDocument(span, { writer: 'jaeger-2.13' }) ?? []);
    await bulkSpans(engine, index, documents);
  });

  const walked = async (range: Partial<WalkRange>, size: number) => {
    const whole = { ...WHOLE, direction: 'newest', spans: 'few' } as const;
    const ask = askEngineOf(engine, spanIndices(index));
    const walk = new CandidateWalk(EVERY_SPAN, { ...whole, ...range }, ask);
    const seen: string[] = [];
    while (!walk.isExhausted) {
      for (const { traceId, seenUs } of await walk.next(size)) {
        seen.push(`${seenUs - FROM_US} ${traceId}`);
      }
    }
    return seen;
  };

  for (const direction of ['newest', 'oldest'] as const) {
    test(`however many there are, the ${direction} come first and each once`, async () => {
      const expected = inOrder(direction);
      expect(new Set(expected).size).toBe(TRACES);
      for (const spans of ['few', 'many', unknown(10), unknown(4 * TRACES)] as const) {
        for (const size of [7, 2 * TRACES]) {
          const seen = await walked({ direction, spans }, size);
          expect(timesOf(seen)).toEqual(timesOf(expected));
          expect(seen.toSorted()).toEqual(expected.toSorted());
        }
      }
    });
  }

  for (const direction of ['newest', 'oldest'] as const) {
    test(`a walk that begins with a part of the spans goes on behind it, the ${direction} first`, async () => {
      const ask = askEngineOf(engine, spanIndices(index, { limits: { maxResultWindow: 20 } }));
      const range = { fromUs: FROM_US, toUs: FROM_US + RANGE_US + 1 };
      const formula = askedFormula(query('operation=work'), ask);
      const driver = await chooseDriver(formula, range, ask);
      const question = { formula, driver, range, direction, looksBehind: false };
      const walk = new MatchWalk(question, bank, ask);
      const seen: string[] = [];
      while (!walk.isExhausted) {
        for (const { summary, seenUs } of await walk.next(7)) {
          seen.push(`${seenUs - FROM_US} ${summary.traceId}`);
        }
      }
      const expected = inOrder(direction);
      expect(timesOf(seen)).toEqual(timesOf(expected));
      expect(seen.toSorted()).toEqual(expected.toSorted());
    });
  }

  test('a walk begins with spans of its range, not with others of the same millisecond', async () => {
    const range = { fromUs: FROM_US + 10, untilUs: FROM_US + RANGE_US - 10 };
    const ask = askEngineOf(engine, spanIndices(index));
    const first = await firstSpans(EVERY_SPAN, { ...range, direction: 'newest' }, ask);
    const seen = first?.traces.map(({ traceId, seenUs }) => `${seenUs - FROM_US} ${traceId}`);
    expect(seen?.toSorted()).toEqual(inOrder('newest', range).toSorted());
    expect(first?.reachedUs).toBeUndefined();
  });

  test('what is too much for one microsecond is left out and said, and the walk goes on', async () => {
    const limits = { maxTermsCount: 4 };
    const ask = askEngineOf(engine, spanIndices(index, { limits }));
    const range = { ...WHOLE, direction: 'newest', spans: 'few' } as const;
    const walk = new CandidateWalk(EVERY_SPAN, range, ask);
    const seen: string[] = [];
    while (!walk.isExhausted) {
      for (const { traceId } of await walk.next(1)) seen.push(traceId);
    }
    expect(new Set(seen).size).toBe(seen.length);
    expect(seen.length).toBeGreaterThan(TRACES / 2);
    const { isComplete, notes } = ask.call.completeness();
    expect([isComplete, notes[0]]).toEqual([false, expect.stringContaining('same microsecond')]);
  });
});

const bank = new EngineTraceBank({
  rules: { thresholds: DEFAULT_THRESHOLDS, routes: DEFAULT_ROUTES },
  settleDelayUs: 0,
  clock: { nowUs: () => Date.now() * 1_000, nowMs: () => performance.now() },
});

const unknown = (fewUpTo: number) => ({ fewUpTo });

/** Three spans a trace, several at each time, with a long stretch in which there is nothing. */
const SPANS: readonly Span[] = Array.from({ length: TRACES * 3 }, (_, n) => ({
  traceId: ((n % TRACES) + 1).toString(16).padStart(32, '0'),
  spanId: (n + 1).toString(16).padStart(16, '0'),
  operation: 'work',
  kind: 'internal',
  startUs: FROM_US + timeOf((n * 37) % 61),
  durationUs: 1,
  status: 'unset',
  attributes: new Map(),
  resource: { service: 'worker', attributes: new Map() },
  scope: NO_SCOPE,
  events: [],
  links: [],
}));

function timeOf(place: number): number {
  return place < 20 ? place : RANGE_US - (61 - place);
}

function inOrder(
  direction: WalkRange['direction'],
  { fromUs, untilUs } = WHOLE,
): readonly string[] {
  const sign = direction === 'newest' ? -1 : 1;
  const seenUs = new Map<string, number>();
  for (const { traceId, startUs } of SPANS.toSorted((a, b) => sign * (a.startUs - b.startUs))) {
    const isInRange = startUs >= fromUs && startUs <= untilUs;
    if (isInRange && !seenUs.has(traceId)) seenUs.set(traceId, startUs);
  }
  return [...seenUs].map(([traceId, startUs]) => `${startUs - FROM_US} ${traceId}`);
}

/** Which trace of one microsecond comes first is nobody's business. */
const timesOf = (seen: readonly string[]) => seen.map((line) => line.split(' ')[0]);
