import { describe, expect, test } from 'vitest';
import { DEVICE, findingsIn, printedFindings } from '../testing/findingsIn.ts';

const INFLUX =
  'partial write: field type conflict: input field "battery_voltage" on measurement "telemetry" is type string, already exists as type float dropped=1';

const writing = (tail: string) => `
  ${DEVICE} device.firmware=2.4.0
    rule_evaluate @rules   |14ms +2ms | rule.name=store
      transform @fn        |17ms +20ms| function.name=f
        db_write @fn       |20ms +9ms | client ${tail}
`;

const conflicts = (text: string) => printedFindings('type-conflict', text);

test('a refused write names field, types, measurement and firmware', () => {
  const [finding] = findingsIn(writing(`db.system=influxdb error:'${INFLUX}'`));
  expect(finding).toEqual({
    kind: 'type-conflict',
    severity: 'critical',
    spanIds: ['0000000000000004'],
    stage: 'db',
    evidence: {
      dialect: 'influxdb',
      field: 'battery_voltage',
      measurement: 'telemetry',
      receivedType: 'string',
      expectedType: 'float',
      firmware: '2.4.0',
      errorText: INFLUX,
    },
    thresholds: {},
    summary: 'type conflict battery_voltage',
  });
});

describe('wherever the database said it', () => {
  test.each([
    ['its status message', `db.system=influxdb error:'${INFLUX}'`],
    ['an attribute of the seed', `db.system=influxdb db.status=error db.error='${INFLUX}'`],
    ['error.message', `db.system=influxdb error=true error.message='${INFLUX}'`],
    [
      'an exception event',
      `db.system=influxdb error event:exception:exception.message='${INFLUX}'`,
    ],
    ["Jaeger's tag", `db.system=influxdb error=true otel.status_description='${INFLUX}'`],
    ['an event of its log', `db.system=influxdb error event:log:message='${INFLUX}'`],
  ])('%s', (_, tail) => {
    expect(conflicts(writing(tail))).toEqual([
      'type-conflict critical db: type conflict battery_voltage',
    ]);
  });

  test.each([
    ['db.response.status_code', 'db.system.name=postgresql error db.response.status_code=22P02'],
    ['error.type', 'db.system.name=postgresql error error.type=42804'],
    ['a code without a status', 'db.system.name=postgresql db.response.status_code=22003'],
  ])('as an SQLSTATE in %s', (_, tail) => {
    expect(conflicts(writing(tail))).toEqual([
      expect.stringMatching(/type conflict (22P02|42804|22003)/),
    ]);
  });

  test('with text and state both', () => {
    const [finding] = findingsIn(
      writing(
        `db.system.name=postgresql db.collection.name=readings db.response.status_code=22P02 error:'invalid input syntax for type double precision: "x"'`,
      ),
    );
    expect(finding?.evidence).toMatchObject({
      measurement: 'readings',
      expectedType: 'double precision',
      sqlState: '22P02',
    });
  });
});

test('a client library without spans leaves it to the function to say', () => {
  const text = `
    transform @fn   |17ms +20ms| function.name=f error event:exception:exception.message='${INFLUX}' device.id=s-1 parent:dead
      POST @fn      |20ms +9ms | client http.request.method=POST error
  `;
  expect(conflicts(text)).toEqual([
    'type-conflict critical function: type conflict battery_voltage',
  ]);
});

test('the function that repeats the words of its database adds nothing', () => {
  const text = writing(`db.system=influxdb error:'${INFLUX}'`).replace(
    'function.name=f',
    `function.name=f error:'${INFLUX}'`,
  );
  expect(conflicts(text)).toEqual(['type-conflict critical db: type conflict battery_voltage']);
});

test('tried again, it is one conflict; another field is another', () => {
  const text = `
    transform @fn  |0 +90ms   | function.name=f parent:dead
      db_write @fn |1ms +9ms  | client db.system=influxdb error:'${INFLUX}'
      db_write @fn |20ms +9ms | client db.system=influxdb error:'${INFLUX}'
      db_write @fn |40ms +9ms | client db.system=influxdb error:'${INFLUX.replace('battery_voltage', 'rssi')}'
  `;
  const found = findingsIn(text).filter(({ kind }) => kind === 'type-conflict');
  expect(found.map(({ summary, spanIds }) => `${summary}: ${spanIds.length}`)).toEqual([
    'type conflict battery_voltage: 2',
    'type conflict rssi: 1',
  ]);
});

test('a refusal without field or state is one by itself, and at most five fields are told', () => {
  expect(conflicts(writing("db.system=postgresql error:'numeric field overflow'"))).toEqual([
    'type-conflict critical db: type conflict',
  ]);
  const writes = Array.from({ length: 8 }, (_, i) => {
    const text = INFLUX.replace('battery_voltage', `f${i}`);
    return `  db_write @fn |${i}ms +1ms| client db.system=influxdb error:'${text}'`;
  });
  const found = conflicts(['transform @fn |0 +90ms| function.name=f', ...writes].join('\n'));
  expect(found).toHaveLength(5);
});

test('a state is PostgreSQL, whatever the text beside it', () => {
  const [finding] = findingsIn(writing('db.system.name=timescale error error.type=42804'));
  expect(finding?.evidence).toMatchObject({ dialect: 'postgresql', sqlState: '42804' });
});

describe('stays silent', () => {
  test.each([
    ['about a longer code', 'db.system=postgresql error db.response.status_code=422003'],
    ['about a code with more behind', 'db.system=postgresql error db.response.status_code=22P02a'],
    ['about a write that failed otherwise', 'db.system=influxdb error:timeout'],
    ['about a duplicate key', 'db.system=postgresql error db.response.status_code=23505'],
    ['about a write that went well', `db.system=influxdb db.note='${INFLUX}'`],
    ['about words in a write that went well', `db.system=influxdb error.message='${INFLUX}'`],
    ['about a state that says success', 'db.system=postgresql db.response.status_code=00000'],
  ])('%s', (_, tail) => {
    expect(conflicts(writing(tail))).toEqual([]);
  });

  test('about a number that only looks like a state, outside the database', () => {
    expect(conflicts('work @svc |-| error error.type=42804')).toEqual([]);
  });
});
