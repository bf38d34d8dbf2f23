import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { FacetsAnswer } from '../../../shared/api/answers.ts';
import { TEXT_START_US } from '../../../shared/testing/traceFromText.ts';
import { FLEET, query, RANGE, unaborted } from './contractFleet.ts';
import type { OpenStore, StoreUnderTest } from './storeUnderTest.ts';

const print = ({ facets }: FacetsAnswer): readonly string[] =>
  facets.map(({ field, values, otherCount }) => {
    const counts = values.map(({ value, count }) => `${value} ${count}`).join(', ');
    return `${field}: ${counts}${otherCount > 0 ? `, other ${otherCount}` : ''}`;
  });

export function describeAggregates(open: OpenStore): void {
  describe('adds up', () => {
    let opened: StoreUnderTest;
    beforeAll(async () => {
      opened = await open();
      await opened.put(FLEET.flat());
    });
    afterAll(() => opened.close());

    const facets = async (text: string, fields: readonly string[], size = 10) =>
      print(await opened.store.facets({ where: query(text), ...RANGE, fields, size }, unaborted()));

    test('traces by value of each built-in field', async () => {
      const fields = ['finding', 'device', 'firmware', 'topic', 'route', 'rule', 'function'];
      expect(await facets('', fields)).toEqual([
        expect.stringMatching(/^finding: .*type-conflict 1/),
        'device: s-1 2, s-2 2, s-3 2',
        'firmware: 2.4.1 4, 2.4.0 2',
        'topic: devices/{device}/telemetry 6, bridge/s-1 1',
        'route: mqtt 6, mqtt-direct 1',
        'rule: store 5',
        'function: decode 5',
      ]);
      expect(await facets('', ['db.system', 'db.status', 'last', 'status', 'kind'])).toEqual([
        'db.system: influxdb 5',
        'db.status: success 4, error 1',
        'last: db 5, broker 1, subscriber 1',
        'status: unset 8, error 1',
        'kind: internal 7, consumer 6, producer 6, server 6, client 5',
      ]);
    });

    test('traces by a number of theirs; durations in classes named by their lower end', async () => {
      const fields = ['errors', 'spans', 'trace.duration'];
      const counted = await facets('', fields);
      expect(counted).toEqual([
        'errors: 0 7, 1 1',
        'spans: 5 5, 2 2, 1 1',
        'trace.duration: 10ms 4, 2ms 2, 2s 1, 5ms 1',
      ]);
      for (const by of fields) {
        const request = { where: query(''), ...RANGE, by, sort: '-count' as const, limit: 10 };
        const { rows } = await opened.store.breakdown(request, unaborted());
        const printed = rows.map(({ value, count }) => `${value} ${count}`).join(', ');
        expect(counted).toContain(`${by}: ${printed}`);
      }
    });

    test('several values of one trace count once each, and what is not listed is in the rest', async () => {
      expect(await facets('', ['service', 'operation'], 2)).toEqual([
        'service: emqx 6, sensor 6, other 18',
        'operation: broker_forward 6, device_publish 6, other 18',
      ]);
    });

    test('any attribute, under all its names, wherever it stands', async () => {
      const fields = ['mqtt.qos', 'messaging.destination.name', 'host.name', 'no.such.key'];
      expect(await facets('', fields, 2)).toEqual([
        'mqtt.qos: 1 4',
        'messaging.destination.name: devices/s-1/telemetry 2, devices/s-2/telemetry 2, other 3',
        'host.name: edge-1 1',
        'no.such.key: ',
      ]);
    });

    test('of the traces that match, not of the spans that do', async () => {
      expect(await facets('db.status=error', ['service', 'mqtt.qos'])).toEqual([
        'service: emqx 1, functions 1, rules 1, sensor 1, writer 1',
        'mqtt.qos: 1 1',
      ]);
    });

    test('a histogram with every bucket of the range and exact percentiles', async () => {
      const range = { fromUs: TEXT_START_US, toUs: TEXT_START_US + 10_000_000 };
      const request = { where: query(''), ...range, buckets: 5 };
      const { buckets } = await opened.store.histogram(request, unaborted());
      expect(buckets.map(({ startUs }) => startUs - TEXT_START_US)).toEqual([
        0, 2_000_000, 4_000_000, 6_000_000, 8_000_000,
      ]);
      expect(buckets.map(({ count }) => count)).toEqual([1, 2, 2, 2, 1]);
      expect(buckets.map(({ errorCount }) => errorCount)).toEqual([0, 1, 0, 0, 0]);
      expect(buckets[2]).toMatchObject({ findingCount: 2, p50Us: (15_000 + 3_114_000) / 2 });
      const empty = await opened.store.histogram(
        { ...request, where: query('device.id=s-3') },
        unaborted(),
      );
      expect(empty.buckets.map(({ count }) => count)).toEqual([0, 0, 1, 1, 0]);
      expect(empty.buckets[0]).not.toHaveProperty('p50Us');
    });

    test('a heatmap in which every trace stands in the cell of its duration', async () => {
      const range = { fromUs: TEXT_START_US, toUs: TEXT_START_US + 10_000_000 };
      const request = { where: query('route=mqtt'), ...range, buckets: 2 };
      const { heatmap, buckets } = await opened.store.histogram(request, unaborted());
      const binCount = heatmap.durationEdgesUs.length - 1;
      expect(heatmap.startsUs).toEqual(buckets.map(({ startUs }) => startUs));
      expect(heatmap.counts).toHaveLength(2 * binCount);
      expect(heatmap.counts.reduce((sum, count) => sum + count, 0)).toBe(6);
      const slow = heatmap.durationEdgesUs.findLastIndex((edgeUs) => edgeUs <= 3_114_000);
      expect(heatmap.counts[1 * binCount + slow]).toBe(1);
    });

    test('a breakdown by a built-in field and by an attribute', async () => {
      const request = { where: query(''), ...RANGE, sort: '-errorCount' as const, limit: 2 };
      const byDevice = await opened.store.breakdown({ ...request, by: 'device' }, unaborted());
      expect(byDevice.rows).toEqual([
        {
          value: 's-1',
          count: 2,
          errorCount: 1,
          p50Us: 15_000,
          p95Us: 15_000,
          p99Us: 15_000,
          findings: 1,
          firstSeenUs: TEXT_START_US + 1_000_000,
          lastSeenUs: TEXT_START_US + 3_000_000,
        },
        expect.objectContaining({ value: 's-2', count: 2, errorCount: 0, findings: 1 }),
      ]);
      const byTopic = await opened.store.breakdown(
        { ...request, by: 'mqtt.topic', sort: '-p95' },
        unaborted(),
      );
      expect(byTopic.rows.map(({ value }) => value)).toEqual([
        'devices/s-2/telemetry',
        'devices/s-1/telemetry',
      ]);
      const byValue = await opened.store.breakdown(
        { ...request, by: 'service', sort: 'value', limit: 3 },
        unaborted(),
      );
      expect(byValue.rows.map(({ value, count }) => `${value} ${count}`)).toEqual([
        'bridge 1',
        'emqx 6',
        'functions 5',
      ]);
    });

    test('nothing over an empty range', async () => {
      const range = { fromUs: 0, toUs: 1_000 };
      const request = { where: query(''), ...range };
      const signal = unaborted();
      expect(
        await opened.store.facets({ ...request, fields: ['device'], size: 5 }, signal),
      ).toMatchObject({
        facets: [{ field: 'device', values: [], otherCount: 0 }],
      });
      const breakdown = { ...request, by: 'device', sort: '-count' as const, limit: 5 };
      expect((await opened.store.breakdown(breakdown, signal)).rows).toEqual([]);
      const histogram = await opened.store.histogram({ ...request, buckets: 4 }, signal);
      expect(histogram.buckets.map(({ count }) => count)).toEqual([0, 0, 0, 0]);
    });
  });
}
