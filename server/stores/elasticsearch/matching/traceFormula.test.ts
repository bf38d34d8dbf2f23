import fc from 'fast-check';
import { expect, test } from 'vitest';
import { query } from '../../contract/contractFleet.ts';
import { spanIndices } from '../testing/askEngineOf.ts';
import { formulaOf, holds, leavesOf, type TraceFormula } from './traceFormula.ts';

const leaf = (): TraceFormula => ({ kind: 'summary', matches: () => false });

const formulas = fc.letrec<{ formula: TraceFormula }>((tie) => ({
  formula: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.constant(undefined).map(leaf),
    fc.constant<TraceFormula>({ kind: 'all' }),
    tie('formula').map((part): TraceFormula => ({ kind: 'not', part })),
    fc
      .tuple(fc.constantFrom('and', 'or'), fc.array(tie('formula'), { maxLength: 3 }))
      .map(([kind, parts]): TraceFormula => ({ kind, parts })),
  ),
})).formula;

/** Plain logic, every leaf known. */
function isTrue(formula: TraceFormula, values: ReadonlyMap<TraceFormula, boolean>): boolean {
  switch (formula.kind) {
    case 'all':
      return true;
    case 'and':
      return formula.parts.every((part) => isTrue(part, values));
    case 'or':
      return formula.parts.some((part) => isTrue(part, values));
    case 'not':
      return !isTrue(formula.part, values);
    default:
      return values.get(formula) ?? false;
  }
}

test('what is decided with some leaves unknown stays decided, whatever they turn out to be', () => {
  fc.assert(
    fc.property(formulas, fc.infiniteStream(fc.boolean()), (formula, coins) => {
      const leaves = leavesOf(formula);
      const toss = () => coins.next().value;
      const values = new Map(leaves.map((each) => [each, toss()] as const));
      const known = new Set(leaves.filter(toss));
      const early = holds(formula, (part) =>
        [...known].some((each) => each === part) ? values.get(part as never) : undefined,
      );
      const late = isTrue(formula, new Map<TraceFormula, boolean>(values));
      if (early !== undefined) expect(early).toBe(late);
      if (known.size === leaves.length) expect(early).toBe(late);
    }),
    { numRuns: 2_000 },
  );
});

test('a part that is given is not looked into', () => {
  const unknown = leaf();
  const part: TraceFormula = { kind: 'or', parts: [unknown, leaf()] };
  const formula: TraceFormula = { kind: 'and', parts: [part, { kind: 'all' }] };
  expect(holds(formula, () => undefined)).toBeUndefined();
  expect(holds(formula, (each) => (each === part ? true : undefined))).toBe(true);
  expect(leavesOf(formula, new Set([part]))).toEqual([]);
  expect(leavesOf(formula)).toHaveLength(2);
});

test('any of many values of one field is one question', () => {
  const where = query('operation=a OR operation=b OR status=error OR operation=c');
  expect(leavesOf(formulaOf(where, spanIndices('any')))).toHaveLength(2);
});
