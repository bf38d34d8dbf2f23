import { beforeAll, describe, expect, test } from 'vitest';
import { describeOnEveryEngine } from '../../../../engines/testing/describeOnEngine.ts';
import type { SpanQuery } from '../../../../shared/query/ast.ts';
import { spanMatcher } from '../../../../shared/query/matchSpan.ts';
import type { Attributes, AttributeValue, Span } from '../../../../shared/span/span.ts';
import type { SpanIndices } from '../discovery/spanIndices.ts';
import { bulkSpans } from '../testing/bulkSpans.ts';
import { putSpanIndex, type SpanIndexVariant } from '../testing/putSpanIndex.ts';
import type { Writing } from '../testing/spanDocument.ts';
import { engineQueryOf } from './engineQueryOf.ts';
import { findSpans } from './testing/findSpans.ts';
import { randomQueries } from './testing/randomQueries.ts';
import { KEYS, randomSpans } from './testing/randomSpans.ts';
import { indicesOf, type WrittenSpan, writtenSpans } from './testing/writtenSpans.ts';

interface Generation {
  readonly label: string;
  readonly variant: SpanIndexVariant;
  readonly writing: Writing;
  readonly asSent?: (span: Span) => Span;
}

const GENERATIONS: readonly Generation[] = [
  { label: '1.15', variant: 'before-1.61', writing: { writer: 'jaeger-1.15' } },
  { label: '1.62', variant: 'jaeger-1.62', writing: { writer: 'jaeger-1.62' } },
  {
    label: '1.62 with fields',
    variant: 'jaeger-1.62-tags-as-fields',
    writing: { writer: 'jaeger-1.62', tagsAsFields: 'all' },
  },
  { label: '1.76', variant: 'jaeger-1.76', writing: { writer: 'jaeger-1.76' } },
  { label: '2.7', variant: 'jaeger-2.7', writing: { writer: 'jaeger-2.7' } },
  { label: '2.13', variant: 'jaeger-2.13', writing: { writer: 'jaeger-2.13' } },
  {
    label: '2.20 with fields',
    variant: 'jaeger-2.20-tags-as-fields',
    writing: { writer: 'jaeger-2.20', tagsAsFields: 'all', dotReplacement: '#' },
  },
  {
    label: '2.20 with some fields',
    variant: 'jaeger-2.20',
    writing: { writer: 'jaeger-2.20', tagsAsFields: ['n', 'device.id', 'error.message'] },
  },
  {
    label: '1.62 without a template',
    variant: 'template-less',
    writing: { writer: 'jaeger-1.62' },
  },
  {
    label: '1.62 with fields and without a template',
    variant: 'template-less',
    writing: { writer: 'jaeger-1.62', tagsAsFields: 'all' },
    asSent: (span) => ({
      ...span,
      attributes: ofOneType(span.attributes),
      resource: { ...span.resource, attributes: ofOneType(span.resource.attributes) },
    }),
  },
];

const SEED = Number(process.env.QUERY_SEED ?? Date.now() % 2 ** 31);
const SPANS = 200;
const QUERIES = 100;
const AT_ONCE = 50;

