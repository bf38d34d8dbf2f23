import { describe, expect, test } from 'vitest';
import type { Query, SpanQuery } from './ast.ts';
import {
  MAX_QUERY_DEPTH,
  MAX_QUERY_LENGTH,
  MAX_QUERY_TERMS,
  parseQuery,
  parseSpanQuery,
} from './parser.ts';
import type { QueryError } from './queryError.ts';

const complain = (text: string, { position, length, message }: QueryError) =>
  `${text}\n${' '.repeat(position)}${'^'.repeat(length)} ${message}`;

/** The error under the text, as the search bar shows it. */
function complaint(text: string): string {
  const query = parseQuery(text);
  return query.ok ? 'parsed' : complain(text, query.error);
}

function spanComplaint(text: string): string {
  const query = parseSpanQuery(text);
  return query.ok ? 'parsed' : complain(text, query.error);
}

function parsed(text: string): Query {
  const query = parseQuery(text);
  if (!query.ok) throw new Error(complain(text, query.error));
  return query.value;
}

function parsedSpan(text: string): SpanQuery {
  const query = parseSpanQuery(text);
  if (!query.ok) throw new Error(complain(text, query.error));
  return query.value;
}

const equals = (key: string, ...parts: string[]) =>
  ({ kind: 'attribute', key, test: { op: '=', value: { parts } } }) as const;
const text = (it: string) => ({ kind: 'text', text: it }) as const;

