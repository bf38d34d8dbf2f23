import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parseEngine } from '../../../engines/catalog.ts';
import { type RunningEngine, startEngine } from '../../../engines/startEngine.ts';
import { FACET_FIELDS } from '../../../shared/api/answers.ts';
import type { Completeness } from '../../../shared/api/completeness.ts';
import type { Query } from '../../../shared/query/ast.ts';
import { printQuery } from '../../../shared/query/print.ts';
import type { Span } from '../../../shared/span/span.ts';
import { numberedTrace, query, RANGE, unaborted } from '../contract/contractFleet.ts';
import { randomFleet, randomQuery } from '../contract/randomFleet.ts';
import type { StoreUnderTest } from '../contract/storeUnderTest.ts';
import { openDuckDbUnderTest } from '../duckdb/testing/openDuckDbUnderTest.ts';
import { BadRequest, EngineUnavailable, type TraceStore } from '../traceStore.ts';
import { asTestEngine } from './testing/asTestEngine.ts';
import { openOnEngine } from './testing/openOnEngine.ts';

const SEED = Number(process.env.FLEET_SEED ?? Date.now() % 1_000_000);
const RANDOM_QUERIES = 30;

/** Elasticsearch 8 and newer go by their heap, and ignore the setting of clauses. */
const ENGINES = ['elasticsearch@7.17.29', 'opensearch@2.19.4'];
const SETTINGS = {
  'indices.query.bool.max_clause_count': '64',
  'search.max_buckets': '100',
};

/** More devices, and more keys, than buckets are allowed. */
const FEW: readonly (readonly Span[])[] = Array.from({ length: 150 }, (_, number) =>
  numberedTrace(
    number,
    `device_publish @sensor |--| device.id=d-${number} reading=${number * 7} key.${number}=x
       op-${number} @rules  | -| ${number % 3 === 0 ? 'error:broken' : ''}`,
  ),
);

/** More than are read one by one. */
const MANY: readonly (readonly Span[])[] = Array.from({ length: 2_400 }, (_, number) =>
  numberedTrace(number, `op @service |--| device.id=d-${number % 300}`),
);

const several = (count: number, text: (number: number) => string): readonly string[] =>
  Array.from({ length: count }, (_, number) => text(number));

describe.each(ENGINES)('%s that allows few clauses and buckets', (label) => {
  let running: RunningEngine;
  const opened: StoreUnderTest[] = [];

  beforeAll(async () => {
    running = await startEngine({ ...parseEngine(label), settings: SETTINGS });
  });

  afterAll(async () => {
    for (const each of opened) await each.close();
    await running?.stop();
  });

  /** The same spans in a store on the engine and in one that has no such limits. */
  async function openBoth(fleet: readonly (readonly Span[])[]): Promise<Asked> {
    const onEngine = await openOnEngine(asTestEngine(running), { writer: 'jaeger-2.13' });
    const embedded = await openDuckDbUnderTest();
    opened.push(onEngine, embedded);
    const kept = onEngine.kept(fleet.flat());
    await Promise.all([onEngine.put(fleet.flat()), embedded.put(kept)]);
    return asking(onEngine.store, embedded.store);
  }

  describe('of few traces', () => {
    let asked: Asked;

    beforeAll(async () => {
      const random = fc.sample(randomFleet(60), { seed: SEED, numRuns: 1 })[0] ?? [];
      asked = await openBoth([...FEW, ...random]);
    });

    test.each([
      ['nothing', ''],
      ['a long list of values', `device.id=(${several(70, (n) => `d-${n}`).join(' OR ')})`],
      ['many values of one field', several(70, (n) => `operation=op-${n}`).join(' OR ')],
      ['many values of one attribute', several(70, (n) => `device.id=d-${n}`).join(' OR ')],
      ['many keys that are not there', several(70, (n) => `-span.key.${n}=x`).join(' ')],
      ['a number compared', 'reading>500'],
      ['numbers compared on both sides', 'reading>=-3.5 reading<70000 -span.reading=7'],
      ['a status and an attribute of several spans', 'status=error device.id=d-3'],
      ['a finding', 'is:orphan'],
    ])('%s is asked, and answered right', async (_, text) => {
      const where = query(text);
      expect(await asked.search(where)).toBe('right');
      expect(await asked.chart(where)).toBe('right');
      expect(await asked.facets(where)).toBe('right');
      expect(await asked.breakdown(where)).toBe('right');
    });

    test.each([
      ['more conditions in one place', `{ ${several(70, (n) => `key.${n}=x`).join(' ')} }`, OURS],
      ['any of more than it takes', several(70, (n) => `span.key.${n}=x`).join(' OR '), THEIRS],
    ])('%s is refused, and never answered in part', async (_, text, sentence) => {
      const where = query(text);
      expect(await asked.search(where)).toMatch(sentence);
      expect(await asked.chart(where)).toMatch(sentence);
      expect(await asked.facets(where)).toMatch(sentence);
      expect(await asked.breakdown(where)).toMatch(sentence);
    });

    test(`whatever is asked is answered right, or is refused in words (FLEET_SEED=${SEED})`, async () => {
      await fc.assert(
        fc.asyncProperty(randomQuery, async (where) => {
          for (const ask of [asked.search, asked.chart, asked.facets]) {
            expect(await ask(where), printQuery(where)).toMatch(RIGHT_OR_REFUSED);
          }
        }),
        { seed: SEED, numRuns: RANDOM_QUERIES },
      );
    });

    test('fewer fields and values are suggested than there are, and that is said', async () => {
      expect(await asked.fields()).toBe(
        'There are more than 10 keys: the rarest are not suggested.',
      );
      expect(await asked.values('device.id')).toMatch(FEW_SUGGESTED);
      expect(await asked.values('operation')).toMatch(FEW_SUGGESTED);
      expect(await asked.values('kind')).toBe('right');
    });
  });

  test('of many traces what is counted in part is said to be', async () => {
    const asked = await openBoth(MANY);
    const all = query('');
    expect(await asked.chart(all)).toBe('right');
    expect(await asked.facets(all, ['device.id', 'service'])).toMatch(
      /^Of device\.id only the \d\d? values on most spans are counted one by one\. The engine counts values to within 1 %\.$/,
    );
    expect(await asked.breakdown(all)).toBe('2000 of 2400 analysed');
    expect(await asked.search(query('device.id=d-7'))).toBe('right');
  });
});

