import { expect, test } from 'vitest';
import { spanIndices } from '../testing/askEngineOf.ts';
import { callOn, startScript } from '../testing/scriptedCalls.ts';
import { inOccupiedPlaces } from './occupiedPlaces.ts';
import { storedField } from './storedFields.ts';

const RANGE = { fromUs: 0, toUs: 3_600_000_000 };

const indices = spanIndices('jaeger-span-*');
const fields = [storedField('fw', indices)].flatMap((stored) => stored ?? []);

/** An engine that has the key in one list of tags alone. */
const serving = () =>
  startScript((_, response, body) => {
    const lines = body.split('\n').filter((line) => line.includes('"query"'));
    const responses = lines.map((line) => ({
      status: 200,
      hits: { total: { value: Number(line.includes('"path":"tags"')), relation: 'eq' }, hits: [] },
      _shards: { total: 1, successful: 1, skipped: 0, failed: 0 },
    }));
    response.end(JSON.stringify({ took: 1, responses }));
  });

test('a list of tags that holds none of the keys is left out, and one that does asked about once', async () => {
  const engine = await serving();
  const listsAsked = () => engine.requests.map(({ body }) => body.match(/"path":"[^"]+"/g)?.sort());
  const ask = { indices, call: callOn([engine.url]) };
  for (let time = 0; time < 2; time++) {
    const [field] = await inOccupiedPlaces(fields, RANGE, ask);
    const places = field?.kind === 'listed' ? field.places : [];
    const lists = places.flatMap((place) => (place.kind === 'list' ? place.list.nestedPath : []));
    expect(lists).toEqual(['tags']);
  }
  const empty = ['"path":"logs.fields"', '"path":"process.tags"'];
  expect(listsAsked()).toEqual([[...empty, '"path":"tags"'], empty]);
});
