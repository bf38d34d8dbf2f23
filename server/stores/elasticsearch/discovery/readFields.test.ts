import { describe, expect, test } from 'vitest';
import { FieldTypes } from './fieldTypes.ts';
import { readFields } from './readFields.ts';

/** `_field_caps` of indices whose fields are given as `traceID:keyword tags:nested`. */
function capsOf(indices: Readonly<Record<string, string>>): FieldTypes {
  const names = Object.keys(indices);
  const mapped = Object.entries(indices).flatMap(([index, text]) =>
    text.split(' ').map((pair) => [index, ...pair.split(':')] as const),
  );
  const fields = Object.fromEntries(
    [...new Set(mapped.map(([, field = '']) => field))].map((field) => {
      const typeOf = (index: string) =>
        mapped.find(([of, name]) => of === index && name === field)?.[2] ?? 'unmapped';
      const types = [...new Set(names.map(typeOf))];
      // As the engine does: where all indices agree it does not list them.
      const listed = (type: string) =>
        types.length === 1 ? {} : { indices: names.filter((index) => typeOf(index) === type) };
      return [field, Object.fromEntries(types.map((type) => [type, listed(type)]))];
    }),
  );
  return new FieldTypes({ indices: names, fields });
}

const CORE =
  'traceID:keyword spanID:keyword process.serviceName:keyword operationName:keyword startTime:long duration:long startTimeMillis:date';
const TEXTS =
  'traceID:text traceID.keyword:keyword spanID:text spanID.keyword:keyword process.serviceName:text process.serviceName.keyword:keyword operationName:text operationName.keyword:keyword startTime:long duration:long startTimeMillis:long';
const NESTED = 'tags:nested tags.key:keyword tags.value:keyword tags.type:keyword';
const PLAIN =
  'tags:object tags.key:text tags.key.keyword:keyword tags.value:text tags.value.keyword:keyword';

describe('how spans are mapped', () => {
  test('the larger part decides, and the rest is set aside', () => {
    const { fields, conflicting } = readFields(
      capsOf({ a: TEXTS, b: `${CORE} ${NESTED}`, c: `${CORE} ${NESTED}` }),
    );
    expect([fields.traceId, fields.startTimeMillis, conflicting]).toEqual([
      'traceID',
      'startTimeMillis',
      ['a'],
    ]);
  });

  test('an index whose ids are texts alone cannot be searched, however many there are', () => {
    const broken = TEXTS.replaceAll(/ \S+\.keyword:keyword/g, '');
    expect(readFields(capsOf({ a: broken, b: broken, c: CORE })).conflicting).toEqual(['a', 'b']);
  });

  test('what an index lacks differs from nothing', () => {
    const { conflicting, empty } = readFields(
      capsOf({ a: CORE, b: CORE.replace(' duration:long', ''), c: 'other:keyword' }),
    );
    expect({ conflicting, empty }).toEqual({ conflicting: [], empty: ['c'] });
  });

  test('dates are used to skip indices only where all have them', () => {
    const { fields } = readFields(
      capsOf({ a: CORE, b: CORE.replace('Millis:date', 'Millis:long') }),
    );
    expect(fields).not.toHaveProperty('startTimeMillis');
  });

  test('nested lists and plain ones stand side by side', () => {
    const { fields } = readFields(capsOf({ a: `${CORE} ${NESTED}`, b: `${CORE} ${PLAIN}` }));
    expect(fields.lists).toEqual([
      {
        place: 'span',
        nestedPath: 'tags',
        keyField: 'tags.key',
        valueField: 'tags.value',
        typeField: 'tags.type',
      },
      { place: 'span', keyField: 'tags.key.keyword', valueField: 'tags.value.keyword' },
    ]);
  });

  test('an elevated tag that two indices type differently has the narrower type', () => {
    const { fields } = readFields(
      capsOf({ a: `${CORE} tag.code:keyword`, b: `${CORE} tag.code:long tag.ok:boolean` }),
    );
    expect(fields.objects).toEqual([
      {
        place: 'span',
        prefix: 'tag.',
        otherTypes: new Map([
          ['code', 'number'],
          ['ok', 'boolean'],
        ]),
        names: new Set(['code', 'ok']),
      },
      { place: 'resource', prefix: 'process.tag.', otherTypes: new Map(), names: new Set() },
    ]);
  });

  test('a tag named keyword is a tag', () => {
    const { fields } = readFields(capsOf({ a: `${CORE} tag.keyword:keyword tag.__proto__:long` }));
    expect([...(fields.objects[0]?.names ?? [])]).toEqual(['keyword', '__proto__']);
  });

  test.each([
    ['tag.span@kind', '@'],
    ['tag.span_kind', '_'],
    ['tag.span.kind', '.'],
    ['process.tag.telemetry--sdk--language', '--'],
    ['tag.error', undefined],
    ['tag.http_status_code', undefined],
  ])('%s shows that dots are written %s', (field, written) => {
    expect(readFields(capsOf({ a: `${CORE} ${field}:keyword` })).dotReplacement).toBe(written);
  });
});
