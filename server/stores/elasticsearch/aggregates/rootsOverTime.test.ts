import { expect, test } from 'vitest';
import { timeBuckets } from '../../aggregates/timeBuckets.ts';
import type { TagList } from '../discovery/spanIndices.ts';
import { spanIndices } from '../testing/askEngineOf.ts';
import { callOn, startScript } from '../testing/scriptedCalls.ts';
import { answeringEmpty } from '../testing/scriptedEngine.ts';
import { countAllOverTime } from './rootsOverTime.ts';

const { fields } = spanIndices('jaeger-span-*');
const TIME = timeBuckets({ fromUs: 0, toUs: 3_600_000_000, buckets: 2 });

const plain = ({ nestedPath: _, ...list }: TagList): TagList => list;

test.each([
  ['nested everywhere', fields.lists, [true, false]],
  [
    'nested in some lists',
    fields.lists.map((list, at) => (at === 0 ? plain(list) : list)),
    [true, true],
  ],
  ['nested nowhere', fields.lists.map(plain), [true, true]],
  ['not known of', [], [true, true]],
])('references where tags are %s', async (_, lists, [nested, asFields]) => {
  const engine = await startScript(answeringEmpty);
  const indices = spanIndices('jaeger-span-*', { fields: { ...fields, lists } });
  await countAllOverTime(0, TIME, { indices, call: callOn([engine.url]) });
  const asked = engine.requests[0]?.body ?? '';
  expect([asked.includes('"path":"references"'), asked.includes('refType.keyword')]).toEqual([
    nested,
    asFields,
  ]);
});
