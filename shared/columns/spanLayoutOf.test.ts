import { expect, test } from 'vitest';
import { STAGES } from '../pipeline/stages.ts';
import { NO_ATTRIBUTES, NO_SCOPE, type Span } from '../span/span.ts';
import { columnsText } from '../testing/columnsText.ts';
import { layoutTrace } from './layoutTrace.ts';
import { spanLayoutOf } from './spanLayoutOf.ts';
import { ROW_FLAGS } from './traceColumns.ts';

const span = (fields: Partial<Span>): Span => ({
  traceId: '4bf92f3577b34da6a3ce929d0e0e4736',
  spanId: '00f067aa0ba902b7',
  operation: 'work',
  kind: 'internal',
  startUs: 1_000_000,
  durationUs: 10,
  status: 'unset',
  attributes: NO_ATTRIBUTES,
  resource: { service: 'app', attributes: NO_ATTRIBUTES },
  scope: NO_SCOPE,
  events: [],
  links: [],
  ...fields,
});

test('spans are laid out by what their attributes say about the stage', () => {
  const event = { name: 'exception', timeUs: 1_000_004, attributes: NO_ATTRIBUTES };
  const layout = spanLayoutOf([
    span({ operation: 'device_publish', kind: 'producer' }),
    span({
      spanId: 'ffffffffffffffff',
      parentSpanId: '00f067aa0ba902b7',
      operation: 'insert',
      startUs: 1_000_002,
      durationUs: 3,
      status: 'error',
      kind: 'client',
      attributes: new Map([['db.system', 'influxdb']]),
      events: Array.from({ length: 300 }, () => event),
    }),
  ]);

  expect(columnsText(layoutTrace('4bf92f3577b34da6a3ce929d0e0e4736', [layout]).columns)).toBe(
    ['device_publish 0+10 device', '  insert 2+3 db error hasEvents'].join('\n'),
  );
  expect([...layout.kind]).toEqual([4, 3]);
  expect([...layout.events]).toEqual([0, 255]);
});

test('a span that failed by its attributes alone is drawn as an error', () => {
  const layout = spanLayoutOf([
    span({ operation: 'db_write', attributes: new Map([['db.status', 'error']]) }),
    span({ operation: 'db_write', attributes: new Map([['db.status', 'success']]) }),
  ]);
  const { columns } = layoutTrace('4bf92f3577b34da6a3ce929d0e0e4736', [layout]);
  const marks = Array.from(columns.flags, (flags) => (flags & ROW_FLAGS.error) !== 0);
  expect([marks, Array.from(columns.stage, (stage) => STAGES[stage])]).toEqual([
    [true, false],
    ['db', 'db'],
  ]);
});