describeOnEveryEngine((engine) => {
  describe.each(GENERATIONS)('spans written by Jaeger $label', (generation) => {
    const { variant, writing, asSent = (span) => span } = generation;
    const number = GENERATIONS.indexOf(generation);
    let indices: SpanIndices;
    let written: readonly WrittenSpan[];
    beforeAll(async () => {
      const sent = randomSpans(SPANS, SEED + number).map(asSent);
      written = writtenSpans(sent, writing).filter(
        ({ document }) => !isAmbiguous(document, writing.dotReplacement),
      );
      const index = await putSpanIndex(engine, { variant, date: `00001${number}` });
      await bulkSpans(
        engine,
        index,
        written.map(({ document }) => document),
      );
      indices = await indicesOf(engine, index, writing.dotReplacement);
    });

    test(`are found by ${QUERIES} random questions as they match (QUERY_SEED=${SEED})`, async () => {
      const queries = randomQueries(QUERIES, SEED + number);
      const compiled = queries.map((query) => engineQueryOf(query, indices));
      const wrong: string[] = [];
      let telling = 0;
      for (let from = 0; from < queries.length; from += AT_ONCE) {
        const batch = compiled.slice(from, from + AT_ONCE);
        const found = await findSpans(
          engine,
          indices,
          batch.map(({ dsl }) => dsl),
        );
        for (const [offset, { reach, dsl }] of batch.entries()) {
          const query = queries[from + offset] ?? { kind: 'all' };
          const matches = spanMatcher(query);
          const count = written.filter(({ span }) => matches(span)).length;
          if (count > 0 && count < written.length) telling++;
          const fault = faultOf(query, reach, found[offset] ?? '', written);
          if (fault === undefined) continue;
          wrong.push(`${fault}\n  ${JSON.stringify(query)}\n  ${JSON.stringify(dsl)}`);
        }
      }
      const exact = compiled.filter(({ reach }) => reach === 'exact').length;
      console.log(`${generation.label}: ${exact} exact, ${telling} telling`);
      expect(wrong.slice(0, 3)).toEqual([]);
      expect(telling).toBeGreaterThan(QUERIES / 3);
    });
  });
});

function faultOf(
  query: SpanQuery,
  reach: 'exact' | 'wider',
  found: ReadonlySet<string> | string,
  written: readonly WrittenSpan[],
): string | undefined {
  if (typeof found === 'string') return `refused: ${found}`;
  const matches = spanMatcher(query);
  const isByPieces = looksAtPieces(query);
  for (const { span, document } of written) {
    if (isByPieces && hasOddDouble(document)) continue;
    const isFound = found.has(span.spanId);
    if (matches(span) === isFound || (reach === 'wider' && isFound)) continue;
    return `${reach}, ${isFound ? 'found' : 'missed'} ${document}`;
  }
  return undefined;
}

/** Patterns and free text see a number as it was written. */
function looksAtPieces(query: SpanQuery): boolean {
  const text = JSON.stringify(query);
  return /"op":"=~"|"parts":\[[^\]]*",|"kind":"text"/.test(text);
}

/** A double stands in it as `1e+10` or `-0`. */
const hasOddDouble = (document: string): boolean =>
  /"-?\d(\.\d+)?e[-+]\d+"|:"?-0\b(?!\.)/.test(document);

/** A key twice in one place, of which reading keeps one; a field without a value. */
function isAmbiguous(document: string, dotReplacement = '@'): boolean {
  const { tags, tag, process, logs } = JSON.parse(document);
  const stored = (list: readonly { readonly key: string }[] | undefined): readonly string[] =>
    (list ?? []).map(({ key }) => key.replaceAll('.', dotReplacement));
  const places = [
    [...stored(tags), ...Object.keys(tag ?? {})],
    [...stored(process.tags), ...Object.keys(process.tag ?? {})],
    ...(logs ?? []).map((log: object) => stored(Object(log).fields)),
  ];
  const values = [tag, process.tag].flatMap((fields) => Object.values(fields ?? {}));
  return places.some(hasTwins) || values.includes(null);
}

/** A scope may have its name under two keys. */
const hasTwins = (keys: readonly string[]): boolean =>
  new Set(keys.map((key) => key.replace('library', 'scope'))).size < keys.length;

const TYPES = ['string', 'number', 'boolean'];
const ALL_KEYS: readonly string[] = KEYS;

/** Without a template the first value of a field decides of what type all have to be. */
function ofOneType(attributes: Attributes): Attributes {
  const kept = new Map<string, AttributeValue>();
  for (const [key, value] of attributes) {
    const type = TYPES[ALL_KEYS.indexOf(key) % 3];
    const isOdd = typeof value === 'number' && Math.abs(value) > 1e6;
    // These fields have other writers, too.
    const isFixed = /^(error$|otel\.|w3c\.|span\.)/.test(key);
    if (typeof value === type && !isOdd && !isFixed) kept.set(key, value);
  }
  return kept;
}
