import type { Comparison, Pattern, ValueTest } from '../../../../shared/query/ast.ts';
import { regexToRe2 } from '../../../../shared/query/regexToRe2.ts';
import type { Params } from '../sql.ts';

/** SQL for a test on a value's text and number; `num` is NULL where the text is no plain decimal. */
export function valueTestSql(test: ValueTest, txt: string, num: string, params: Params): string {
  switch (test.op) {
    case '=':
      return patternSql(test.value, txt, params);
    case 'in':
      return anyOf(test.values.map((pattern) => patternSql(pattern, txt, params)));
    case '=~':
      return `regexp_matches(${txt}, ${params.text(regexToRe2(test.source))})`;
    default:
      return `${num} ${test.op} ${params.double(test.value)}`;
  }
}

/** SQL for a test on a column that holds a number; its text is what JavaScript prints of it. */
export function numberTestSql(test: ValueTest, column: string, params: Params): string {
  return valueTestSql(test, `CAST(${column} AS VARCHAR)`, column, params);
}

/** SQL for a test on a text column that has no number column beside it. */
export function textTestSql(test: ValueTest, txt: string, params: Params): string {
  const num = `CASE WHEN regexp_full_match(${txt}, '-?[0-9]+(\\.[0-9]+)?') THEN CAST(${txt} AS DOUBLE) END`;
  return valueTestSql(test, txt, num, params);
}

export function comparisonSql({ op, value }: Comparison, number: string, params: Params): string {
  return `${number} ${op} ${params.double(value)}`;
}

/** A disjunction; nothing holds when there are no parts. */
export function anyOf(parts: readonly string[]): string {
  return parts.length === 0 ? 'false' : `(${parts.join(' OR ')})`;
}

/** A conjunction; everything holds when there are no parts. */
export function allOf(parts: readonly string[]): string {
  return parts.length === 0 ? 'true' : `(${parts.join(' AND ')})`;
}

function patternSql({ parts }: Pattern, txt: string, params: Params): string {
  const [first = '', ...rest] = parts;
  if (rest.length === 0) return `${txt} = ${params.text(first)}`;
  const last = rest.at(-1) ?? '';
  const isPlain = rest.length === 1;
  if (isPlain && first === '' && last === '') return 'true';
  if (isPlain && last === '') return `starts_with(${txt}, ${params.text(first)})`;
  if (isPlain && first === '') return `ends_with(${txt}, ${params.text(last)})`;
  const like = parts.map((part) => part.replaceAll(/[\\%_]/g, '\\$&')).join('%');
  return `${txt} LIKE ${params.text(like)} ESCAPE '\\'`;
}
