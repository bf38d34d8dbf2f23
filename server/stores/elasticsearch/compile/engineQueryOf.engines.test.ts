import { beforeAll, describe, expect, test } from 'vitest';
import { describeOnEveryEngine } from '../../../../engines/testing/describeOnEngine.ts';
import { parseLosslessJson } from '../../../../shared/formats/losslessJson.ts';
import type { SpanQuery } from '../../../../shared/query/ast.ts';
import { spanMatcher } from '../../../../shared/query/matchSpan.ts';
import type { Span } from '../../../../shared/span/span.ts';
import { SpanDocuments } from '../documents/spanDocuments.ts';
import { bulkSpans } from '../testing/bulkSpans.ts';
import { putSpanIndex, type SpanIndexVariant } from '../testing/putSpanIndex.ts';
import { spanDocument, type Writing } from '../testing/spanDocument.ts';
import { engineQueryOf } from './engineQueryOf.ts';
import { findSpans } from './testing/findSpans.ts';
import { type IndexTraits, jaegerIndices } from './testing/jaegerIndices.ts';
import { randomQueries } from './testing/randomQueries.ts';
import { randomSpans } from './testing/randomSpans.ts';

interface Generation {
  readonly label: string;
  readonly variant: SpanIndexVariant;
  readonly writing: Writing;
  readonly traits?: Partial<IndexTraits>;
}

const GENERATIONS: readonly Generation[] = [
  {
    label: '1.15',
    variant: 'before-1.61',
    writing: { writer: 'jaeger-1.15' },
    traits: { hasTypes: false },
  },
  { label: '1.62', variant: 'jaeger-1.62', writing: { writer: 'jaeger-1.62' } },
  {
    label: '1.62 with fields',
    variant: 'jaeger-1.62-tags-as-fields',
    writing: { writer: 'jaeger-1.62', tagsAsFields: 'all' },
  },
  { label: '1.76', variant: 'jaeger-1.76', writing: { writer: 'jaeger-1.76' } },
  { label: '2.7', variant: 'jaeger-2.7', writing: { writer: 'jaeger-2.7' } },
  { label: '2.13', variant: 'jaeger-2.13', writing: { writer: 'jaeger-2.13' } },
  { label: '2.20', variant: 'jaeger-2.20', writing: { writer: 'jaeger-2.20' } },
  {
    label: '2.20 with fields',
    variant: 'jaeger-2.20-tags-as-fields',
    writing: { writer: 'jaeger-2.20', tagsAsFields: 'all', dotReplacement: '#' },
    traits: { dotReplacement: '#' },
  },
];

const SEED = Number(process.env.QUERY_SEED ?? Date.now() % 2 ** 31);
const SPANS = 400;
const QUERIES = 200;
const AT_ONCE = 50;

describeOnEveryEngine((engine) => {
  describe.each(GENERATIONS)('on spans written by Jaeger $label', (generation) => {
    const { variant, writing, traits } = generation;
    let index: string;
    let written: readonly WrittenSpan[];
    beforeAll(async () => {
      written = writtenSpans(SEED + GENERATIONS.indexOf(generation), writing);
      index = await putSpanIndex(engine, {
        variant,
        date: `0000${GENERATIONS.indexOf(generation)}`,
      });
      await bulkSpans(
        engine,
        index,
        written.map(({ document }) => document),
      );
    });

    test(`finds what matches by ${QUERIES} random questions`, async () => {
      const indices = jaegerIndices({ spans: index, ...traits });
      const queries = randomQueries(QUERIES, SEED + GENERATIONS.indexOf(generation));
      const compiled = queries.map((query) => engineQueryOf(query, indices));
      const wrong: string[] = [];
      let exact = 0;
      let nonEmpty = 0;
      for (let from = 0; from < queries.length; from += AT_ONCE) {
        const batch = compiled.slice(from, from + AT_ONCE);
        const found = await findSpans(
          engine,
          index,
          batch.map(({ dsl }) => dsl),
        );
        for (const [offset, { reach, dsl }] of batch.entries()) {
          const query = queries[from + offset] ?? { kind: 'all' };
          if (reach === 'exact') exact++;
          const its = found[offset] ?? '';
          const matching = written.filter(({ span }) => spanMatcher(query)(span)).length;
          if (matching > 0 && matching < written.length) nonEmpty++;
          for (const fault of faultsOf(query, reach, its, written)) {
            wrong.push(`${fault}\n  ${JSON.stringify(query)}\n  ${JSON.stringify(dsl)}`);
          }
        }
      }
      console.log(
        `${generation.label}: seed ${SEED}, ${queries.length} questions, ${exact} exact, ${nonEmpty} telling`,
      );
      expect(wrong.slice(0, 5), `seed ${SEED}`).toEqual([]);
      expect(nonEmpty).toBeGreaterThan(QUERIES / 3);
    });
  });
});

interface WrittenSpan {
  readonly span: Span;
  readonly document: string;
  /** A double stands in it as `1e+10` or `-0`, which wildcards see as it is. */
  readonly hasOddDouble: boolean;
}

function writtenSpans(seed: number, writing: Writing): readonly WrittenSpan[] {
  const documents = new SpanDocuments(writing.dotReplacement ?? '@');
  return randomSpans(SPANS, seed).flatMap((sent) => {
    const document = spanDocument(sent, writing);
    if (document === undefined || isAmbiguous(document)) return [];
    const json = parseLosslessJson(document);
    const span = documents.read(json.ok ? json.value : undefined);
    if (span === undefined) return [];
    return [
      { span, document, hasOddDouble: /"-?\d(\.\d+)?e[-+]\d+"|:"?-0\b(?!\.)/.test(document) },
    ];
  });
}

/** A key twice in one list, of which decoding keeps one; a field without a value, which is none to an engine. */
function isAmbiguous(document: string): boolean {
  const { tags, tag, process, logs } = JSON.parse(document);
  const lists = [tags, process.tags, ...(logs ?? []).map((log: object) => Object(log).fields)];
  const isTwice = lists.some((list) => {
    const keys: string[] = (list ?? []).map(({ key }: { key: string }) =>
      key.replace('library', 'scope'),
    );
    return new Set(keys).size < keys.length;
  });
  const objects = [tag ?? {}, process.tag ?? {}];
  const isNull = objects.some((object) => Object.values(object).includes(null));
  const scopes = Object.keys(tag ?? {}).filter((key) => /scope.name|library.name/.test(key));
  return isTwice || isNull || scopes.length > 1;
}

function* faultsOf(
  query: SpanQuery,
  reach: 'exact' | 'wider',
  found: ReadonlySet<string> | string,
  written: readonly WrittenSpan[],
): Generator<string> {
  if (typeof found === 'string') return yield `refused: ${found}`;
  const matches = spanMatcher(query);
  const text = JSON.stringify(query);
  const isByParts = /"op":"=~"|"parts":\["[^\]]*",/.test(text) || text.includes('"kind":"text"');
  for (const { span, document, hasOddDouble } of written) {
    if (isByParts && hasOddDouble) continue;
    const isFound = found.has(span.spanId);
    if (matches(span) === isFound || (reach === 'wider' && isFound)) continue;
    yield `${reach}, ${isFound ? 'found' : 'missed'} ${document}`;
    return;
  }
}
