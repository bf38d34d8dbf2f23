import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { FLEET, unaborted } from './contractFleet.ts';
import type { OpenStore, StoreUnderTest } from './storeUnderTest.ts';

export function describeSuggestions(open: OpenStore): void {
  describe('suggests', () => {
    let opened: StoreUnderTest;
    beforeAll(async () => {
      opened = await open();
      await opened.put(FLEET.flat());
    });
    afterAll(() => opened.close());

    test('fields that start with the prefix: built-in ones, then keys by their number of uses', async () => {
      const { fields } = await opened.store.fields({ prefix: 'd', limit: 20 }, unaborted());
      expect(
        fields.map(({ name, kind, count }) => `${kind} ${name} ${count ?? ''}`.trim()),
      ).toEqual([
        'builtin duration',
        'builtin device',
        'builtin db.system',
        'builtin db.status',
        'attribute device.firmware 6',
        'attribute device.id 6',
        'attribute db.operation 4',
      ]);
    });

    test('each key once, under its first name, with the places it was seen in', async () => {
      const { fields } = await opened.store.fields({ prefix: 'host', limit: 20 }, unaborted());
      expect(fields).toEqual([
        { name: 'host.name', kind: 'attribute', places: ['resource'], count: 1 },
      ]);
    });

    test('values with the number of traces that have them', async () => {
      const values = async (field: string, prefix: string, limit = 10) => {
        const request = { field, prefix, limit };
        const answer = await opened.store.fieldValues(request, unaborted());
        return answer.values.map(({ value, count }) => `${value} ${count}`).join(', ');
      };
      expect(await values('device.id', '')).toBe('s-1 2, s-2 2, s-3 2');
      expect(await values('device.id', 's-2')).toBe('s-2 2');
      expect(await values('mqtt.topic', 'devices/', 1)).toBe('devices/s-1/telemetry 2');
      expect(await values('service', 're')).toBe('reports 1');
      expect(await values('status', '')).toBe('unset 8, error 1');
      expect(await values('device', 's-3')).toBe('s-3 2');
      expect(await values('transform.fields_extracted', '')).toBe('12 4, 3 1');
      expect(await values('no.such.key', '')).toBe('');
    });
  });
}
