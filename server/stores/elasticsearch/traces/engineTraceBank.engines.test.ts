import { beforeAll, expect, test } from 'vitest';
import { describeOnEveryEngine } from '../../../../engines/testing/describeOnEngine.ts';
import { DEFAULT_THRESHOLDS } from '../../../../shared/findings/thresholds.ts';
import { DEFAULT_ROUTES } from '../../../../shared/pipeline/routes.ts';
import type { Span } from '../../../../shared/span/span.ts';
import type { TraceSummary } from '../../../../shared/summary/traceSummary.ts';
import { traceFromText } from '../../../../shared/testing/traceFromText.ts';
import { FLEET, numberedTrace, traceIdOf } from '../../contract/contractFleet.ts';
import type { SpanAsk } from '../discovery/spanSource.ts';
import type { EngineSearch } from '../engine/engineCall.ts';
import { askEngineOf, spanIndices } from '../testing/askEngineOf.ts';
import { bulkSpans } from '../testing/bulkSpans.ts';
import { countSearches } from '../testing/countSearches.ts';
import { putSpanIndex } from '../testing/putSpanIndex.ts';
import { spanDocument } from '../testing/spanDocument.ts';
import { EngineTraceBank } from './engineTraceBank.ts';
import type { TraceHint } from './traceBank.ts';
import { readSpans } from './traceReading.ts';

/** Leads on from trace 6, which ends at its broker. */
const LINKING = numberedTrace(
  9,
  `  republish @bridge |--| consumer link:${traceIdOf(6)}/2 mqtt.topic=bridge/s-3`,
);

const MANY = Array.from({ length: 60 }, (_, at) =>
  numberedTrace(100 + at, '  a @x |--| server\n    b @x |-| client\n    c @x | -| client'),
);

const LARGE = numberedTrace(
  200,
  ['  a @x |--| server', ...Array.from({ length: 70 }, () => '    b @x |-| client')].join('\n'),
);

/** Its second half starts two days after the first. */
const SPREAD = traceFromText('  a @x |-| server\n    b @x |172800s 1ms| consumer', {
  traceId: traceIdOf(300),
});

