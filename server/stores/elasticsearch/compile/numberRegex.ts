import type { Comparison } from '../../../../shared/query/ast.ts';
import { type Border, borderOf, nextUp } from './decimal.ts';
import { ANY_FRACTION, above, below } from './decimalRegex.ts';
import { ANY_SCIENTIFIC, scientificAbove, scientificBelow } from './scientificRegex.ts';

/** Expressions for the texts of numbers a comparison holds on; any of them. */
export interface NumberRegex {
  /** `42`, `-0.50`: numbers whoever wrote them. */
  readonly plain: readonly string[];
  /** `1e+21`, `2.5E-07`: numbers only where a writer meant one. */
  readonly scientific: readonly string[];
}

/** The numbers `comparison` holds on once each was read as a double. */
export function numberRegex({ op, value }: Comparison): NumberRegex {
  if (Number.isNaN(value)) return NO_NUMBERS;
  const isAbove = op === '>' || op === '>=';
  const from = op === '>' || op === '<=' ? nextUp(value) : value;
  if (!Number.isFinite(from)) return from > 0 === isAbove ? NO_NUMBERS : ALL_NUMBERS;
  return isAbove ? numbersFrom(borderOf(from)) : numbersBefore(borderOf(from));
}

const ANY_PLAIN = `[0-9]+${ANY_FRACTION}`;

const negative = (patterns: readonly string[]): readonly string[] =>
  patterns.map((pattern) => `\\-${pattern}`);

const NO_NUMBERS: NumberRegex = { plain: [], scientific: [] };
const ALL_NUMBERS: NumberRegex = {
  plain: [ANY_PLAIN, ...negative([ANY_PLAIN])],
  scientific: [ANY_SCIENTIFIC, ...negative([ANY_SCIENTIFIC])],
};

function numbersFrom({ isNegative, at, isIncluded }: Border): NumberRegex {
  if (isNegative) {
    return {
      plain: [ANY_PLAIN, ...negative(below(at, isIncluded))],
      scientific: [ANY_SCIENTIFIC, ...negative(scientificBelow(at, isIncluded))],
    };
  }
  return {
    plain: [...above(at, isIncluded), ...(isFromZero({ at, isIncluded }) ? [MINUS_ZERO] : [])],
    scientific: scientificAbove(at, isIncluded),
  };
}

function numbersBefore({ isNegative, at, isIncluded }: Border): NumberRegex {
  if (isNegative) {
    return {
      plain: negative(above(at, !isIncluded)),
      scientific: negative(scientificAbove(at, !isIncluded)),
    };
  }
  const negatives = isFromZero({ at, isIncluded }) ? above(at, false) : [ANY_PLAIN];
  return {
    plain: [...below(at, !isIncluded), ...negative(negatives)],
    scientific: [...scientificBelow(at, !isIncluded), ...negative([ANY_SCIENTIFIC])],
  };
}

/** Zero with a sign is zero. */
const MINUS_ZERO = '\\-0+(\\.0+)?';

const isFromZero = ({ at, isIncluded }: Pick<Border, 'at' | 'isIncluded'>): boolean =>
  at.whole === '' && at.fraction === '' && isIncluded;
