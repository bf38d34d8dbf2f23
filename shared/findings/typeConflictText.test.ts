import { describe, expect, test } from 'vitest';
import { parseTypeConflict } from './typeConflictText.ts';

const STATE_42804 = { dialect: 'postgresql', sqlState: '42804' };

describe('a conflict is read out of', () => {
  test.each([
    [
      'InfluxDB 1',
      'partial write: field type conflict: input field "battery_voltage" on measurement "telemetry" is type string, already exists as type float dropped=1',
      {
        dialect: 'influxdb',
        field: 'battery_voltage',
        measurement: 'telemetry',
        receivedType: 'string',
        expectedType: 'float',
      },
    ],
    [
      'InfluxDB 2',
      '422 Unprocessable Entity: failure writing points to database: partial write: field type conflict: input field "t" on measurement "m x" is type integer, already exists as type float dropped=3',
      {
        dialect: 'influxdb',
        field: 't',
        measurement: 'm x',
        receivedType: 'integer',
        expectedType: 'float',
      },
    ],
    [
      'InfluxDB without quotes',
      'field type conflict: input field temp on measurement m is type string, already exists as type float',
      {
        dialect: 'influxdb',
        field: 'temp',
        measurement: 'm',
        receivedType: 'string',
        expectedType: 'float',
      },
    ],
    [
      'names with blanks around',
      'field type conflict: input field " temp " on measurement " m " is type string, already exists as type float',
      {
        dialect: 'influxdb',
        field: 'temp',
        measurement: 'm',
        receivedType: 'string',
        expectedType: 'float',
      },
    ],
    [
      'InfluxDB 3 without quotes',
      'invalid field type for column temp, expected f64, got utf8',
      { dialect: 'influxdb', field: 'temp', receivedType: 'utf8', expectedType: 'f64' },
    ],
    ['InfluxDB in few words', 'Field type conflict', { dialect: 'influxdb' }],
    [
      'InfluxDB 3',
      "invalid column type for column 'temp', expected iox::column_type::field::float, got iox::column_type::field::string",
      { dialect: 'influxdb', field: 'temp', receivedType: 'string', expectedType: 'float' },
    ],
    [
      'PostgreSQL about a column of another type',
      'ERROR: column "value" is of type double precision but expression is of type text (SQLSTATE 42804)',
      {
        dialect: 'postgresql',
        field: 'value',
        receivedType: 'text',
        expectedType: 'double precision',
        sqlState: '42804',
      },
    ],
    [
      'PostgreSQL about text that is no number',
      'invalid input syntax for type double precision: "3.82V"',
      { dialect: 'postgresql', receivedType: 'text', expectedType: 'double precision' },
    ],
    [
      'PostgreSQL while copying',
      'invalid input syntax for type double precision: "n/a"\nCONTEXT: COPY iot_metrics, line 3, column value: "n/a"',
      {
        dialect: 'postgresql',
        field: 'value',
        measurement: 'iot_metrics',
        receivedType: 'text',
        expectedType: 'double precision',
      },
    ],
    [
      'PostgreSQL by its state',
      'pq: bad value (22P02)',
      { dialect: 'postgresql', sqlState: '22P02' },
    ],
    [
      'PostgreSQL by a numeric state',
      'SQLSTATE[22003]',
      { dialect: 'postgresql', sqlState: '22003' },
    ],
    ['PostgreSQL by a state in front', '42804: no', { dialect: 'postgresql', sqlState: '42804' }],
    [
      'PostgreSQL before it said type',
      'invalid input syntax for integer: "n/a"',
      { dialect: 'postgresql', receivedType: 'text', expectedType: 'integer' },
    ],
    [
      'PostgreSQL after another column was named',
      'while filling column "id": invalid input syntax for type integer: "n/a"\nCONTEXT: column "rssi"',
      { dialect: 'postgresql', field: 'rssi', receivedType: 'text', expectedType: 'integer' },
    ],
    ...['SQLSTATE = 42804', 'refused (42804)', 'refused [42804]', 'ERROR 42804'].map(
      (text) => ['PostgreSQL by a framed state', text, STATE_42804] as const,
    ),
    ['PostgreSQL about a range', 'numeric field overflow', { dialect: 'postgresql' }],
    [
      'PostgreSQL about an integer range',
      'value "99999999999" is out of range for type integer',
      { dialect: 'postgresql' },
    ],
    [
      'Elasticsearch',
      "mapper_parsing_exception: failed to parse field [battery_voltage] of type [float] in document with id 'x'",
      { dialect: 'elasticsearch', field: 'battery_voltage', expectedType: 'float' },
    ],
    [
      'Elasticsearch 8',
      'document_parsing_exception: [1:20] failed to parse field [t] of type [long]',
      { dialect: 'elasticsearch', field: 't', expectedType: 'long' },
    ],
    ['Elasticsearch in few words', 'mapper_parsing_exception', { dialect: 'elasticsearch' }],
    [
      'Elasticsearch without the name of its exception',
      'failed to parse field [t] of type [ long ]',
      { dialect: 'elasticsearch', field: 't', expectedType: 'long' },
    ],
    [
      'Elasticsearch about a mapping',
      'illegal_argument_exception: mapper [temp] cannot be changed from type [float] to [text]',
      {
        dialect: 'elasticsearch',
        field: 'temp',
        receivedType: 'text',
        expectedType: 'float',
      },
    ],
    [
      'Elasticsearch about an object',
      'mapper_parsing_exception: object mapping for [gps] tried to parse field [gps] as object, but found a concrete value',
      { dialect: 'elasticsearch', field: 'gps' },
    ],
  ] as const)('%s', (_, text, conflict) => {
    expect(parseTypeConflict(text)).toStrictEqual(conflict);
  });
});

describe('nothing is read out of', () => {
  test.each([
    'timeout after 42804 ms',
    'request 22003 failed',
    'at line 42804: unexpected end',
    'took 42804)',
    'partial write: points beyond retention policy dropped=1',
    "unable to parse 'telemetry value=': missing field value",
    'duplicate key value violates unique constraint "readings_pkey" (SQLSTATE 23505)',
    'value too long for type character varying(20) (SQLSTATE 22001)',
    'version_conflict_engine_exception: [7]: version conflict',
    'RejectedRecordsException: One or more records have been rejected',
    'connection refused',
    'type error in the resolver',
    '',
  ])('%s', (text) => {
    expect(parseTypeConflict(text)).toBeUndefined();
  });
});

test('a text of megabytes is read as far as it matters', () => {
  const noise = 'input field "'.repeat(400_000);
  expect(parseTypeConflict(`field type conflict ${noise}`)).toEqual({ dialect: 'influxdb' });
  expect(parseTypeConflict(`${noise} field type conflict`)).toBeUndefined();
});
