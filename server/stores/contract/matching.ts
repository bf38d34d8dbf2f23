import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { FLEET, foundBy } from './contractFleet.ts';
import type { OpenStore, StoreUnderTest } from './storeUnderTest.ts';

/** A query and the traces of the fleet it finds. */
const FINDS: readonly (readonly [query: string, found: string])[] = [
  ['', '1 2 3 4 5 6 7 8'],
  ['device.id=s-1', '1 3'],
  ['device.id=s-9', ''],
  ['no.such.key=1', ''],
  // Both hold somewhere in the trace, on spans that have nothing to do with each other.
  ['device.id=s-1 db.status=error', '3'],
  ['device.id=s-2 db.status=error', ''],
  // Braces: one span must satisfy all of it.
  ['{ db.system=influxdb db.status=error }', '3'],
  ['{ device.id=s-1 db.status=error }', ''],
  ['{ db.system=influxdb -db.status=success }', '3'],
  ['{ -db.system=influxdb kind=client }', ''],
  ['{ service=writer (db.status=error OR db.operation=write) }', '1 2 3 4'],
  // Negation: no span of the trace has it.
  ['-device.id=s-1', '2 4 5 6 7 8'],
  ['device.id!=s-1 service=writer', '2 4 5'],
  ['-(device.id=s-1 OR device.id=s-2)', '4 6 7 8'],
  ['NOT { service=writer status=error }', '1 2 4 5 6 7 8'],
  // Lists, wildcards, regular expressions.
  ['device.firmware=(2.4.1 OR 9.9)', '2 4 5 6'],
  ['mqtt.topic=devices/*/telemetry', '1 2 3 4 5 6'],
  ['mqtt.topic=*s-1*', '1 3 8'],
  ['mqtt.topic="devices/*/telemetry"', ''],
  ['mqtt.topic=*', '1 2 3 4 5 6 8'],
  ['device.id=~"^s-[12]$"', '1 2 3 5'],
  ['device.id=~"S"', ''],
  // Numbers compare as numbers whatever they were stored as.
  ['transform.fields_extracted>=10', '1 2 3 4'],
  ['transform.fields_extracted<10', '5'],
  ['transform.fields_extracted=12', '1 2 3 4'],
  ['http.status>199.5', '7'],
  ['device.firmware>1', ''],
  // Aliases in both directions, places.
  ['faas.coldstart=true', '4'],
  ['function.cold_start=true', '4'],
  ['messaging.destination.name=bridge/s-1', '8'],
  ['db.system.name=influxdb', '1 2 3 4 5'],
  ['resource.host.name=edge-1', '7'],
  ['span.host.name=edge-1', ''],
  ['event.exception.message=*Conflict*', '3'],
  ['span.exception.message=*', ''],
  ['otel.scope.name=pg-instrumentation', '7'],
  ['event=exception', '3'],
  ['otel.status_description="write refused"', '3'],
  // Built-in fields of spans.
  ['service=web', '7'],
  ['service=r*', '1 2 3 4 5 7'],
  ['operation="GET /report"', '7'],
  ['kind=client', '1 2 3 4 5'],
  ['status=error', '3'],
  ['error=true', '3'],
  ['duration>=5ms', '7'],
  ['{ service=sensor duration>2ms }', ''],
  // What the summary resolves.
  ['device=s-3', '4 6'],
  ['firmware=2.4.0', '1 3'],
  ['topic=devices/{device}/telemetry', '1 2 3 4 5 6'],
  ['route=mqtt', '1 2 3 4 5 6'],
  ['rule=store', '1 2 3 4 5'],
  ['function=dec*', '1 2 3 4 5'],
  ['db.status=error', '3'],
  ['db.system=influxdb', '1 2 3 4 5'],
  ['last:db', '1 2 3 4 5'],
  ['last=broker', '6'],
  ['errors>0', '3'],
  ['spans=2', '6 7'],
  ['spans>2', '1 2 3 4 5'],
  ['trace.duration>1s', '5'],
  // Findings, gaps, stages.
  ['is:queue-gap', '5'],
  ['finding=cold-start', '4'],
  ['is:type-conflict', '3'],
  ['-is:queue-gap service=rules', '1 2 3 4'],
  ['gap:broker..rule>1s', '5'],
  ['gap:rule>1s', '5'],
  ['gap:device..db>3s', '5'],
  ['gap:function>5s', ''],
  ['stage:broker', '1 2 3 4 5 6'],
  ['stage:function>=4ms', '1 2 3 4 5'],
  ['stage:function>1s', ''],
  ['-stage:rule', '6 7 8'],
  // Free text.
  ['"field type conflict"', '3'],
  ['REFUSED', '3'],
  ['report', '7'],
  ['ab000000000000000000000000000002', '2'],
  ['b00000000000000000000000000000007', ''],
  ['0000000000000005', '1 2 3 4 5'],
];

export function describeMatching(open: OpenStore): void {
  describe('finds what the query language means', () => {
    let opened: StoreUnderTest;
    beforeAll(async () => {
      opened = await open();
      await opened.put(FLEET.flat());
    });
    afterAll(() => opened.close());

    test.each(FINDS)('%s → %s', async (text, found) => {
      expect(await foundBy(opened.store, text)).toBe(found);
    });
  });
}
