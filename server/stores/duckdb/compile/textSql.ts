import { SPAN_STATUSES } from '../../../../shared/columns/spanLayout.ts';
import { ERROR_MESSAGE_KEYS } from '../../../../shared/query/matchSpan.ts';
import type { SpanSet } from './spanSet.ts';
import { indexRows, isAmong, type SqlParts, unionAll } from './sqlParts.ts';
import { builtinValueIds, containsSql, messageIds } from './valueIds.ts';
import { anyOf } from './valueTestSql.ts';

const TRACE_ID_DIGITS = 32;
const SPAN_ID_DIGITS = 16;
const ERROR_CODE = SPAN_STATUSES.indexOf('error');

/** Spans in whose ids, names or error messages the text occurs, whatever its case. */
export function spanTextSet(text: string, parts: SqlParts, only: string): SpanSet {
  const wanted = text.toLowerCase();
  if (wanted === '') return { kind: 'where', sql: 'true' };
  const named = anyOf([...namedSpanTests(wanted, parts), ...spanIdTests(wanted, parts)]);
  const lists = [
    `SELECT x.tno, x.sno FROM span_{n} x WHERE ${only} AND ${named}`,
    messageRows('tno, sno', wanted, parts, only),
  ];
  const traces = traceIdTest(wanted, parts);
  if (traces !== undefined) {
    lists.push(
      `SELECT x.tno, x.sno FROM span_{n} x WHERE ${only} AND x.tno IN (SELECT t.tno FROM trace_{n} t WHERE ${traces})`,
    );
  }
  return { kind: 'list', sql: unionAll(lists) };
}

/** Index rows of spans with the text in a status or error message. */
export function messageRows(
  columns: string,
  wanted: string,
  parts: SqlParts,
  only: string,
): string {
  const ids = messageIds(parts, ERROR_MESSAGE_KEYS, wanted);
  return indexRows(columns, `${only} AND ${isAmong('val', 'id', ids)}`);
}

/** Tests on a row of `trace` named `t`; `undefined` when the text can be no part of an id. */
export function traceIdTest(wanted: string, parts: SqlParts): string | undefined {
  if (!isHex(wanted) || wanted.length > TRACE_ID_DIGITS) return undefined;
  if (wanted.length === TRACE_ID_DIGITS) {
    const high = parts.params.ubigint(BigInt(`0x${wanted.slice(0, 16)}`));
    const low = parts.params.ubigint(BigInt(`0x${wanted.slice(16)}`));
    return `t.trace_lo = ${low} AND t.trace_hi = ${high}`;
  }
  return `contains(format('{:016x}{:016x}', t.trace_hi, t.trace_lo), ${parts.params.text(wanted)})`;
}

/** Tests on a span row `x`: as many as there are places in 16 digits for the text to stand. */
export function spanIdTests(wanted: string, parts: SqlParts): readonly string[] {
  if (!isHex(wanted) || wanted.length > SPAN_ID_DIGITS) return [];
  const value = parts.params.ubigint(BigInt(`0x${wanted}`));
  if (wanted.length === SPAN_ID_DIGITS) return [`x.span_id = ${value}`];
  const mask = parts.params.ubigint((1n << BigInt(4 * wanted.length)) - 1n);
  const tests: string[] = [];
  for (let shift = 0; shift <= SPAN_ID_DIGITS - wanted.length; shift++) {
    tests.push(`((x.span_id >> ${4 * shift}) & ${mask}) = ${value}`);
  }
  return tests;
}

function namedSpanTests(wanted: string, parts: SqlParts): readonly string[] {
  const contains = (txt: string) => containsSql(parts, txt, wanted);
  const services = builtinValueIds(parts, 'service', contains);
  const tests = [
    `x.operation IN (${builtinValueIds(parts, 'operation', contains)})`,
    `x.resource IN (SELECT b.id FROM bundle_{n} b WHERE b.name IN (${services}))`,
  ];
  if ('error'.includes(wanted)) tests.push(`x.status = ${ERROR_CODE}`);
  return tests;
}

const isHex = (text: string): boolean => /^[0-9a-f]+$/.test(text);
