import { SpanKind as SdkKind, SpanStatusCode, TraceFlags } from '@opentelemetry/api';
import { ProtobufTraceSerializer } from '@opentelemetry/otlp-transformer';
import { resourceFromAttributes } from '@opentelemetry/resources';
import type { ReadableSpan } from '@opentelemetry/sdk-trace-node';
import { expect, test } from 'vitest';
import { decodeOtlpProtobuf } from './otlpProtobuf.ts';

const decode = (bytes: Uint8Array) => {
  const decoded = decodeOtlpProtobuf(bytes);
  if (!decoded.ok) throw new Error(decoded.error.message);
  return decoded.value;
};

test('what the official serializer writes reads as it was meant', () => {
  const resource = resourceFromAttributes({ 'service.name': 'gateway', 'process.pid': 4711 });
  const span: ReadableSpan = {
    name: 'Zürich 温度 🌡️',
    kind: SdkKind.PRODUCER,
    spanContext: () => ({
      traceId: '0000000000000000a1b2c3d4e5f60718',
      spanId: '00000000000000a1',
      traceFlags: TraceFlags.SAMPLED,
    }),
    parentSpanContext: {
      traceId: '0000000000000000a1b2c3d4e5f60718',
      spanId: 'ffffffffffffffff',
      traceFlags: TraceFlags.SAMPLED,
    },
    startTime: [1_767_225_600, 123],
    endTime: [1_767_225_600, 12_000_999],
    duration: [0, 12_000_876],
    status: { code: SpanStatusCode.ERROR, message: 'broken' },
    attributes: { text: 'x'.repeat(300), int: -5, double: 3.7, list: ['a', 'b'], yes: true },
    links: [
      {
        context: {
          traceId: '4bf92f3577b34da6a3ce929d0e0e4736',
          spanId: 'e5e5e5e5e5e5e5e5',
          traceFlags: TraceFlags.NONE,
        },
        attributes: { 'link.attr': 'kept' },
        droppedAttributesCount: 3,
      },
    ],
    events: [{ name: 'puback', time: [1_767_225_600, 6_000_001], attributes: { id: 17 } }],
    ended: true,
    resource,
    instrumentationScope: { name: 'mqtt', version: '5.3.1', schemaUrl: 'https://schema' },
    droppedAttributesCount: 1,
    droppedEventsCount: 0,
    droppedLinksCount: 200,
  };
  const bytes = ProtobufTraceSerializer.serializeRequest([span]);
  expect(decode(bytes ?? new Uint8Array()).spans).toMatchObject([
    {
      traceId: '0000000000000000a1b2c3d4e5f60718',
      spanId: '00000000000000a1',
      parentSpanId: 'ffffffffffffffff',
      operation: 'Zürich 温度 🌡️',
      kind: 'producer',
      startUs: 1_767_225_600_000_000,
      startNs: 123,
      durationUs: 12_000,
      endNs: 999,
      status: 'error',
      statusMessage: 'broken',
      attributes: new Map<string, unknown>([
        ['text', 'x'.repeat(300)],
        ['int', -5n],
        ['double', 3.7],
        ['list', ['a', 'b']],
        ['yes', true],
      ]),
      resource: {
        service: 'gateway',
        attributes: new Map<string, unknown>([
          ['service.name', 'gateway'],
          ['process.pid', 4711n],
        ]),
      },
      scope: { name: 'mqtt', version: '5.3.1', schemaUrl: 'https://schema' },
      events: [
        {
          name: 'puback',
          timeUs: 1_767_225_600_006_000,
          timeNs: 1,
          attributes: new Map([['id', 17n]]),
        },
      ],
      links: [
        {
          traceId: '4bf92f3577b34da6a3ce929d0e0e4736',
          spanId: 'e5e5e5e5e5e5e5e5',
          attributes: new Map([['link.attr', 'kept']]),
          droppedAttributes: 3,
        },
      ],
      dropped: { attributes: 1, links: 200 },
    },
  ]);
});
