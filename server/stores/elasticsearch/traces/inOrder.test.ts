import { expect, test } from 'vitest';
import { inOrder } from './inOrder.ts';

test('results come in the order of the items, so many under way and no more', async () => {
  let underWay = 0;
  let most = 0;
  const work = async (item: number) => {
    most = Math.max(most, ++underWay);
    for (let turn = 0; turn < 10 - item; turn++) await Promise.resolve();
    underWay--;
    return item * 10;
  };
  const seen: (readonly [number, number])[] = [];
  for await (const pair of inOrder([1, 2, 3, 4, 5], 2, work)) seen.push(pair);
  expect(seen.map(([item, result]) => `${item} ${result}`)).toEqual([
    '1 10',
    '2 20',
    '3 30',
    '4 40',
    '5 50',
  ]);
  expect(most).toBe(2);
});

test('the first failure ends it', async () => {
  const work = async (item: number) => {
    if (item > 1) throw new Error(`no ${item}`);
    return item;
  };
  const seen: number[] = [];
  const reading = (async () => {
    for await (const [item] of inOrder([1, 2, 3], 3, work)) seen.push(item);
  })();
  await expect(reading).rejects.toThrow('no 2');
  expect(seen).toEqual([1]);
});
