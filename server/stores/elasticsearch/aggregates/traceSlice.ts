import { DIGITS, SAMPLED_DIGIT } from '../matching/compositeScan.ts';

/** A part of all traces that stands for them: those whose ids end so. */
export interface TraceSlice {
  readonly endings: readonly string[];
  /** It is one in so many. */
  readonly oneIn: number;
}

/** Values that one in a hundred traces has are then off by a sixth, usual ones by much less. */
export const FEWEST_TRACES = 4_000;

/** The smallest slice of so many traces that has at least the fewest; one in 16 at most. */
export function sliceOf(traceCount: number, fewest = FEWEST_TRACES): TraceSlice {
  let ending = SAMPLED_DIGIT;
  let oneIn = DIGITS;
  while (traceCount >= fewest * oneIn * DIGITS) {
    ending += SAMPLED_DIGIT;
    oneIn *= DIGITS;
  }
  const parts = [8, 4, 2].find((most) => traceCount >= fewest * oneIn * most);
  if (parts === undefined) return { endings: [ending], oneIn };
  const digits = Array.from({ length: DIGITS / parts }, (_, n) => (n * parts + 1).toString(16));
  return { endings: digits.map((digit) => digit + ending), oneIn: oneIn * parts };
}
