import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { describeOnEveryEngine } from '../../../../engines/testing/describeOnEngine.ts';
import { parseSpanQuery } from '../../../../shared/query/parser.ts';
import type { AttributeValue } from '../../../../shared/span/span.ts';
import { traceFromText } from '../../../../shared/testing/traceFromText.ts';
import type { SpanIndices } from '../discovery/spanIndices.ts';
import { bulkSpans } from '../testing/bulkSpans.ts';
import { putSpanIndex } from '../testing/putSpanIndex.ts';
import { engineQueryOf } from './engineQueryOf.ts';
import { findSpans } from './testing/findSpans.ts';
import { indicesOf, writtenSpans } from './testing/writtenSpans.ts';

const LONG = 'x'.repeat(300);

const VALUES: readonly (readonly [key: string, value: AttributeValue])[] = [
  ['db.query.text', LONG],
  ['db.query.text', `${LONG}y`],
  ['db.query.text', 'SELECT 1'],
  ['log.message', LONG],
  ['log.message', 'short'],
];

const asked = (text: string) => {
  const query = parseSpanQuery(text);
  if (!query.ok) throw new Error(query.error.message);
  return query.value;
};

describeOnEveryEngine((engine) => {
  describe('what an engine does not index or allow', () => {
    let indices: SpanIndices;

    beforeAll(async () => {
      const [span] = traceFromText('tick @clock |-| server error:broken');
      if (span === undefined) throw new Error('no span');
      const spans = VALUES.map(([key, value], index) => ({
        ...span,
        spanId: (index + 1).toString(16).padStart(16, '0'),
        attributes: new Map([[key, value]]),
      }));
      const index = await putSpanIndex(engine, { variant: 'jaeger-2.13', date: '2026-02-03' });
      const written = writtenSpans(spans, { writer: 'jaeger-2.13', tagsAsFields: ['log.message'] });
      const documents = written.map(({ document }) => document);
      await bulkSpans(engine, index, documents);
      indices = await indicesOf(engine, index);
    });

    // OpenSearch keeps no list of fields with values it did not index.
    const keepsIgnored = engine.name === 'elasticsearch';

    afterEach(() => allowExpensive(null));

    const allowExpensive = (isAllowed: boolean | null) =>
      engine.ask('PUT', '/_cluster/settings', {
        transient: { 'search.allow_expensive_queries': isAllowed },
      });

    async function found(text: string, its = indices): Promise<string> {
      const { dsl, reach, notes } = engineQueryOf(asked(text), its);
      const [spans = ''] = await findSpans(engine, indices, [dsl]);
      const numbers = typeof spans === 'string' ? spans : [...spans].map(Number).sort().join(' ');
      return `${reach}: ${numbers}${notes.length > 0 ? ' and a note' : ''}`;
    }

    test('a value too long for the index is looked for among those that are not in it', async () => {
      expect(await found(`db.query.text="${LONG}"`)).toBe('wider: 1 2');
      const elevated = keepsIgnored ? 'wider: 4' : 'wider:  and a note';
      expect(await found(`log.message="${LONG}"`)).toBe(elevated);
      expect(await found(`-db.query.text="${LONG}"`)).toBe('wider: 1 2 3 4 5');
    });

    test('a key is there whatever the length of its value', async () => {
      expect(await found('db.query.text=*')).toBe('exact: 1 2 3');
      expect(await found('log.message=*')).toBe(
        keepsIgnored ? 'exact: 4 5' : 'exact: 5 and a note',
      );
      const without = keepsIgnored ? 'exact: 1 2 3' : 'exact: 1 2 3 4 and a note';
      expect(await found('-log.message=*')).toBe(without);
    });

    test('a part of a text may be in one that is too long, and the answer says so', async () => {
      expect(await found('db.query.text=*E*')).toBe('exact: 3 and a note');
      expect(await found('db.query.text=~x')).toBe('exact:  and a note');
      expect(await found('"elect 1"')).toBe('exact:  and a note');
      expect(await found('operation=t*')).toBe('exact: 1 2 3 4 5');
    });

    test('an engine that refuses what is expensive is asked for the rest', async () => {
      await allowExpensive(false);
      const refusing = { ...indices, limits: { ...indices.limits, allowsExpensive: false } };
      expect(await found('operation=tick duration>0', refusing)).toBe('exact: 1 2 3 4 5');
      expect(await found('service=other db.query.text=x', refusing)).toBe('wider:  and a note');
      expect(await found('operation=tock -log.message=*', refusing)).toBe('wider:  and a note');
      for (const query of ['log.message=short', 'status=error service=clo*', 'broken']) {
        expect(await found(query, refusing)).toBe('wider: 1 2 3 4 5 and a note');
      }
    });

    test('many values of one key go into one list of terms', async () => {
      const values = Array.from({ length: 150 }, (_, index) => `"v${index}"`);
      values.push('short');
      const many = values.map((value) => `log.message=${value}`).join(' OR ');
      expect(await found(many)).toBe('exact: 5');
      expect(await found(`log.message=(${values.join(' OR ')})`)).toBe('exact: 5');
    });

    test('more conditions than an engine takes are refused by a sentence that names its limit', () => {
      const many = Array.from({ length: 190 }, (_, index) => `k${index}=1`).join(' ');
      expect(() => engineQueryOf(asked(many), indices)).toThrow(
        /clauses and 1024 are allowed \(indices\.query\.bool\.max_clause_count\)/,
      );
    });
  });
});
