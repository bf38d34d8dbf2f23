import { beforeAll, describe, expect, test } from 'vitest';
import { describeOnEveryEngine } from '../../../../engines/testing/describeOnEngine.ts';
import { parseSpanQuery } from '../../../../shared/query/parser.ts';
import type { AttributeValue } from '../../../../shared/span/span.ts';
import { traceFromText } from '../../../../shared/testing/traceFromText.ts';
import type { SpanIndices } from '../discovery/spanIndices.ts';
import type { JsonBody } from '../engine/engineCall.ts';
import { bulkSpans } from '../testing/bulkSpans.ts';
import { putSpanIndex } from '../testing/putSpanIndex.ts';
import { engineQueryOf } from './engineQueryOf.ts';
import { findSpans } from './testing/findSpans.ts';
import { indicesOf, writtenSpans } from './testing/writtenSpans.ts';

const VALUES: Readonly<Record<string, readonly AttributeValue[]>> = {
  'user.mail': ['alice@corp.io', 'alice@corpXio', 'aliceB', 'B@corp.io'],
  'device.id': ['a?b', 'b', 'ab', 'aXb'],
  path: ['a.b', 'aXb', 'a+b', 'aab'],
  note: ['#1', '1', 'a#b', '<1-9>', '5'],
  latency: [9n, 10n, 100n, 9.5, '9', 'slow'],
  offset: [9007199254740992n, 9007199254740993n],
  flag: [true, 'true', 'True'],
};

describeOnEveryEngine((engine) => {
  describe('where the search of Jaeger is wrong', () => {
    let indices: SpanIndices;
    let valuesById: ReadonlyMap<string, string>;

    beforeAll(async () => {
      const [span] = traceFromText('tick @clock |-|');
      if (span === undefined) throw new Error('no span');
      const values = Object.entries(VALUES).flatMap(([key, its]) =>
        its.map((value) => [key, value] as const),
      );
      const spans = values.map(([key, value], index) => ({
        ...span,
        spanId: (index + 1).toString(16).padStart(16, '0'),
        attributes: new Map([[key, value]]),
      }));
      valuesById = new Map(spans.map(({ spanId }, i) => [spanId, String(values[i]?.[1])]));
      const index = await putSpanIndex(engine, { variant: 'jaeger-2.13', date: '2026-02-02' });
      const written = writtenSpans(spans, { writer: 'jaeger-2.13' });
      const documents = written.map(({ document }) => document);
      await bulkSpans(engine, index, documents);
      indices = await indicesOf(engine, index);
    });

    async function valuesBy(dsl: JsonBody): Promise<string> {
      const [found = ''] = await findSpans(engine, indices, [dsl]);
      if (typeof found === 'string') return found;
      return [...found]
        .sort()
        .map((spanId) => valuesById.get(spanId))
        .join(' ');
    }

    async function ours(text: string): Promise<string> {
      const query = parseSpanQuery(text);
      if (!query.ok) throw new Error(query.error.message);
      const { dsl, reach } = engineQueryOf(query.value, indices);
      return `${reach}: ${await valuesBy(dsl)}`;
    }

    /** What Jaeger asks for `key=value`: the value as an expression, every optional operator on. */
    const jaegers = (key: string, value: string) =>
      valuesBy({
        nested: {
          path: 'tags',
          query: {
            bool: {
              must: [{ match: { 'tags.key': key } }, { regexp: { 'tags.value': { value } } }],
            },
          },
        },
      });

    test('an address is that address: Jaeger reads @ as any text and the dot as any letter', async () => {
      expect(await jaegers('user.mail', 'alice@corp.io')).not.toBe('alice@corp.io');
      expect(await ours('user.mail=alice@corp.io')).toBe('exact: alice@corp.io');
    });

    test('a question mark is one: to Jaeger the letter before it may be missing', async () => {
      expect(await jaegers('device.id', 'a?b')).toBe('b ab');
      expect(await ours('device.id=a?b')).toBe('exact: a?b');
    });

    test('dots and plus signs are themselves', async () => {
      expect(await jaegers('path', 'a.b')).toBe('a.b aXb a+b aab');
      expect(await jaegers('path', 'a+b')).toBe('aab');
      expect(await ours('path=a.b')).toBe('exact: a.b');
      expect(await ours('path=a+b')).toBe('exact: a+b');
    });

    test('what is an operator to Jaeger is a letter: # finds nothing there, <1-9> any digit', async () => {
      expect(await jaegers('note', '#1')).not.toBe('#1');
      expect(await jaegers('note', '<1-9>')).toBe('1 5');
      expect(await ours('note="#1"')).toBe('exact: #1');
      expect(await ours('note="<1-9>"')).toBe('exact: <1-9>');
      expect(await ours('note=*#*')).toBe('exact: #1 a#b');
    });

    test('numbers compare as numbers: Jaeger has no comparison, and an engine would go by letters', async () => {
      const byLetters = {
        nested: {
          path: 'tags',
          query: {
            bool: {
              filter: [
                { term: { 'tags.key': 'latency' } },
                { range: { 'tags.value': { gt: '9' } } },
              ],
            },
          },
        },
      };
      expect(await valuesBy(byLetters)).toBe('9.5 slow');
      expect(await ours('latency>9')).toBe('exact: 10 100 9.5');
      expect(await ours('latency<=9.5')).toBe('exact: 9 9.5 9');
      expect(await ours('latency=9')).toBe('exact: 9 9');
    });

    test('integers beyond 2^53 keep their last digit', async () => {
      expect(await ours('offset=9007199254740993')).toBe('exact: 9007199254740993');
    });

    test('true is true, be it a truth value or a text', async () => {
      expect(await ours('flag=true')).toBe('exact: true true');
    });

    test('what is not there can be asked for, which Jaeger cannot', async () => {
      expect(await ours('flag=* -flag=true')).toBe('exact: True');
      expect(await ours('(flag=True OR device.id=(ab OR b))')).toBe('exact: b ab True');
    });
  });
});
