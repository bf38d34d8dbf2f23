import { expect, test } from 'vitest';
import { NO_ATTRIBUTES, NO_SCOPE, type Span } from '../span/span.ts';
import { columnsText } from '../testing/columnsText.ts';
import { layoutTrace } from './layoutTrace.ts';
import { spanLayoutOf } from './spanLayoutOf.ts';

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
