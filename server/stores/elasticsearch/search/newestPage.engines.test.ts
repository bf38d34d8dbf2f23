import { beforeAll, expect, test } from 'vitest';
import { describeOnEngine } from '../../../../engines/testing/describeOnEngine.ts';
import { DEFAULT_THRESHOLDS } from '../../../../shared/findings/thresholds.ts';
import { DEFAULT_ROUTES } from '../../../../shared/pipeline/routes.ts';
import { NO_SCOPE, type Span } from '../../../../shared/span/span.ts';
import { query } from '../../contract/contractFleet.ts';
import type { SearchRequest } from '../../traceStore.ts';
import { askEngineOf, spanIndices } from '../testing/askEngineOf.ts';
import { bulkSpans } from '../testing/bulkSpans.ts';
import { countSearches } from '../testing/countSearches.ts';
import { putSpanIndex } from '../testing/putSpanIndex.ts';
import { spanDocument } from '../testing/spanDocument.ts';
import { EngineTraceBank } from '../traces/engineTraceBank.ts';
import { newestPage } from './newestPage.ts';

const FROM_US = Date.UTC(2026, 0, 1) * 1_000;
const TRACES = 14_000;
const APART_US = 1_000;
/** Thousands of traces begin while one of them is under way. */
const LATER_US = 3_000_000;
const LIMIT = 20;

describeOnEngine('elasticsearch@8.19.7', (engine) => {
  let index = '';

  beforeAll(async () => {
    index = await putSpanIndex(engine, { variant: 'jaeger-2.13', date: '2026-01-01' });
    const spans = Array.from({ length: TRACES }, (_, n) => spansOf(n)).flat();
    const documents = spans.flatMap((span) => spanDocument(span, { writer: 'jaeger-2.13' }) ?? []);
    await bulkSpans(engine, index, documents);
  });

  test('pages of traces that overlap by thousands are in order, after few searches', async () => {
    const { ask, searches } = countSearches(askEngineOf(engine, spanIndices(index)));
    const bank = new EngineTraceBank({
      rules: { thresholds: DEFAULT_THRESHOLDS, routes: DEFAULT_ROUTES },
      settleDelayUs: 0,
      clock: { nowUs: () => Date.now() * 1_000, nowMs: () => performance.now() },
    });
    const where = query('service=writer');
    const toUs = FROM_US + TRACES * APART_US;
    const request: SearchRequest = { where, fromUs: FROM_US, toUs, limit: LIMIT, sort: '-start' };
    const first = await newestPage(request, bank, ask);
    const second = await newestPage({ ...request, cursor: first.nextCursor ?? '' }, bank, ask);
    const starts = [...first.traces, ...second.traces].map(({ startUs }) => startUs);
    const expected = starts.map((_, n) => FROM_US + (TRACES - 1 - n) * APART_US);
    expect([starts.length, starts]).toEqual([2 * LIMIT, expected]);
    expect(searches.length).toBeLessThan(80);
  });
});

function spansOf(n: number): readonly Span[] {
  const startUs = FROM_US + n * APART_US;
  const traceId = (n + 1).toString(16).padStart(32, 'a');
  const root = spanOf({ traceId, spanId: '00000000000000a1', service: 'device', startUs });
  const later = { traceId, spanId: '00000000000000a2', startUs: startUs + LATER_US };
  return [root, { ...spanOf({ ...later, service: 'writer' }), parentSpanId: root.spanId }];
}

function spanOf({
  service,
  ...own
}: Pick<Span, 'traceId' | 'spanId' | 'startUs'> & { readonly service: string }): Span {
  return {
    ...own,
    operation: 'work',
    kind: 'internal',
    durationUs: 1,
    status: 'unset',
    attributes: new Map(),
    resource: { service, attributes: new Map([['service.name', service]]) },
    scope: NO_SCOPE,
    events: [],
    links: [],
  };
}