describe('a query', () => {
  test('that is empty matches everything', () => {
    expect(parsed('')).toEqual({ kind: 'all' });
    expect(parsed(' \t\u00a0')).toEqual({ kind: 'all' });
    expect(parsed('*')).toEqual({ kind: 'all' });
    expect(parsedSpan('')).toEqual({ kind: 'all' });
  });

  test('takes tags as Jaeger writes them', () => {
    expect(
      parsed('http.method=GET message="two words" empty= path=/a/b?c=d&e=f user=alice@corp.io'),
    ).toEqual({
      kind: 'and',
      nodes: [
        equals('http.method', 'GET'),
        equals('message', 'two words'),
        equals('empty', ''),
        equals('path', '/a/b?c=d&e=f'),
        equals('user', 'alice@corp.io'),
      ],
    });
  });

  test('binds AND before OR, and both before nothing', () => {
    expect(parsed('a b OR -c (d OR e)')).toEqual({
      kind: 'or',
      nodes: [
        { kind: 'and', nodes: [text('a'), text('b')] },
        {
          kind: 'and',
          nodes: [
            { kind: 'not', node: text('c') },
            { kind: 'or', nodes: [text('d'), text('e')] },
          ],
        },
      ],
    });
  });

  test('knows its keywords in capitals only', () => {
    expect(parsed('or not and')).toEqual({
      kind: 'and',
      nodes: [text('or'), text('not'), text('and')],
    });
    expect(parsed('"OR"')).toEqual(text('OR'));
    expect(parsed('k=OR')).toEqual(equals('k', 'OR'));
    expect(parsed('ORB')).toEqual(text('ORB'));
  });

  test('takes a group right after NOT', () => {
    expect(parsed('NOT(a OR b)')).toEqual(parsed('-(a OR b)'));
    expect(parsed('NOT{ a=1 }')).toEqual(parsed('-{ a=1 }'));
  });

  test('negates by minus, NOT and !=, each once', () => {
    const negated = { kind: 'not', node: equals('a', 'b') };
    expect(parsed('-a=b')).toEqual(negated);
    expect(parsed('NOT a=b')).toEqual(negated);
    expect(parsed('a!=b')).toEqual(negated);
    expect(parsed('a != b')).toEqual(negated);
    expect(parsed('-a!=b')).toEqual({ kind: 'not', node: negated });
    expect(parsed('a=-5')).toEqual(equals('a', '-5'));
    expect(parsed('a!~b')).toEqual({
      kind: 'not',
      node: { kind: 'attribute', key: 'a', test: { op: '=~', source: 'b' } },
    });
  });

  test('takes only an unquoted star for a wildcard', () => {
    expect(parsed('a=x*y')).toEqual(equals('a', 'x', 'y'));
    expect(parsed('a="x*y"')).toEqual(equals('a', 'x*y'));
    expect(parsed('a="x*"*')).toEqual(equals('a', 'x*', ''));
    expect(parsed('a=*')).toEqual(equals('a', '', ''));
    expect(parsed('a=**x***y')).toEqual(equals('a', '', 'x', 'y'));
    expect(parsed('a=a?b.c')).toEqual(equals('a', 'a?b.c'));
  });

  test('unescapes quotes and backslashes, and leaves other backslashes alone', () => {
    expect(parsed(String.raw`a="say \"hi\" C:\\x\temp"`)).toEqual(
      equals('a', String.raw`say "hi" C:\x\temp`),
    );
    expect(parsed(String.raw`a=C:\temp`)).toEqual(equals('a', String.raw`C:\temp`));
  });

  test('tells an empty value from a value after a space', () => {
    expect(parsed('k=')).toEqual(equals('k', ''));
    expect(parsed('k=""')).toEqual(equals('k', ''));
    expect(parsed('k= v')).toEqual({ kind: 'and', nodes: [equals('k', ''), text('v')] });
    expect(parsed('k = v')).toEqual(equals('k', 'v'));
    expect(parsed('(k=)')).toEqual(equals('k', ''));
  });

  test('keeps brackets that balance inside a value or a word', () => {
    expect(parsed('(t=devices/{device}/x)')).toEqual(equals('t', 'devices/{device}/x'));
    expect(parsed('{ t={n} }')).toEqual({ kind: 'sameSpan', node: equals('t', '{n}') });
    expect(parsed('q=now()')).toEqual(equals('q', 'now()'));
    expect(parsed('devices/{device}/x')).toEqual(text('devices/{device}/x'));
  });

  test('narrows an attribute to a place by a prefix', () => {
    expect(parsed('resource.host.name=x')).toEqual({
      ...equals('host.name', 'x'),
      place: 'resource',
    });
    expect(parsed('link."odd key"=x')).toEqual({ ...equals('odd key', 'x'), place: 'link' });
    expect(parsed('spanner.x=y')).toEqual(equals('spanner.x', 'y'));
    expect(parsed('"resource.host.name"=x')).toEqual(equals('resource.host.name', 'x'));
    expect(parsed('event.name=exception')).toEqual({
      ...equals('event', 'exception'),
      place: 'event',
    });
    expect(parsed('scope.version=1')).toEqual({
      ...equals('otel.scope.version', '1'),
      place: 'scope',
    });
  });

  test('takes a quoted key for an attribute, never for something built in', () => {
    expect(parsed('"a b"=c')).toEqual(equals('a b', 'c'));
    expect(parsed('"service"=c')).toEqual(equals('service', 'c'));
    expect(parsed('"finding"=c')).toEqual(equals('finding', 'c'));
    expect(parsed('"is"=c')).toEqual(equals('is', 'c'));
    expect(parsed('"a*b"=c')).toEqual(equals('a*b', 'c'));
    expect(parsed('"!a"=c')).toEqual(equals('!a', 'c'));
  });

  test('makes a status of an error flag, however it is written', () => {
    const failed = {
      kind: 'spanField',
      field: 'status',
      test: { op: '=', value: { parts: ['error'] } },
    };
    for (const written of [
      'error=true',
      'error="true"',
      'error=TRUE',
      '"error"=true',
      'span.error=true',
    ]) {
      expect(parsed(written)).toEqual(failed);
    }
    expect(parsed('error!=false')).toEqual(failed);
    expect(parsed('otel.status_code=ERROR')).toEqual(failed);
    expect(parsed('error=false')).toEqual({ kind: 'not', node: failed });
    expect(parsed('error!=true')).toEqual({ kind: 'not', node: failed });
    expect(parsed('error=timeout')).toEqual(equals('error', 'timeout'));
    expect(parsed('error=true*')).toEqual(equals('error', 'true', ''));
  });

  test('takes the names other tools have for built-in fields', () => {
    expect(parsed('span.kind=SERVER')).toEqual(parsed('kind=server'));
    expect(parsed('service.name=a')).toEqual(parsed('service=a'));
    expect(parsed('resource.service.name=a')).toEqual(parsed('service=a'));
    expect(parsed('service:a')).toEqual(parsed('service=a'));
    expect(parsed('finding=orphan')).toEqual(parsed('is:orphan'));
    expect(parsed('is=orphan')).toEqual(parsed('is:orphan'));
    expect(parsed('finding:orphan')).toEqual(parsed('is:orphan'));
  });

  test('leaves other colons to free text', () => {
    expect(parsed('10.0.0.1:8080')).toEqual(text('10.0.0.1:8080'));
    expect(parsed('status: bad')).toEqual({ kind: 'and', nodes: [text('status:'), text('bad')] });
    expect(parsed('"is:orphan"')).toEqual(text('is:orphan'));
  });

  test('asks db.system and db.status of the trace outside braces, of the span inside', () => {
    const test = { op: '=', value: { parts: ['error'] } };
    expect(parsed('db.status=error')).toEqual({ kind: 'traceField', field: 'db.status', test });
    expect(parsed('{ db.status=error }')).toEqual({
      kind: 'sameSpan',
      node: { kind: 'attribute', key: 'db.status', test },
    });
  });

  test('reads lists, and a list of one as its value', () => {
    expect(parsed('k=(a OR "b c" OR d*)')).toEqual({
      kind: 'attribute',
      key: 'k',
      test: { op: 'in', values: [{ parts: ['a'] }, { parts: ['b c'] }, { parts: ['d', ''] }] },
    });
    expect(parsed('k=(a)')).toEqual(equals('k', 'a'));
    expect(parsed('k!=(a OR b)')).toEqual({ kind: 'not', node: parsed('k=(a OR b)') });
    expect(parsed('k=("OR" OR "")')).toEqual({
      kind: 'attribute',
      key: 'k',
      test: { op: 'in', values: [{ parts: ['OR'] }, { parts: [''] }] },
    });
  });

  test('reads findings, gaps and stages', () => {
    expect(parsed('is:(orphan OR retry)')).toEqual({
      kind: 'or',
      nodes: [
        { kind: 'is', finding: 'orphan' },
        { kind: 'is', finding: 'retry' },
      ],
    });
    expect(parsed('finding=*-drop')).toEqual({ kind: 'is', finding: 'broker-drop' });
    expect(parsed('-is:Orphan')).toEqual({ kind: 'not', node: { kind: 'is', finding: 'orphan' } });
    expect(parsed('gap:broker..rule > 1s')).toEqual({
      kind: 'gap',
      from: 'broker',
      to: 'rule',
      compare: { op: '>', value: 1_000_000, text: '1s' },
    });
    expect(parsed('gap:rule')).toEqual({ kind: 'gap', to: 'rule' });
    expect(parsed('stage:db<=5')).toEqual({
      kind: 'stage',
      stage: 'db',
      compare: { op: '<=', value: 5, text: '5' },
    });
    expect(parsed('stage:(db OR rule)')).toEqual({
      kind: 'or',
      nodes: [
        { kind: 'stage', stage: 'db' },
        { kind: 'stage', stage: 'rule' },
      ],
    });
  });

  test('compares numbers in the unit of what they are compared with', () => {
    const testOf = (written: string) => {
      const query = parsed(written);
      return query.kind === 'attribute' || query.kind === 'spanField' || query.kind === 'traceField'
        ? query.test
        : query;
    };
    expect(testOf('duration>50ms')).toEqual({ op: '>', value: 50_000, text: '50ms' });
    expect(testOf('duration>"50ms"')).toEqual({ op: '>', value: 50_000, text: '50ms' });
    expect(testOf('duration>500')).toEqual({ op: '>', value: 500, text: '500' });
    expect(testOf('trace.duration>=1m30s')).toEqual({
      op: '>=',
      value: 90_000_000,
      text: '1m30s',
    });
    expect(testOf('db.write_latency_ms>50ms')).toEqual({ op: '>', value: 50, text: '50ms' });
    expect(testOf('size<64KB')).toEqual({ op: '<', value: 64_000, text: '64KB' });
    expect(testOf('spans<= 7')).toEqual({ op: '<=', value: 7, text: '7' });
    expect(testOf('duration=1.5ms')).toEqual({ op: '=', value: { parts: ['1500'] } });
    expect(testOf('spans=-0')).toEqual({ op: '=', value: { parts: ['0'] } });
  });

  test('inside one trace asks about one span, with or without braces', () => {
    expect(parsedSpan('{ a=1 } -x')).toEqual({
      kind: 'and',
      nodes: [equals('a', '1'), { kind: 'not', node: text('x') }],
    });
    expect(parsedSpan('db.system=x')).toEqual(equals('db.system', 'x'));
    expect(parsedSpan('a=1 OR (b=2)')).toEqual({
      kind: 'or',
      nodes: [equals('a', '1'), equals('b', '2')],
    });
  });
});