describeOnEveryEngine((engine) => {
  let index = '';
  let linking = '';
  beforeAll(async () => {
    index = await putSpanIndex(engine, { variant: 'jaeger-2.13', date: 'bank' });
    linking = await putSpanIndex(engine, { variant: 'jaeger-2.13', date: 'linking' });
    await bulkSpans(engine, index, documentsOf([...FLEET, ...MANY, LARGE, SPREAD].flat()));
    await bulkSpans(engine, linking, documentsOf(LINKING));
  });

  const newAsk = (limits = {}) =>
    askEngineOf(engine, spanIndices(`${index},${linking}`, { limits }));

  test('says of each trace what its spans say', async () => {
    const found = await newBank().summaries(FLEET.map(hintOf), newAsk());
    expect([...found.values()].map(outline).sort()).toEqual([
      'ab000000000000000000000000000001 5 spans, db',
      'ab000000000000000000000000000002 5 spans, db',
      'ab000000000000000000000000000003 5 spans, db failed type-conflict',
      'ab000000000000000000000000000004 5 spans, db cold-start',
      'ab000000000000000000000000000005 5 spans, db queue-gap',
      'ab000000000000000000000000000006 2 spans, broker',
      'ab000000000000000000000000000007 2 spans, nothing',
      'ab000000000000000000000000000008 1 spans, subscriber',
    ]);
  });

  test('a link from another trace says where the rest is', async () => {
    const hints = [FLEET[5] ?? []].map(hintOf);
    const found = await newBank().summaries(hints, newAsk());
    expect(found.get(traceIdOf(6))).toMatchObject({ missingStages: [], findings: [] });
    const ask = askEngineOf(engine, spanIndices(index));
    const alone = (await newBank().summaries(hints, ask)).get(traceIdOf(6));
    expect(alone?.missingStages).toEqual(['rule', 'function', 'db']);
    expect(alone?.findings.map(({ kind }) => kind)).toEqual(['orphan']);
  });

  test('an index without a template has the same traces and links', async () => {
    const bare = await putSpanIndex(engine, { variant: 'template-less', date: 'bare' });
    await bulkSpans(engine, bare, documentsOf([...FLEET.slice(5), LINKING].flat()));
    const { startTimeMillis: _, ...fields } = spanIndices(bare).fields;
    const keywords = { traceId: 'traceID.keyword', spanId: 'spanID.keyword' };
    const indices = spanIndices(bare, { fields: { ...fields, ...keywords } });
    const ask = askEngineOf(engine, indices);
    const found = await newBank().summaries(FLEET.slice(5).map(hintOf), ask);
    expect([...found.values()].map(outline).sort()).toEqual([
      'ab000000000000000000000000000006 2 spans, broker',
      'ab000000000000000000000000000007 2 spans, nothing',
      'ab000000000000000000000000000008 1 spans, subscriber',
    ]);
    expect(await readSpans({ traceId: traceIdOf(6) }, '0000000000000002', ask)).toHaveLength(1);
    const few = spanIndices(bare, { fields: indices.fields, limits: { maxResultWindow: 1 } });
    const read = await readSpans({ traceId: traceIdOf(7) }, '0000000000000001', {
      ...ask,
      indices: few,
    });
    expect(read).toHaveLength(1);
  });

  test('spans a day and more away are found where a trace looks cut', async () => {
    const [first, second] = SPREAD;
    const later = await newBank().summaries(only(second).map(hintOfSpan), newAsk());
    expect(later.get(traceIdOf(300))?.spanCount).toBe(2);
    const earlier = await newBank().summaries(only(first).map(hintOfSpan), newAsk());
    expect(earlier.get(traceIdOf(300))?.spanCount).toBe(1);
    const whole = await newBank().summaryOf({ traceId: traceIdOf(300) }, newAsk());
    expect(whole?.spanCount).toBe(2);
  });

  test('more traces than one answer holds, a large one among them, are all whole', async () => {
    const traces = [...MANY.slice(0, 30), LARGE, ...MANY.slice(30)];
    const ask = newAsk({ maxResultWindow: 25 });
    const found = await newBank().summaries(traces.map(hintOf), ask);
    expect(traces.map(([span]) => found.get(span?.traceId ?? '')?.spanCount)).toEqual(
      traces.map(({ length }) => length),
    );
    let spanCount = 0;
    for await (const batch of newBank().analysed(traces.map(hintOf), ask)) {
      for (const { spans } of batch.values()) spanCount += spans.length;
    }
    expect(spanCount).toBe(traces.flat().length);
    expect(ask.call.completeness().isComplete).toBe(true);
  });

  test('a trace that fills an answer is read by itself, the others of its batch together', async () => {
    const traces = [...MANY.slice(0, 5), LARGE, ...MANY.slice(5, 10)];
    const { ask, searches } = countSearches(newAsk({ maxResultWindow: 60 }));
    const found = await newBank().summaries(traces.map(hintOf), ask);
    expect([...found.values()].reduce((sum, { spanCount }) => sum + spanCount, 0)).toBe(
      traces.flat().length,
    );
    const idsIn = (body: object) => new Set(JSON.stringify(body).match(/[0-9a-f]{32}/g)).size;
    const isOfSeveral = ({ body }: EngineSearch) =>
      body.size === 60 && body._source === undefined && idsIn(body) > 1;
    const ofSeveral = searches.filter(isOfSeveral);
    expect(ofSeveral.map(({ body }) => idsIn(body))).toEqual([11, 10]);
  });

  test('a trace without spans is not in the answer', async () => {
    const found = await newBank().summaries([{ traceId: traceIdOf(999), seenUs: 1 }], newAsk());
    expect(found.size).toBe(0);
  });

  test('what has settled is remembered for a while, what is incomplete is not', async () => {
    const clock = { nowUs: () => Date.now() * 1_000, nowMs: () => nowMs };
    let nowMs = 0;
    const bank = newBank(clock);
    const hints = [FLEET[0] ?? []].map(hintOf);
    const searched = async (ask: SpanAsk) => {
      const counted = countSearches(ask);
      await bank.summaries(hints, counted.ask);
      return counted.searches.length > 0;
    };
    const incomplete = newAsk();
    incomplete.call.missing('a shard failed');
    expect(await searched(incomplete)).toBe(true);
    expect(await searched(newAsk())).toBe(true);
    expect(await searched(newAsk())).toBe(false);
    nowMs += 3_600_000;
    expect(await searched(newAsk())).toBe(true);
  });

  test('what may still grow is remembered for a second', async () => {
    let nowMs = 0;
    const nowUs = (FLEET[0]?.[0]?.startUs ?? 0) + 5_000_000;
    const bank = newBank({ nowUs: () => nowUs, nowMs: () => nowMs });
    const hints = [FLEET[0] ?? []].map(hintOf);
    const first = await bank.summaries(hints, newAsk());
    expect(first.get(traceIdOf(1))?.isSettled).toBe(false);
    const soon = countSearches(newAsk());
    await bank.summaries(hints, soon.ask);
    nowMs += 1_500;
    const later = countSearches(newAsk());
    await bank.summaries(hints, later.ask);
    expect([soon, later].map(({ searches }) => searches.length > 0)).toEqual([false, true]);
  });

  test('who watches sees each trace that is analysed, with its spans, until they stop', async () => {
    const bank = newBank();
    const seen: string[] = [];
    const stop = bank.watch(({ summary, spans }) => {
      seen.push(`${summary.traceId} ${spans.length}`);
    });
    await bank.summaries(FLEET.slice(0, 2).map(hintOf), newAsk());
    stop();
    await bank.summaries(FLEET.slice(2, 3).map(hintOf), newAsk());
    const watched = FLEET.slice(0, 2).map((spans) => `${spans[0]?.traceId} ${spans.length}`);
    expect(seen.toSorted()).toEqual(watched);
  });
});

function newBank(clock = { nowUs: () => Date.now() * 1_000, nowMs: () => performance.now() }) {
  const rules = { thresholds: DEFAULT_THRESHOLDS, routes: DEFAULT_ROUTES };
  return new EngineTraceBank({ rules, settleDelayUs: 60_000_000, clock });
}

const documentsOf = (spans: readonly Span[]): readonly string[] =>
  spans.flatMap((span) => spanDocument(span, { writer: 'jaeger-2.13' }) ?? []);

const only = (span: Span | undefined): readonly Span[] => (span === undefined ? [] : [span]);

const hintOfSpan = ({ traceId, startUs }: Span): TraceHint => ({ traceId, seenUs: startUs });

const hintOf = (trace: readonly Span[]): TraceHint => ({
  traceId: trace[0]?.traceId ?? '',
  seenUs: trace.at(-1)?.startUs ?? 0,
});

function outline({ traceId, spanCount, lastStage, stages, findings }: TraceSummary): string {
  const last = stages.find(({ stage }) => stage === lastStage);
  const end = last === undefined ? 'nothing' : last.stage;
  const found = findings.map(
    ({ kind, orphanWay }) => ` ${kind}${orphanWay ? ` ${orphanWay}` : ''}`,
  );
  return `${traceId} ${spanCount} spans, ${end}${last?.hasError ? ' failed' : ''}${found.join('')}`;
}
