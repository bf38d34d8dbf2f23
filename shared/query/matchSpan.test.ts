import { describe, expect, test } from 'vitest';
import { NO_ATTRIBUTES, NO_SCOPE, type Span } from '../span/span.ts';
import { matchSpan } from './matchSpan.ts';
import { parseSpanQuery } from './parser.ts';
import { someAttribute, visitAttributes } from './spanAttributes.ts';

const PLAIN: Span = {
  traceId: '0af7651916cd43dd8448eb211c80319c',
  spanId: 'b7ad6b7169203331',
  operation: 'tsdb_write',
  kind: 'client',
  startUs: 1_000,
  durationUs: 50_000,
  status: 'unset',
  attributes: NO_ATTRIBUTES,
  resource: { service: 'writer', attributes: NO_ATTRIBUTES },
  scope: NO_SCOPE,
  events: [],
  links: [],
};

const SPAN: Span = {
  ...PLAIN,
  status: 'error',
  statusMessage: 'Write failed: partial write',
  attributes: new Map<string, string | number | bigint | boolean | undefined | readonly string[]>([
    ['db.system', 'influxdb'],
    ['count', 42n],
    ['ratio', 3.5],
    ['text42', '42'],
    ['hex', '12e5'],
    ['cold', true],
    ['blank', ''],
    ['nothing', undefined],
    ['tags', ['a', 'b']],
    ['big', 9007199254740993n],
    ['nan', Number.NaN],
    ['__proto__', 'own'],
    ['db.error', 'Field Type Conflict'],
  ]),
  resource: { service: 'writer', attributes: new Map([['host.name', 'edge-7']]) },
  scope: {
    name: 'influx-client',
    version: '2.1',
    attributes: new Map([['scope.key', 'in scope']]),
  },
  events: [
    {
      name: 'exception',
      timeUs: 2_000,
      attributes: new Map([
        ['exception.type', 'ValueError'],
        ['exception.message', 'bad battery_voltage'],
      ]),
    },
    { name: 'retry', timeUs: 3_000, attributes: new Map([['attempt', 2n]]) },
  ],
  links: [
    {
      traceId: '1'.repeat(32),
      spanId: '2'.repeat(16),
      attributes: new Map([['link.kind', 'follows']]),
    },
  ],
};

function holds(text: string, span: Span = SPAN): boolean {
  const query = parseSpanQuery(text);
  if (!query.ok) throw new Error(query.error.message);
  return matchSpan(query.value, span);
}

