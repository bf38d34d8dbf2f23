import { FINDING_KINDS } from '../findings/finding.ts';
import { MATCH_ALL, type Pattern, type Query, type ValueTest } from './ast.ts';
import { isSpanField, isTraceField } from './fields.ts';
import { printQuery } from './print.ts';

/** What the query says about the values of one field, as the boxes of a facet show it. */
export interface FacetSelection {
  readonly included: readonly string[];
  readonly excluded: readonly string[];
}

export type FacetChoice = 'include' | 'exclude' | 'neither';

/**
 * The values of a field that must be there and those that must not: exact values only, in the terms
 * that hold for the query as a whole. What stands in braces, under an OR or with a wildcard is
 * somebody's own sentence and no box.
 *
 * `field` is a built-in name (`finding` too) or else an attribute key.
 */
export function facetSelection(query: Query, field: string): FacetSelection {
  const included: string[] = [];
  const excluded: string[] = [];
  for (const { values, isExcluded } of conjunctsOf(query).map((node) => readTerm(node, field))) {
    (isExcluded ? excluded : included).push(...values);
  }
  return { included: [...new Set(included)], excluded: [...new Set(excluded)] };
}

/**
 * The query with one value of a field included, excluded or neither, and everything else as it was.
 * Included values of a field come together in one list, `device=(a OR b)`, and so do excluded ones.
 */
export function setFacetValue(
  query: Query,
  field: string,
  value: string,
  choice: FacetChoice,
): Query {
  const isExcluded = choice === 'exclude';
  const nodes = conjunctsOf(query);
  const homeAt = nodes.findLastIndex((node) => {
    const term = readTerm(node, field);
    return term.values.length > 0 && term.isExcluded === isExcluded;
  });
  const edited = nodes.flatMap((node, at) => {
    const term = readTerm(node, field);
    const isHome = at === homeAt && choice !== 'neither';
    if (term.values.length === 0 || (!isHome && !term.values.includes(value))) return [node];
    const kept = isHome
      ? [...new Set([...term.values, value])]
      : term.values.filter((other) => other !== value);
    return writeTerm(field, kept, term.isExcluded);
  });
  if (homeAt < 0 && choice !== 'neither') edited.push(...writeTerm(field, [value], isExcluded));
  return allOf(edited);
}

/** The choice a value has now: what its box shows. */
export function facetChoice(query: Query, field: string, value: string): FacetChoice {
  const { included, excluded } = facetSelection(query, field);
  if (included.includes(value)) return 'include';
  return excluded.includes(value) ? 'exclude' : 'neither';
}

/** A click on a value's box: takes the choice, or gives it up when it was made already. */
export function toggleFacetValue(
  query: Query,
  field: string,
  value: string,
  choice: 'include' | 'exclude',
): Query {
  const isChosen = facetChoice(query, field, value) === choice;
  return setFacetValue(query, field, value, isChosen ? 'neither' : choice);
}

/** The query without any included or excluded value of the field. */
export function clearFacet(query: Query, field: string): Query {
  return allOf(conjunctsOf(query).filter((node) => readTerm(node, field).values.length === 0));
}

/** The query with one more condition, unless it says so already. */
export function addCondition(query: Query, condition: Query): Query {
  const nodes = conjunctsOf(query);
  const text = printQuery(condition);
  return nodes.some((node) => printQuery(node) === text) ? query : allOf([...nodes, condition]);
}

/** The term that asks for any of these values of a field; `undefined` for none. */
function fieldTerm(field: string, values: readonly string[]): Query | undefined {
  if (values.length === 0) return undefined;
  if (field === 'finding') return findingTerm(values);
  const test = testOf(values);
  if (isSpanField(field)) return { kind: 'spanField', field, test };
  if (isTraceField(field)) return { kind: 'traceField', field, test };
  return { kind: 'attribute', key: field, test };
}

interface FacetTerm {
  /** Empty when the node is no term on exact values of the field. */
  readonly values: readonly string[];
  readonly isExcluded: boolean;
}

function readTerm(node: Query, field: string): FacetTerm {
  const isExcluded = node.kind === 'not';
  return { values: valuesOf(isExcluded ? node.node : node, field), isExcluded };
}

function writeTerm(
  field: string,
  values: readonly string[],
  isExcluded: boolean,
): readonly Query[] {
  const node = fieldTerm(field, values);
  if (node === undefined) return [];
  return [isExcluded ? { kind: 'not', node } : node];
}

function valuesOf(node: Query, field: string): readonly string[] {
  switch (node.kind) {
    case 'is':
      return field === 'finding' ? [node.finding] : [];
    case 'or':
      if (field !== 'finding' || node.nodes.some(({ kind }) => kind !== 'is')) return [];
      return node.nodes.flatMap((each) => valuesOf(each, field));
    case 'spanField':
    case 'traceField':
      return node.field === field ? exactValues(node.test) : [];
    case 'attribute': {
      const isAsked = node.key === field && node.place === undefined;
      return isAsked && !isSpanField(field) && !isTraceField(field) ? exactValues(node.test) : [];
    }
    default:
      return [];
  }
}

function exactValues(test: ValueTest): readonly string[] {
  const patterns: readonly Pattern[] =
    test.op === '=' ? [test.value] : test.op === 'in' ? test.values : [];
  if (patterns.some(({ parts }) => parts.length !== 1)) return [];
  return patterns.map(({ parts }) => parts[0] ?? '');
}

function findingTerm(values: readonly string[]): Query | undefined {
  const nodes = FINDING_KINDS.filter((kind) => values.includes(kind)).map(
    (finding): Query => ({ kind: 'is', finding }),
  );
  const [first, ...more] = nodes;
  return first !== undefined && more.length > 0 ? { kind: 'or', nodes } : first;
}

function testOf(values: readonly string[]): ValueTest {
  const patterns = values.map((value): Pattern => ({ parts: [value] }));
  const [first, ...more] = patterns;
  return first !== undefined && more.length === 0
    ? { op: '=', value: first }
    : { op: 'in', values: patterns };
}

function conjunctsOf(query: Query): readonly Query[] {
  if (query.kind === 'all') return [];
  return query.kind === 'and' ? query.nodes : [query];
}

function allOf(nodes: readonly Query[]): Query {
  const [first, ...more] = nodes;
  if (first === undefined) return MATCH_ALL;
  return more.length === 0 ? first : { kind: 'and', nodes };
}
