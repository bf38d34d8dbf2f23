import { SPAN_KINDS, SPAN_STATUSES } from '../../../../shared/columns/spanLayout.ts';
import type { Query, SpanFieldTerm, SpanTerm, TraceTerm } from '../../../../shared/query/ast.ts';
import { listOf, spanSet } from './spanSets.ts';
import { indexRows, isAmong, type SqlParts, unionAll } from './sqlParts.ts';
import { labelSetTest, maskTest, summaryTest } from './summaryTests.ts';
import { messageRows, spanIdTests, traceIdTest } from './textSql.ts';
import { attributeIds, containsSql } from './valueIds.ts';
import { allOf, anyOf, numberTestSql, textTestSql } from './valueTestSql.ts';

/**
 * Traces a query holds on. Lists of trace numbers stay lists up to the end,
 * where each becomes a semi join; an OR of conditions would test every trace with every list.
 */
type TraceSet =
  /** Where the expression over columns of `s` (a summary row) holds; never NULL. */
  | { readonly kind: 'where'; readonly sql: string }
  /** A SELECT of tno; may have one several times. */
  | { readonly kind: 'list'; readonly sql: string }
  /** All traces but those of the list. */
  | { readonly kind: 'except'; readonly sql: string };

/** The query as an expression over a summary row `s`. */
export function traceCondition(query: Query, parts: SqlParts): string {
  return conditionOf(traceSet(query, parts));
}

function traceSet(query: Query, parts: SqlParts): TraceSet {
  switch (query.kind) {
    case 'all':
      return where('true');
    case 'and':
      return intersection(query.nodes.map((node) => traceSet(node, parts)));
    case 'or':
      return union(alternatives(query, parts));
    case 'not':
      return intersection(alternatives(query.node, parts).map(complement));
    case 'sameSpan': {
      const spans = listOf(spanSet(query.node, parts, 'true'), 'true');
      return list(`SELECT tno FROM (${spans})`);
    }
    case 'attribute':
    case 'spanField':
    case 'text':
      return someSpanSet(query, parts);
    default:
      return union(traceTermSets(query, parts));
  }
}

/**
 * Sets a query is the union of. A negation takes each of them away by itself: what a
 * column of the summary says need not become a list of most traces there are.
 */
function alternatives(query: Query, parts: SqlParts): readonly TraceSet[] {
  switch (query.kind) {
    case 'or':
      return query.nodes.flatMap((node) => alternatives(node, parts));
    case 'and':
    case 'not':
    case 'all':
    case 'sameSpan':
    case 'attribute':
    case 'spanField':
    case 'text':
      return [traceSet(query, parts)];
    default:
      return traceTermSets(query, parts);
  }
}

function someSpanSet(term: SpanTerm, parts: SqlParts): TraceSet {
  switch (term.kind) {
    case 'attribute': {
      const ids = attributeIds(parts, term.key, term.place, term.test);
      return list(indexRows('tno', isAmong('val', 'id', ids)));
    }
    case 'spanField':
      return spanFieldSet(term, parts);
    case 'text':
      return textSet(term.text, parts);
  }
}

function spanFieldSet({ field, test }: SpanFieldTerm, parts: SqlParts): TraceSet {
  const testSql = (txt: string) => textTestSql(test, txt, parts.params);
  switch (field) {
    case 'service':
      return where(labelSetTest('services', testSql));
    case 'operation':
      return where(labelSetTest('operations', testSql));
    case 'kind':
      return where(maskTest('kinds', SPAN_KINDS, test));
    case 'status':
      return where(maskTest('statuses', SPAN_STATUSES, test));
    case 'duration': {
      const holds = numberTestSql(test, 'x.duration_us', parts.params);
      return list(`SELECT x.tno FROM span_{n} x WHERE ${holds}`);
    }
  }
}

function textSet(text: string, parts: SqlParts): TraceSet {
  const wanted = text.toLowerCase();
  if (wanted === '') return where('true');
  const contains = (txt: string) => containsSql(parts, txt, wanted);
  const named = [
    traceList(where(labelSetTest('services', contains))),
    traceList(where(labelSetTest('operations', contains))),
  ];
  if ('error'.includes(wanted)) {
    const isError = { op: '=' as const, value: { parts: ['error'] } };
    named.push(traceList(where(maskTest('statuses', SPAN_STATUSES, isError))));
  }
  const lists = [...named, messageRows('tno', wanted, parts, 'true')];
  const traceIds = traceIdTest(wanted, parts);
  if (traceIds !== undefined) lists.push(`SELECT t.tno FROM trace_{n} t WHERE ${traceIds}`);
  const spanIds = spanIdTests(wanted, parts);
  if (spanIds.length > 0) lists.push(`SELECT x.tno FROM span_{n} x WHERE ${anyOf(spanIds)}`);
  return list(unionAll(lists));
}

// `db.system` and `db.status` hold on the summary's value or on any attribute of that name.
function traceTermSets(term: TraceTerm, parts: SqlParts): readonly TraceSet[] {
  const ofSummary = where(summaryTest(term, parts));
  if (term.kind !== 'traceField') return [ofSummary];
  if (term.field !== 'db.system' && term.field !== 'db.status') return [ofSummary];
  const attribute = { kind: 'attribute' as const, key: term.field, test: term.test };
  return [ofSummary, someSpanSet(attribute, parts)];
}

function conditionOf(set: TraceSet): string {
  switch (set.kind) {
    case 'where':
      return set.sql;
    case 'list':
      return isAmong('s.tno', 'tno', `(${set.sql})`);
    case 'except':
      return `s.tno NOT IN (${set.sql})`;
  }
}

/** SELECT of the set's trace numbers. */
function traceList(set: TraceSet): string {
  if (set.kind === 'list') return set.sql;
  return `SELECT s.tno FROM summary_{n} s WHERE ${conditionOf(set)}`;
}

function intersection(sets: readonly TraceSet[]): TraceSet {
  if (sets.length > 0 && sets.every((set) => set.kind === 'list')) {
    // Each list narrows the next one's scan, so only the first is ever held whole.
    const lists = sets.map((set) => set.sql);
    return list(
      lists.reduce(
        (narrowed, sql) =>
          `SELECT tno FROM (${sql}) WHERE ${isAmong('tno', 'tno', `(${narrowed})`)}`,
      ),
    );
  }
  return where(allOf(sets.map(conditionOf)));
}

function union(sets: readonly TraceSet[]): TraceSet {
  if (sets.every((set) => set.kind === 'where')) return where(anyOf(sets.map((set) => set.sql)));
  return list(unionAll(sets.map(traceList)));
}

function complement(set: TraceSet): TraceSet {
  switch (set.kind) {
    case 'where':
      return where(`NOT (${set.sql})`);
    case 'list':
      return { kind: 'except', sql: set.sql };
    case 'except':
      return list(set.sql);
  }
}

const where = (sql: string): TraceSet => ({ kind: 'where', sql });
const list = (sql: string): TraceSet => ({ kind: 'list', sql });
