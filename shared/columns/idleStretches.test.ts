import { expect, test } from 'vitest';
import { layoutFromText } from '../testing/layoutFromText.ts';
import { syntheticLayout } from '../testing/syntheticLayout.ts';
import { idleStretches } from './idleStretches.ts';
import { layoutTrace } from './layoutTrace.ts';

const idle = (text: string, minRatio = 0.1) =>
  idleStretches(layoutTrace('0'.repeat(32), [layoutFromText(text)]).columns, minRatio);

test('a stretch runs from the last end before it to the first start after it', () => {
  expect(
    idle(`
      1 - 0    12  gw:publish
      2 1 13   7   mq:forward
      3 1 3110 30  app:evaluate
      4 3 3111 5   app:parse
    `),
  ).toEqual([{ fromUs: 20, toUs: 3110, rowBefore: 1, rowAfter: 2 }]);
});

test('several stretches come in order, those below the ratio not at all', () => {
  const stretches = idle(`
    1 - 0   10
    2 1 300 10
    3 1 350 10
    4 1 900 100
  `);

  expect(stretches.map(({ fromUs, toUs }) => [fromUs, toUs])).toEqual([
    [10, 300],
    [360, 900],
  ]);
});

test('a span that lasts through the wait leaves nothing idle', () => {
  expect(
    idle(`
      1 - 0   1000
      2 1 0   10
      3 1 900 10
    `),
  ).toEqual([]);
});

test('negative durations count as an instant', () => {
  expect(
    idle(`
      1 - 0   10
      2 1 100 -90
    `),
  ).toMatchObject([{ fromUs: 10, toUs: 100 }]);
});

test('a trace without any duration, and one without rows, have none', () => {
  expect(idle('1 - 0 0')).toEqual([]);
  expect(idleStretches(layoutTrace('0'.repeat(32), []).columns, 0.1)).toEqual([]);
});

test('a busy trace has none', () => {
  const { columns } = layoutTrace('0'.repeat(32), [syntheticLayout(2_000)]);

  expect(idleStretches(columns, 0.1)).toEqual([]);
});
