import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { serve } from '@hono/node-server';
import { context, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { BatchSpanProcessor, NodeTracerProvider } from '@opentelemetry/sdk-trace-node';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestApp, type TestApp } from '../testing/testApp.ts';

let testApp: TestApp;
let server: Server;
let url = '';

beforeAll(async () => {
  testApp = await openTestApp();
  server = serve({ fetch: testApp.app.fetch, hostname: '127.0.0.1', port: 0 }) as Server;
  await new Promise((resolve) => server.once('listening', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterAll(async () => {
  await new Promise((resolve) => server.close(resolve));
  await testApp.close();
});

/** A device that publishes a reading, instrumented as the SDK's documentation says. */
async function publishReading(firmware: string): Promise<string> {
  const provider = new NodeTracerProvider({
    resource: resourceFromAttributes({ 'service.name': 'greenhouse', 'device.firmware': firmware }),
    spanProcessors: [new BatchSpanProcessor(new OTLPTraceExporter({ url: `${url}/v1/traces` }))],
  });
  const tracer = provider.getTracer('greenhouse-sensor', '1.0.0');
  const publish = tracer.startSpan('publish reading', {
    kind: SpanKind.PRODUCER,
    attributes: { 'device.id': 'greenhouse-7', 'mqtt.qos': 1, 'reading.celsius': 21.5 },
  });
  const write = tracer.startSpan(
    'write reading',
    { kind: SpanKind.CLIENT, attributes: { 'db.system': 'influxdb' } },
    trace.setSpan(context.active(), publish),
  );
  write.addEvent('rejected', { 'retry.after_ms': 250 });
  write.setStatus({ code: SpanStatusCode.ERROR, message: 'field type conflict' });
  write.end();
  publish.end();
  await provider.forceFlush();
  await provider.shutdown();
  return publish.spanContext().traceId;
}

async function search(query: string): Promise<{ traceId: string; spanCount: number }[]> {
  const answer = await fetch(
    `${url}/api/search?q=${encodeURIComponent(query)}&from=now-5m&to=now%2B1m`,
  );
  return ((await answer.json()) as { traces: { traceId: string; spanCount: number }[] }).traces;
}

test('what a program with the official SDK exports is found by its attributes', async () => {
  const traceId = await publishReading('9.9.1');
  const found = [{ traceId, spanCount: 2 }];
  await expect
    .poll(async () => await search('device.id=greenhouse-7 db.system=influxdb'), {
      timeout: 10_000,
    })
    .toMatchObject(found);
  expect(await search('{ reading.celsius>21 mqtt.qos=1 } status=error')).toMatchObject(found);
  expect(await search('device.firmware=9.9.1 "field type conflict"')).toMatchObject(found);
  expect(await search('device.id=greenhouse-8')).toEqual([]);
});
