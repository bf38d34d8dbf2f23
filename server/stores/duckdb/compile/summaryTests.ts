import { FINDING_KINDS } from '../../../../shared/findings/finding.ts';
import { STAGES, type Stage, stageOrder } from '../../../../shared/pipeline/stages.ts';
import type { TraceField, TraceTerm, ValueTest } from '../../../../shared/query/ast.ts';
import { DB_STATUSES, LABEL_FIELDS, type LabelField, NO_STAGE } from '../summaryRows.ts';
import { acceptedCodes, isOneOf } from './spanSets.ts';
import type { SqlParts } from './sqlParts.ts';
import { allOf, anyOf, comparisonSql, numberTestSql, textTestSql } from './valueTestSql.ts';

/** A term about the whole trace, as an expression over a summary row `s` that is never NULL. */
export function summaryTest(term: TraceTerm, parts: SqlParts): string {
  switch (term.kind) {
    case 'is':
      return `(s.findings & ${1 << FINDING_KINDS.indexOf(term.finding)}) <> 0`;
    case 'stage': {
      const column = `s.d_${term.stage}`;
      if (term.compare === undefined) return `${column} IS NOT NULL`;
      return `coalesce(${comparisonSql(term.compare, column, parts.params)}, false)`;
    }
    case 'gap': {
      const compare = term.compare ?? { op: '>' as const, value: 0, text: '0' };
      return allOf([
        ...stagesSeen(term.from, term.to),
        comparisonSql(compare, gapSql(term.from, term.to), parts.params),
      ]);
    }
    case 'traceField':
      return traceFieldTest(term.field, term.test, parts);
  }
}

/** Whether a trace has a span of such a service or operation. */
export function labelSetTest(
  column: 'services' | 'operations',
  testSql: (txt: string) => string,
): string {
  const field = LABEL_FIELDS.indexOf(column === 'services' ? 'service' : 'operation');
  return `s.${column} IN (SELECT ls.id FROM labelset_{n} ls WHERE ls.label IN (
    SELECT l.id FROM label_{n} l WHERE l.field = ${field} AND ${testSql('l.txt')}))`;
}

/** Whether any bit of the mask stands for an accepted member of the enumeration. */
export function maskTest(column: string, names: readonly string[], test: ValueTest): string {
  const mask = acceptedCodes(names, test).reduce((bits, code) => bits | (1 << code), 0);
  return `(s.${column} & ${mask}) <> 0`;
}

function traceFieldTest(field: TraceField, test: ValueTest, parts: SqlParts): string {
  switch (field) {
    case 'device':
    case 'firmware':
    case 'topic':
    case 'route':
    case 'rule':
    case 'function':
      return labelTest(field, field, test, parts);
    case 'db.system':
      return labelTest('db_system', field, test, parts);
    case 'db.status':
      return isOneOf(
        's.db_status',
        acceptedCodes(DB_STATUSES, test).filter((code) => code !== 0),
      );
    case 'last':
      return allOf([`s.last <> ${NO_STAGE}`, isOneOf('s.last', acceptedCodes(STAGES, test))]);
    case 'errors':
      return numberTestSql(test, 's.errors', parts.params);
    case 'spans':
      return numberTestSql(test, 's.spans', parts.params);
    case 'trace.duration':
      return numberTestSql(test, 's.duration_us', parts.params);
  }
}

function labelTest(column: string, field: LabelField, test: ValueTest, parts: SqlParts): string {
  return `s.${column} IN (SELECT l.id FROM label_{n} l
    WHERE l.field = ${LABEL_FIELDS.indexOf(field)} AND ${textTestSql(test, 'l.txt', parts.params)})`;
}

// As `waitedUs` has it: without `from`, the gap before `to` unless `to` is the first stage seen.
function stagesSeen(from: Stage | undefined, to: Stage): readonly string[] {
  const seen = `s.d_${to} IS NOT NULL`;
  if (from !== undefined) return [seen, `s.d_${from} IS NOT NULL`];
  const earlier = STAGES.filter((stage) => stageOrder(stage) < stageOrder(to));
  return [seen, anyOf(earlier.map((stage) => `s.d_${stage} IS NOT NULL`))];
}

function gapSql(from: Stage | undefined, to: Stage): string {
  const isBetween = (stage: Stage) =>
    stageOrder(stage) > stageOrder(from ?? to) && stageOrder(stage) <= stageOrder(to);
  const gaps = from === undefined ? [to] : STAGES.filter(isBetween);
  return `(0 + ${gaps.map((stage) => `coalesce(s.g_${stage}, 0)`).join(' + ') || '0'})`;
}
