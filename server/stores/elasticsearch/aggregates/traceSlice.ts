import { DIGITS, SAMPLED_DIGIT } from '../matching/compositeScan.ts';

/** A part of all traces that stands for them: those whose ids end so. */
export interface TraceSlice {
  readonly endings: readonly string[];
  /** It is one in so many. */
  readonly oneIn: number;
}

/** Values that one in a hundred traces has are then off by a sixth, usual ones by much less. */
const FEWEST_TRACES = 4_000;

const QUARTER_DIGITS = ['1', '5', '9', 'd'];

/** The smallest slice of so many traces that tells enough of them; one in 16 at most. */
export function sliceOf(traceCount: number): TraceSlice {
  let ending = SAMPLED_DIGIT;
  let oneIn = DIGITS;
  while (traceCount >= FEWEST_TRACES * oneIn * DIGITS) {
    ending += SAMPLED_DIGIT;
    oneIn *= DIGITS;
  }
  const isQuarterEnough = traceCount >= FEWEST_TRACES * oneIn * QUARTER_DIGITS.length;
  if (!isQuarterEnough) return { endings: [ending], oneIn };
  return {
    endings: QUARTER_DIGITS.map((digit) => digit + ending),
    oneIn: oneIn * (DIGITS / QUARTER_DIGITS.length),
  };
}