const OURS = /^The query is too long for this engine: it comes to \d+ clauses and 64 are allowed/;
const THEIRS = /^The engine refuses this search \(too_many_(?:nested_)?clauses\)/;
const RIGHT_OR_REFUSED = new RegExp(`^right$|${OURS.source}|${THEIRS.source}`);
const FEW_SUGGESTED = /that only the \d+ values on most spans are suggested\.$/;

/** Each answers `right`, or what is said instead, or how the answer is wrong. */
interface Asked {
  search(where: Query): Promise<string>;
  chart(where: Query): Promise<string>;
  facets(where: Query, fields?: readonly string[]): Promise<string>;
  breakdown(where: Query): Promise<string>;
  fields(): Promise<string>;
  values(field: string): Promise<string>;
}

function asking(engine: TraceStore, embedded: TraceStore): Asked {
  async function compare<T extends { readonly completeness: Completeness }>(
    ask: (store: TraceStore) => Promise<T>,
    told: (answer: T) => readonly unknown[],
  ): Promise<string> {
    const answer = await ask(engine).catch((error: unknown) => {
      if (error instanceof BadRequest || error instanceof EngineUnavailable) return error.message;
      throw error;
    });
    if (typeof answer === 'string') return answer;
    const texts = (its: T) => told(its).map((item) => JSON.stringify(item));
    const [found, expected] = [texts(answer).sort(), texts(await ask(embedded)).sort()];
    if (found.join() === expected.join()) return 'right';
    const { notes, analysedTraces, matchingTraces } = answer.completeness;
    if (analysedTraces !== undefined)
      return `${analysedTraces} of ${matchingTraces?.value} analysed`;
    return notes.length > 0 ? notes.join(' ') : `silently ${found.join()} for ${expected.join()}`;
  }
  const everything = { prefix: '', limit: 1_000 };
  return {
    search: (where) =>
      compare(
        (store) => store.searchTraces({ where, ...RANGE, sort: '-start', limit: 300 }, unaborted()),
        ({ traces, total }) => [...traces.map(({ traceId }) => traceId), total],
      ),
    chart: (where) =>
      compare(
        (store) => store.histogram({ where, ...RANGE, buckets: 300 }, unaborted()),
        ({ buckets, heatmap }) => [buckets, heatmap],
      ),
    facets: (where, fields = FACET_FIELDS) =>
      compare(
        (store) => store.facets({ where, ...RANGE, fields, size: 1_000 }, unaborted()),
        ({ facets }) => facets,
      ),
    breakdown: (where) =>
      compare(
        (store) =>
          store.breakdown(
            { where, ...RANGE, by: 'device.id', sort: '-count', limit: 1_000 },
            unaborted(),
          ),
        ({ rows }) => rows.map(({ value, count, errorCount }) => [value, count, errorCount]),
      ),
    fields: () =>
      compare(
        (store) => store.fields(everything, unaborted()),
        ({ fields }) => fields.map(({ name, kind }) => [name, kind]),
      ),
    values: (field) =>
      compare(
        (store) => store.fieldValues({ ...everything, field }, unaborted()),
        ({ values }) => values,
      ),
  };
}
