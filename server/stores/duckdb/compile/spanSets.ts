import { SPAN_KINDS, SPAN_STATUSES } from '../../../../shared/columns/spanLayout.ts';
import type {
  SpanFieldTerm,
  SpanQuery,
  SpanTerm,
  ValueTest,
} from '../../../../shared/query/ast.ts';
import { valueMatcher } from '../../../../shared/query/matchValue.ts';
import type { SpanSet } from './spanSet.ts';
import { indexRows, isAmong, type SqlParts, unionAll } from './sqlParts.ts';
import { spanTextSet } from './textSql.ts';
import { attributeIds, builtinValueIds } from './valueIds.ts';
import { allOf, anyOf, numberTestSql, valueTestSql } from './valueTestSql.ts';

const EVERY_SPAN: SpanSet = { kind: 'where', sql: 'true' };

/** @param only SQL that narrows span and index rows to what is asked about, `true` for all */
export function spanSet(query: SpanQuery, parts: SqlParts, only: string): SpanSet {
  switch (query.kind) {
    case 'all':
      return EVERY_SPAN;
    case 'and':
      return intersection(
        query.nodes.map((node) => spanSet(node, parts, only)),
        only,
      );
    case 'or':
      return union(
        query.nodes.map((node) => spanSet(node, parts, only)),
        only,
      );
    case 'not':
      return complement(spanSet(query.node, parts, only));
    default:
      return spanTermSet(query, parts, only);
  }
}

/** SELECT of tno and sno of the set's spans. */
export function listOf(set: SpanSet, only: string): string {
  switch (set.kind) {
    case 'list':
      return set.sql;
    case 'where':
      return `SELECT x.tno, x.sno FROM span_{n} x WHERE ${only} AND ${set.sql}`;
    case 'except':
      return `SELECT x.tno, x.sno FROM span_{n} x ANTI JOIN (${set.sql}) y
        ON x.tno = y.tno AND x.sno = y.sno WHERE ${only}`;
  }
}

function spanTermSet(term: SpanTerm, parts: SqlParts, only: string): SpanSet {
  switch (term.kind) {
    case 'attribute': {
      const ids = attributeIds(parts, term.key, term.place, term.test);
      return {
        kind: 'list',
        sql: indexRows('tno, sno', `${only} AND ${isAmong('val', 'id', ids)}`),
      };
    }
    case 'spanField':
      return spanFieldSet(term, parts);
    case 'text':
      return spanTextSet(term.text, parts, only);
  }
}

/** The members of an enumeration a test accepts, as a list of their indices. */
export function acceptedCodes(names: readonly string[], test: ValueTest): readonly number[] {
  const accepts = valueMatcher(test);
  return names.flatMap((name, code) => (accepts(name) ? [code] : []));
}

function spanFieldSet({ field, test }: SpanFieldTerm, parts: SqlParts): SpanSet {
  const testSql = (txt: string, num: string) => valueTestSql(test, txt, num, parts.params);
  switch (field) {
    case 'service':
      return where(
        `x.resource IN (SELECT b.id FROM bundle_{n} b WHERE b.name IN (${builtinValueIds(parts, 'service', testSql)}))`,
      );
    case 'operation':
      return where(`x.operation IN (${builtinValueIds(parts, 'operation', testSql)})`);
    case 'kind':
      return where(isOneOf('x.kind', acceptedCodes(SPAN_KINDS, test)));
    case 'status':
      return where(isOneOf('x.status', acceptedCodes(SPAN_STATUSES, test)));
    case 'duration':
      return where(numberTestSql(test, 'x.duration_us', parts.params));
  }
}

const where = (sql: string): SpanSet => ({ kind: 'where', sql });

/** Codes are our own numbers, not a user's: they stand in the text. */
export function isOneOf(column: string, codes: readonly number[]): string {
  return codes.length === 0 ? 'false' : `${column} IN (${codes.join(', ')})`;
}

function intersection(sets: readonly SpanSet[], only: string): SpanSet {
  const wheres = sets.filter((set) => set.kind === 'where').map((set) => set.sql);
  const lists = sets.filter((set) => set.kind === 'list').map((set) => set.sql);
  const excepts = sets.filter((set) => set.kind === 'except').map((set) => set.sql);
  if (lists.length === 0 && excepts.length === 0) return where(allOf(wheres));
  if (lists.length === 0 && wheres.length === 0) return { kind: 'except', sql: unionAll(excepts) };
  if (wheres.length > 0) lists.push(listOf(where(allOf(wheres)), only));
  const all = lists.map((sql) => `(${sql})`).join(' INTERSECT ');
  if (excepts.length === 0) return { kind: 'list', sql: all };
  return { kind: 'list', sql: `(${all}) EXCEPT (${unionAll(excepts)})` };
}

function union(sets: readonly SpanSet[], only: string): SpanSet {
  const wheres = sets.filter((set) => set.kind === 'where').map((set) => set.sql);
  if (wheres.length === sets.length) return where(anyOf(wheres));
  const lists = sets.filter((set) => set.kind !== 'where').map((set) => listOf(set, only));
  if (wheres.length > 0) lists.push(listOf(where(anyOf(wheres)), only));
  return { kind: 'list', sql: unionAll(lists) };
}

function complement(set: SpanSet): SpanSet {
  switch (set.kind) {
    case 'where':
      return where(`NOT (${set.sql})`);
    case 'list':
      return { kind: 'except', sql: set.sql };
    case 'except':
      return { kind: 'list', sql: set.sql };
  }
}