describe('a mistake is shown where it is, with what to do', () => {
  test.each([
    '{ a=1',
    '(a',
    'a=(b OR c',
    'say "hello',
    'a="x\\"',
    ')',
    'a }',
    '{}',
    'a ()',
    'a OR',
    'OR b',
    'a AND OR b',
    'a (OR b)',
    'NOT',
    'a - b',
    '{ a=1 { b=2 } }',
    '=5',
    '""=5',
    'a == b',
    'k=(a b)',
    'k=()',
    'k=(OR)',
    'k=(a OR',
    'k=f(x',
    '""',
    'foo*bar',
    'a && b',
    'a || b',
    '!a=b',
    'http.*=5',
    'resource."host name"',
    'is:orphn',
    'is:',
    'is:orphan>5',
    'finding>orphan',
    'finding=',
    'finding=zzz*',
    'gap:',
    'gap:rule=5',
    'gap:rule>',
    'gap:rule..broker',
    'gap:rule..rule',
    'gap:a..b..c',
    'gap:broker..brokr',
    'gap:rule>5KB',
    'stage:brokr',
    'stage:',
    'stage:(db OR rule)>5ms',
    'last=brok',
    'status=bad',
    'status=',
    'kind>5',
    'service>5',
    'duration=~5',
    'duration=',
    'duration=5KB',
    'duration>',
    'duration>soon',
    'spans>5ms',
    'spans>5KB',
    'spans=2.5',
    'spans=9007199254740993',
    'duration=0.5us',
    `spans>${'9'.repeat(61)}`,
    'latency>50ms',
    'k=~',
    'k=~(?i)x',
    'k=~"a b\\b"',
    '{ device=x }',
    '{ spans>5 }',
    '{ is:orphan }',
    '{ finding=orphan }',
  ])('%s', (written) => {
    expect(complaint(written)).toMatchSnapshot();
  });

  test.each(['topic=x', 'stage:db', 'trace.duration>5s', '{ is:orphan }', '{ { a=1 } }', 'a OR'])(
    'in the search inside a trace: %s',
    (written) => {
      expect(spanComplaint(written)).toMatchSnapshot();
    },
  );

  test.each([
    ['device', 'device.id'],
    ['firmware', 'device.firmware'],
    ['topic', 'mqtt.topic'],
    ['rule', 'rule.name'],
    ['function', 'function.name'],
    ['errors', 'status'],
    ['trace.duration', 'duration'],
  ])('in braces %s is refused and %s offered instead', (field, offered) => {
    expect(complaint(`{ ${field}=1 }`)).toContain(`, or ask the span for ${offered}.`);
  });

  test('too long, too many, too deep', () => {
    expect(complaint('x'.repeat(MAX_QUERY_LENGTH))).toBe('parsed');
    expect(parseQuery('x'.repeat(MAX_QUERY_LENGTH + 10))).toEqual({
      ok: false,
      error: {
        message: 'The query is 4106 characters long; 4096 are allowed.',
        position: 4_096,
        length: 10,
      },
    });
    const words = (count: number) => Array.from({ length: count }, () => 'x');
    expect(complaint(words(MAX_QUERY_TERMS).join(' '))).toBe('parsed');
    expect(complaint([...words(MAX_QUERY_TERMS), 'last'].join(' '))).toMatch(
      /\n {400}\^{4} The query has more than 200 conditions\.$/,
    );
    expect(complaint(`k=(${words(MAX_QUERY_TERMS).join(' OR ')})`)).toBe('parsed');
    expect(complaint(`k=(${words(MAX_QUERY_TERMS + 1).join(' OR ')})`)).toMatch(/more than 200/);
    const nested = (depth: number) => `${'('.repeat(depth)}x${')'.repeat(depth)}`;
    expect(complaint(nested(MAX_QUERY_DEPTH))).toBe('parsed');
    expect(complaint(nested(MAX_QUERY_DEPTH + 1))).toMatch(
      /\n {21}\^ The query is nested more than 20 deep\.$/,
    );
    expect(complaint(`${'-'.repeat(4_000)}x`)).toMatch(/20 deep/);
    expect(complaint('NOT '.repeat(1_000))).toMatch(/20 deep/);
  });
});
