import { DIGITS, SAMPLED_DIGIT } from '../matching/compositeScan.ts';

/** A part of all traces that stands for them: those whose ids end so. */
export interface TraceSlice {
  readonly endings: readonly string[];
  /** It is one in so many; perhaps no whole number. */
  readonly oneIn: number;
}

/** Values that one in a hundred traces has are then off by a sixth, usual ones by much less. */
export const FEWEST_TRACES = 4_000;

/**
 * A small slice of so many traces that has at least the fewest; one in 16 at most. For all counts
 * of about the same size it is the same one.
 */
export function sliceOf(traceCount: number, fewest = FEWEST_TRACES): TraceSlice {
  const { ending, oneIn } = lastDigits(traceCount, fewest);
  const parts = [8, 4, 2].find((most) => traceCount >= fewest * oneIn * most) ?? 1;
  return withDigits(1, DIGITS / parts, { ending, oneIn });
}

/** An engine allows an expression about a thousand characters. */
const MOST_PAIRS = 128;

/** The same with hardly more traces than the fewest, another for nearly every count. */
export function narrowSliceOf(traceCount: number, fewest = FEWEST_TRACES): TraceSlice {
  const last = lastDigits(traceCount, fewest);
  const pairs = Math.ceil((DIGITS ** 2 * fewest * last.oneIn) / Math.max(traceCount, 1));
  if (pairs <= MOST_PAIRS) return withDigits(2, pairs, last);
  return withDigits(1, Math.min(DIGITS, Math.ceil(pairs / DIGITS)), last);
}

interface LastDigits {
  /** All ids of the slice end in it. */
  readonly ending: string;
  /** One in so many of all ids does. */
  readonly oneIn: number;
}

function lastDigits(traceCount: number, fewest: number): LastDigits {
  let ending = SAMPLED_DIGIT;
  let oneIn = DIGITS;
  while (traceCount >= fewest * oneIn * DIGITS) {
    ending += SAMPLED_DIGIT;
    oneIn *= DIGITS;
  }
  return { ending, oneIn };
}

/** Of the ids with these last digits those with one of so many groups of digits before them. */
function withDigits(length: number, count: number, { ending, oneIn }: LastDigits): TraceSlice {
  const groups = DIGITS ** length;
  if (count === groups) return { endings: [ending], oneIn };
  const endings = Array.from({ length: count }, (_, n) => {
    const group = Math.floor(((n + 0.5) * groups) / count);
    return group.toString(DIGITS).padStart(length, '0') + ending;
  });
  return { endings, oneIn: (oneIn * groups) / count };
}
