import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { TraceSummary } from '../../../shared/summary/traceSummary.ts';
import { SequenceIds } from './sequenceIds.ts';
import { encodeShape, stepThroughShape } from './summaryShape.ts';

const arbitrarySequence = fc.array(fc.constantFrom<string | number>('a', 'b', '1', 1, 2, ''), {
  maxLength: 4,
});

function idOf(
  ids: SequenceIds,
  sequence: readonly (string | number)[],
  next: () => number,
): number {
  ids.begin();
  for (const part of sequence) ids.add(part);
  if (ids.id === 0) ids.id = next();
  return ids.id;
}

test('equal sequences have one id, and others have others', () => {
  fc.assert(
    fc.property(fc.array(arbitrarySequence, { maxLength: 40 }), (sequences) => {
      const ids = new SequenceIds(1_000);
      const known = new Map<string, number>();
      let last = 0;
      for (const sequence of sequences) {
        const name = JSON.stringify(sequence);
        const id = idOf(ids, sequence, () => ++last);
        expect(id).toBe(known.get(name) ?? known.size + 1);
        known.set(name, id);
      }
    }),
  );
});

test('with too many steps all sequences are forgotten', () => {
  const ids = new SequenceIds(10);
  let last = 0;
  const next = () => ++last;
  expect(idOf(ids, ['a'], next)).toBe(1);
  for (let number = 0; number < 11; number++) idOf(ids, ['b', number], next);
  expect(idOf(ids, ['a'], next)).toBe(last);
});

const name = fc.constantFrom('a', 'b', '', '0');
const stage = fc.constantFrom('device' as const, 'broker' as const, 'db' as const);
const arbitraryShape = fc.record({
  services: fc.array(name, { maxLength: 3 }),
  rootService: name,
  rootOperation: name,
  broker: fc.option(name, { nil: undefined }),
  errorClass: fc.option(name, { nil: undefined }),
  isComplete: fc.boolean(),
  isSettled: fc.boolean(),
  stages: fc.array(fc.record({ stage, service: name }), { maxLength: 2 }),
  missingStages: fc.array(stage, { maxLength: 2 }),
  identityRules: fc.dictionary(fc.constantFrom('deviceId', 'firmware'), name, {
    noNullPrototype: true,
  }),
});

test('summaries share a shape exactly when they write down the same', () => {
  fc.assert(
    fc.property(fc.array(arbitraryShape, { maxLength: 30 }), (shapes) => {
      const ids = new SequenceIds(100_000);
      const known = new Map<string, number>();
      for (const shape of shapes as unknown as readonly TraceSummary[]) {
        const text = encodeShape(shape);
        const steps = stepThroughShape(ids.begin(), shape);
        expect(steps.id).toBe(known.get(text) ?? 0);
        if (steps.id === 0) steps.id = known.size + 1;
        known.set(text, steps.id);
      }
    }),
    { numRuns: 500 },
  );
});
