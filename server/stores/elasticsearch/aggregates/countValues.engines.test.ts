import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { describeOnEveryEngine } from '../../../../engines/testing/describeOnEngine.ts';
import { MATCH_ALL } from '../../../../shared/query/ast.ts';
import type { Attributes, Span } from '../../../../shared/span/span.ts';
import { spanFieldReader } from '../../aggregates/spanFieldValues.ts';
import { ValueTally } from '../../aggregates/valueTally.ts';
import { RANGE } from '../../contract/contractFleet.ts';
import { randomFleet } from '../../contract/randomFleet.ts';
import type { Writing } from '../testing/spanDocument.ts';
import type { AnalysedTrace } from '../traces/traceBank.ts';
import { countValues } from './countValues.ts';
import { storedField } from './storedFields.ts';
import { type IndexedFleet, indexFleet } from './testing/indexedFleet.ts';
import { withSteadyIds } from './testing/steadyIds.ts';

const FLEET_SIZE = 300;
const SEED = Number(process.env.FLEET_SEED ?? Date.now() % 1_000_000);

const WRITINGS: readonly Writing[] = [
  { writer: 'jaeger-1.15' },
  { writer: 'jaeger-1.62' },
  { writer: 'jaeger-1.62', tagsAsFields: 'all' },
  { writer: 'jaeger-2.13' },
  {
    writer: 'jaeger-2.13',
    tagsAsFields: ['device.id', 'n', 'otel.scope.name'],
    dotReplacement: '_',
  },
  { writer: 'jaeger-2.20' },
];

const FIELDS = [
  'service',
  'operation',
  'kind',
  'status',
  'device.id',
  'mqtt.topic',
  'messaging.destination.name',
  'function.cold_start',
  'exception.message',
  'rule.name',
  'n',
  'event',
  'error',
  'span.kind',
  'service.name',
  'otel.scope.name',
  'otel.scope.version',
  'otel.status_description',
  'otel.status_code',
  '__proto__',
  'no.such.key',
];

describeOnEveryEngine((engine) => {
  describe.each(WRITINGS.map((writing) => ({ writing, name: JSON.stringify(writing) })))(
    `values counted by the engine are those of the spans, $name (FLEET_SEED=${SEED})`,
    ({ writing }) => {
      let fleet: IndexedFleet;

      beforeAll(async () => {
        const random = fc.sample(randomFleet(FLEET_SIZE), { seed: SEED, numRuns: 1 })[0] ?? [];
        const losesEmpty = writing.tagsAsFields !== undefined || engine.name === 'opensearch';
        const traces = withSteadyIds(random).map((spans) =>
          spans.map((span) => asIndexed(span, losesEmpty)),
        );
        const date = `values-${WRITINGS.indexOf(writing)}`;
        fleet = await indexFleet(engine, traces, writing, { date });
      });
      afterAll(() => fleet?.close());

      test.each([3, 100])('the %i most frequent of all traces', async (size) => {
        expect(await counted(fleet, fleet.traces, size)).toEqual(read(fleet.traces, size));
      });

      test('of some of the traces', async () => {
        const some = fleet.traces.filter((_, number) => number % 3 === 0);
        expect(await counted(fleet, some, 10)).toEqual(read(some, 10));
      });
    },
  );
});

/** Keys of tags that Jaeger makes of other parts of a span: of two in one list reading keeps one. */
const MADE_KEYS = ['event', 'otel.scope.name', 'otel.status_description'];

/**
 * The span without what the index has otherwise than its document: two tags with one key, and,
 * for tags that are fields and on OpenSearch, empty values.
 */
function asIndexed(span: Span, losesEmpty: boolean): Span {
  const kept = (attributes: Attributes): Attributes =>
    new Map(
      [...attributes].filter(
        ([key, value]) => !MADE_KEYS.includes(key) && !(losesEmpty && value === undefined),
      ),
    );
  return {
    ...span,
    attributes: kept(span.attributes),
    resource: { ...span.resource, attributes: kept(span.resource.attributes) },
    events: span.events.map((event) => ({ ...event, attributes: kept(event.attributes) })),
  };
}

async function counted(fleet: IndexedFleet, traces: readonly AnalysedTrace[], size: number) {
  const ask = fleet.ask();
  const fields = FIELDS.flatMap((field) => storedField(field, ask.indices) ?? []);
  const population = {
    kind: 'named',
    traces: traces.map(({ summary }) => ({ traceId: summary.traceId, seenUs: summary.startUs })),
    isAll: true,
    matching: { value: traces.length, relation: 'eq' },
  } as const;
  const request = { where: MATCH_ALL, ...RANGE, fields: FIELDS, size };
  const facets = await countValues(fields, population, request, ask);
  expect(ask.call.completeness().notes).toEqual([]);
  return facets;
}

function read(traces: readonly AnalysedTrace[], size: number) {
  const readFields = spanFieldReader(FIELDS);
  const tallies = FIELDS.map(() => new ValueTally());
  for (const { spans } of traces) {
    for (const [index, values] of readFields(spans).entries()) tallies[index]?.add(values);
  }
  return tallies.map((tally, index) => tally.facet(FIELDS[index] ?? '', size));
}
