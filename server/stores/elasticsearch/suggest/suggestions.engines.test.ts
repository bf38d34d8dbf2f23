import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { describeOnEveryEngine } from '../../../../engines/testing/describeOnEngine.ts';
import { spanFieldReader } from '../../aggregates/spanFieldValues.ts';
import { ValueTally } from '../../aggregates/valueTally.ts';
import { FLEET } from '../../contract/contractFleet.ts';
import { type IndexedFleet, indexFleet } from '../aggregates/testing/indexedFleet.ts';
import { knownTraces } from '../aggregates/testing/knownTraces.ts';
import type { Writing } from '../testing/spanDocument.ts';
import { Suggestions } from './suggestions.ts';

const WRITINGS: readonly Writing[] = [
  { writer: 'jaeger-1.62' },
  { writer: 'jaeger-2.13' },
  { writer: 'jaeger-2.20', tagsAsFields: 'all' },
];

describeOnEveryEngine((engine) => {
  describe.each(
    WRITINGS.map((writing, index) => ({ writing, index, name: JSON.stringify(writing) })),
  )('of spans written as $name, suggests', ({ writing, index }) => {
    let fleet: IndexedFleet;
    let suggestions: Suggestions;
    beforeAll(async () => {
      fleet = await indexFleet(engine, FLEET, writing, { date: `00000${index}` });
      suggestions = new Suggestions(knownTraces(fleet.traces));
    });
    afterAll(() => fleet.close());

    // How often a field of its own is used is not counted.
    if (writing.tagsAsFields === undefined) {
      test('keys by their number of uses', async () => {
        const { fields } = await suggestions.fields({ prefix: 'd', limit: 20 }, fleet.ask());
        expect(fields.map(({ name, count = '' }) => `${name} ${count}`.trim())).toEqual([
          'duration',
          'device',
          'db.system',
          'db.status',
          'device.firmware 6',
          'device.id 6',
          'db.operation 4',
        ]);
        expect(await suggestions.fields({ prefix: 'host', limit: 20 }, fleet.ask())).toMatchObject({
          fields: [{ name: 'host.name', kind: 'attribute', places: ['resource'], count: 1 }],
          completeness: { isComplete: true },
        });
      });
    }

    test('a key by any of its names, and none that is a field of the span', async () => {
      const named = async (prefix: string) => {
        const { fields } = await suggestions.fields({ prefix, limit: 20 }, fleet.ask());
        return fields.map(({ name }) => name);
      };
      if (writing.tagsAsFields === undefined) {
        expect(await named('messaging.dest')).toEqual(['mqtt.topic']);
        expect(await named('otel.s')).toEqual(['otel.scope.name', 'otel.status_description']);
      }
      expect(await named('span.')).toEqual([]);
      expect(await named('erro')).toEqual(['errors']);
      expect(await named('service')).toEqual(['service', 'service.name']);
    });

    test('values with the number of traces that have them', async () => {
      const values = async (field: string, prefix: string, limit = 10) => {
        const request = { field, prefix, limit };
        const answer = await suggestions.fieldValues(request, fleet.ask());
        return answer.values.map(({ value, count }) => `${value} ${count}`).join(', ');
      };
      expect(await values('device.id', '')).toBe('s-1 2, s-2 2, s-3 2');
      expect(await values('device.id', 's-2')).toBe('s-2 2');
      expect(await values('mqtt.topic', 'devices/', 1)).toBe('devices/s-1/telemetry 2');
      expect(await values('messaging.destination', 'bridge')).toBe('bridge/s-1 1');
      expect(await values('service', 're')).toBe('reports 1');
      expect(await values('status', '')).toBe('unset 8, error 1');
      expect(await values('kind', 'c')).toBe('consumer 6, client 5');
      expect(await values('device', 's-3')).toBe('s-3 2');
      expect(await values('transform.fields_extracted', '')).toBe('12 4, 3 1');
      expect(await values('event', '')).toBe('exception 1');
      expect(await values('no.such.key', '')).toBe('');
      expect(await values('device.id', '.*')).toBe('');
      expect(await values('device.id', 'x'.repeat(2_000))).toBe('');
    });

    test('the same values as are in the spans', async () => {
      for (const field of ['operation', 'rule.name', 'db.status', 'otel.scope.name', 'error']) {
        const tally = new ValueTally();
        const readValues = spanFieldReader([field]);
        for (const { spans } of fleet.traces) {
          for (const values of readValues(spans)) tally.add(values);
        }
        const request = { field, prefix: '', limit: 50 };
        const { values } = await suggestions.fieldValues(request, fleet.ask());
        expect(values, field).toEqual(tally.facet(field, 50).values);
      }
    });
  });
});
