import { describe, expect, test } from 'vitest';
import { parseSpanQuery } from '../../../../shared/query/parser.ts';
import type { SpanIndices } from '../discovery/spanIndices.ts';
import { engineQueryOf } from './engineQueryOf.ts';
import { usualIndices } from './testing/usualIndices.ts';

/** A query of the engine in one line: `nested(tags: tags.key=k & tags.value=v)`. */
function printed(dsl: unknown): string {
  const [[name = '', body] = []] = Object.entries(Object(dsl));
  const its = Object(body);
  switch (name) {
    case 'bool':
      return printedBool(its);
    case 'nested':
      return `${its.path}(${printed(its.query)})`;
    case 'term': {
      const [[field, { value }] = ['', { value: '' }]] = Object.entries<{ value: unknown }>(its);
      return `${field}=${value}`;
    }
    case 'terms': {
      const [[field, values] = ['', []]] = Object.entries<readonly unknown[]>(its);
      return `${field}=(${values.join(' ')})`;
    }
    case 'exists':
      return `${its.field}=*`;
    case 'match_all':
      return 'everything';
    case 'match_none':
      return 'nothing';
    default: {
      const [[field, how] = ['', {}]] = Object.entries<object>(its);
      return `${field} ${name} ${JSON.stringify(Object(how).value ?? how)}`;
    }
  }
}

function printedBool({ filter, should, must_not: mustNot }: Record<string, readonly unknown[]>) {
  if (filter !== undefined) return `(${filter.map(printed).join(' & ')})`;
  if (should !== undefined) return `(${should.map(printed).join(' | ')})`;
  return `not ${(mustNot ?? []).map(printed).join()}`;
}

function compiled(text: string, indices: SpanIndices = usualIndices()): string {
  const query = parseSpanQuery(text);
  if (!query.ok) throw new Error(query.error.message);
  const { dsl, reach } = engineQueryOf(query.value, indices);
  return `${reach}: ${printed(dsl)}`;
}

const notesOn = (text: string): readonly string[] => {
  const query = parseSpanQuery(text);
  return query.ok ? engineQueryOf(query.value, usualIndices()).notes : [query.error.message];
};

describe('a question about spans in the words of an engine', () => {
  test('leaves a tag of a scope that has no value an attribute', () => {
    expect(compiled('span.otel.scope.name=~^$')).toContain(
      'not (not tags.type=(bool int64 float64 binary) & tags.value=*)',
    );
  });

  test('looks for a key in every place it may stand, under all its names', () => {
    expect(compiled('span.k=v')).toBe('exact: (tags((tags.key=k & tags.value=v)) | tag.k=v)');
    expect(compiled('k=*')).toBe(
      'exact: (tags(tags.key=k) | tag.k=* | _ignored=tag.k | logs.fields(logs.fields.key=k) | process.tags(process.tags.key=k))',
    );
    expect(compiled('event.rule.name=v')).toBe(
      'exact: logs.fields((logs.fields.key=(rule.name ruleName) & logs.fields.value=v))',
    );
    expect(compiled('span.a.b=v')).toBe('exact: (tags((tags.key=a.b & tags.value=v)) | tag.a@b=v)');
    expect(compiled('span.a@b=v')).toBe('exact: tags((tags.key=a@b & tags.value=v))');
    expect(compiled('link.k=v')).toBe('exact: nothing');
  });

  test('takes a number in every spelling of a double, and another spelling as a text', () => {
    expect(compiled('event.n=-7.5')).toBe(
      'exact: logs.fields((logs.fields.key=n & (logs.fields.value=-7.5 | (logs.fields.value=(-7.5e+0 -7.5E+0 -7.5e+00 -7.5E+00 -7.5e0 -7.5E0 -7.5e00 -7.5E00) & logs.fields.type=float64))))',
    );
    expect(compiled('event.n=42.0')).toBe(
      'exact: logs.fields((logs.fields.key=n & logs.fields.value=42.0 & not logs.fields.type=(int64 float64)))',
    );
  });

  test('tells a truth value from a text where their types are known', () => {
    const error = { kind: 'attribute', place: 'span', key: 'error', test: TRUE } as const;
    const { dsl, reach } = engineQueryOf(error, usualIndices());
    expect(`${reach}: ${printed(dsl)}`).toBe(
      'wider: (tags((tags.key=error & tags.value=true & not (tags.value=true & tags.type=bool))) | tag.error=true)',
    );
  });

  test('finds spans of services that sent no name', () => {
    expect(compiled('service=api')).toBe(
      'exact: (process.serviceName=api | ((process.serviceName=( OTLPResourceNoServiceName missing-service-name empty-service-name) | not process.serviceName=*) & process.tags((process.tags.key=service.name & process.tags.value=api & not process.tags.value=))))',
    );
  });

  test('puts many values into one list, as one condition or as many', () => {
    const listed = 'exact: logs.fields((logs.fields.key=k & logs.fields.value=(a b c)))';
    expect(compiled('event.k=(a OR b OR c)')).toBe(listed);
    expect(compiled('event.k=a OR event.k=b OR event.k=c')).toBe(listed);
  });

  test('never narrows what it cannot say: under a negation it holds on everything', () => {
    expect(compiled('event.k=')).toBe(
      'wider: logs.fields((logs.fields.key=k & (logs.fields.value= | not logs.fields.value=*)))',
    );
    expect(compiled('-event.k=')).toBe(
      'wider: not logs.fields((logs.fields.key=k & logs.fields.value=))',
    );
    const { limits, ...others } = usualIndices();
    const refusing = { ...others, limits: { ...limits, allowsExpensive: false } };
    expect(compiled('operation=x -event.k=v', refusing)).toBe('wider: operationName=x');
    expect(compiled('-(operation=x event.k=v)', refusing)).toBe('wider: everything');
    expect(compiled('-(operation=x OR event.k=v)', refusing)).toBe('wider: not operationName=x');
  });

  test('reads lists that are no nested documents with care: any key goes with any value', () => {
    const { fields, ...others } = usualIndices();
    const loose = {
      place: 'event',
      keyField: 'logs.fields.key',
      valueField: 'logs.fields.value',
    } as const;
    const lists = [loose];
    const indices = { ...others, fields: { ...fields, lists } };
    expect(compiled('event.k=v', indices)).toBe('wider: (logs.fields.key=k & logs.fields.value=v)');
    expect(compiled('-event.k=v', indices)).toBe('wider: everything');
    expect(compiled('event.k=*', indices)).toBe('exact: logs.fields.key=k');
  });

  test('says what it may miss of values too long to be indexed', () => {
    const note =
      'Values longer than 256 characters are not searched by this engine: it stores them without indexing them.';
    expect(notesOn('"timed out"')).toEqual([note]);
    expect(notesOn('exception.message=*refused*')).toEqual([note]);
    expect(notesOn('-db.statement=~SELECT')).toEqual([note]);
    expect(notesOn('device.id=sensor-00*')).toEqual([note]);
    expect(notesOn('device.id=(sensor-1 OR sensor-2) db.status=error -service=r* n>5')).toEqual([]);
    expect(notesOn('exception.message=* -error.message=refused')).toEqual([]);
  });

  test('refuses what an engine would find too deep', () => {
    const deep = (levels: number) => `${'a=1 (b=2 OR -('.repeat(levels)}c=3${'))'.repeat(levels)}`;
    expect(() => compiled(deep(3))).not.toThrow();
    expect(() => compiled(deep(6))).toThrow(/nested too deeply for this engine/);
  });
});

const TRUE = { op: '=', value: { parts: ['true'] } } as const;