describe('on one span', () => {
  test.each([
    '',
    'db.system=influxdb',
    'db.system.name=influxdb',
    'db.type=influxdb',
    'host.name=edge-7',
    'resource.host.name=edge*',
    '"scope.key"="in scope"',
    'scope."scope.key"="in scope"',
    'exception.type=ValueError',
    'event.exception.type=ValueError',
    'attempt=2',
    '"link.kind"=follows',
    'link."link.kind"=follows',
    'event=exception',
    'event.name=retry',
    'scope.name=influx-client',
    'otel.scope.version=2.1',
    'otel.status_description="Write failed: "*',
    'count=42',
    'text42=42',
    'count>41 count>=42 count<43 count<=42',
    'text42>41',
    'ratio>3.4',
    'big=9007199254740993',
    'cold=true',
    'blank=""',
    'blank=',
    'nothing=""',
    'blank=*',
    'tags="[\\"a\\",\\"b\\"]"',
    'nan=NaN',
    '"__proto__"=own',
    'db.system=(mysql OR influxdb)',
    'db.system=(mysql OR inf*)',
    'db.system=i*x*b',
    'db.system=~^inf',
    'db.system!~^mysql',
    '-db.system=mysql',
    '-(db.system=mysql OR count=1)',
    'db.system=influxdb OR count=1',
    'error=true',
    'status=error',
    'status=e*',
    'kind=client',
    'span.kind=client',
    'service=writer',
    'operation=tsdb*',
    'duration=50ms',
    'duration>49ms duration<51ms',
    '{ service=writer count=42 }',
  ])('%s holds', (text) => {
    expect(holds(text)).toBe(true);
  });

  test.each([
    'db.system=influx',
    'db.system=InfluxDB',
    'span.host.name=edge-7',
    'resource.db.system=influxdb',
    'event.attempt=3',
    'scope.name=other',
    'absent=*',
    'absent=""',
    'count>42',
    'count<42',
    'hex>1',
    'nan>0',
    'nan<=0',
    'big>9007199254740994',
    'cold>0',
    'nothing>=0',
    'tags>0',
    'tags=a',
    'db.system=i*y*b',
    'db.system=influxdb*b',
    'db.system=(mysql OR i)',
    'db.system=~mysql',
    'constructor=*',
    'error=false',
    'status=(ok OR unset)',
    'kind=server',
    'duration=51ms',
    'duration>50ms',
    'service=write',
    'db.system=influxdb count=1',
    '-db.system=influxdb',
    '-*',
  ])('%s does not hold', (text) => {
    expect(holds(text)).toBe(false);
  });

  test.each([
    'PARTIAL',
    '"write failed"',
    '"field type conflict"',
    'battery_voltage',
    'valueerror',
    'TSDB',
    'writer',
    '0AF7651916cd43dd',
    'b7ad6b71',
    'err',
  ])('free text finds %s', (text) => {
    expect(holds(text)).toBe(true);
  });

  test.each(['influxdb', 'edge-7', 'client', 'retry', 'nothere'])(
    'free text does not look for %s in other attributes',
    (text) => {
      expect(holds(text)).toBe(false);
    },
  );

  test('free text knows a failed span by the word, and no other status', () => {
    expect(holds('error', { ...PLAIN, status: 'error' })).toBe(true);
    expect(holds('error', PLAIN)).toBe(false);
    expect(holds('unset', PLAIN)).toBe(false);
    expect(holds('ok', { ...PLAIN, status: 'ok' })).toBe(false);
  });
});

describe('the attributes of a span', () => {
  const listed = (span: Span) => {
    const lines: string[] = [];
    visitAttributes(span, (place, key, value) => lines.push(`${place} ${key}=${String(value)}`));
    return lines;
  };

  test('are its own and those of its resource, scope, events and links, with names under Jaeger keys', () => {
    const span: Span = {
      ...SPAN,
      attributes: new Map([['a', 'b']]),
    };
    expect(listed(span)).toEqual([
      'span a=b',
      'resource host.name=edge-7',
      'scope scope.key=in scope',
      'span otel.status_description=Write failed: partial write',
      'scope otel.scope.name=influx-client',
      'scope otel.scope.version=2.1',
      'event exception.type=ValueError',
      'event exception.message=bad battery_voltage',
      'event event=exception',
      'event attempt=2',
      'event event=retry',
      'link link.kind=follows',
    ]);
    expect(listed(PLAIN)).toEqual([]);
  });

  test('win over the names that stand beside them', () => {
    const span: Span = {
      ...PLAIN,
      statusMessage: 'outer',
      attributes: new Map([['otel.status_description', 'own']]),
      scope: { name: 's', version: '', attributes: new Map([['otel.scope.name', 'own']]) },
      events: [{ name: 'e', timeUs: 0, attributes: new Map([['event', 'own']]) }],
    };
    expect(listed(span)).toEqual([
      'span otel.status_description=own',
      'scope otel.scope.name=own',
      'event event=own',
    ]);
  });

  test('are found one by one as they are listed', () => {
    visitAttributes(SPAN, (place, key, value) => {
      expect(someAttribute(SPAN, place, key, (found) => Object.is(found, value))).toBe(true);
      expect(someAttribute(SPAN, undefined, key, (found) => Object.is(found, value))).toBe(true);
    });
    expect(someAttribute(SPAN, 'link', 'count', () => true)).toBe(false);
  });
});
