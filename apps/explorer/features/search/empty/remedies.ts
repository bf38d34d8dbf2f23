import type { Query, SpanQuery } from '../../../../../shared/query/ast.ts';
import { parseQuery } from '../../../../../shared/query/parser.ts';
import { printQuery } from '../../../../../shared/query/print.ts';
import { nearestName } from '../../../../../shared/query/queryError.ts';
import { aliasesOf } from '../../../../../shared/span/aliases.ts';
import { LATEST_US } from '../../../../../shared/time/range.ts';
import type { Scope } from '../../../api/queries.ts';

/** Another search that may find what this one did not. */
export interface Remedy {
  readonly label: string;
  readonly scope: Scope;
}

const DAY_MS = 86_400_000;

/** The same query over more time, up to now. */
export function widerRanges(scope: Scope, nowMs: number): readonly Remedy[] {
  const lengthMs = scope.toMs - scope.fromMs;
  return WIDER.filter(({ lengthMs: widerMs }) => widerMs > lengthMs * 1.5)
    .slice(0, 2)
    .map(({ label, lengthMs: widerMs }) => ({
      label,
      scope: { ...scope, fromMs: nowMs - widerMs, toMs: nowMs },
    }));
}

/** The same query over every time a trace may have. */
export function overAllTime(q: string): Scope {
  return { q, fromMs: 0, toMs: Math.floor(LATEST_US / 1_000) };
}

const WIDER = [
  { label: 'in the last 24 hours', lengthMs: DAY_MS },
  { label: 'in the last 7 days', lengthMs: 7 * DAY_MS },
  { label: 'in the last 30 days', lengthMs: 30 * DAY_MS },
] as const;

/** Beyond this the list is no help, and each one costs a count. */
const MAX_TERMS = 6;

/** The same time without one of the terms that all must hold. */
export function withoutOneTerm(scope: Scope): readonly Remedy[] {
  const parsed = parseQuery(scope.q);
  if (!parsed.ok || parsed.value.kind === 'all') return [];
  const { value: query } = parsed;
  const terms = query.kind === 'and' ? query.nodes : [query];
  return terms.slice(0, MAX_TERMS).map((term) => {
    const rest = terms.filter((other) => other !== term);
    return {
      label: `without ${printQuery(term)}`,
      scope: { ...scope, q: rest.length === 0 ? '' : printQuery({ kind: 'and', nodes: rest }) },
    };
  });
}

/** Attribute keys a query asks for, each once. */
export function attributeKeys(q: string): readonly string[] {
  const parsed = parseQuery(q);
  if (!parsed.ok) return [];
  const keys = new Set<string>();
  const stack: (Query | SpanQuery)[] = [parsed.value];
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    if (node.kind === 'and' || node.kind === 'or') stack.push(...node.nodes);
    else if (node.kind === 'not' || node.kind === 'sameSpan') stack.push(node.node);
    else if (node.kind === 'attribute') keys.add(node.key);
  }
  return [...keys];
}

export interface UnknownKey {
  readonly key: string;
  /** The known key somebody most likely meant. */
  readonly nearest: string | undefined;
}

/** The keys of a query that no stored span has under any of their names. */
export function unknownKeys(q: string, known: readonly string[]): readonly UnknownKey[] {
  const names = new Set(known);
  return attributeKeys(q)
    .filter((key) => !aliasesOf(key).some((alias) => names.has(alias)))
    .map((key) => ({ key, nearest: nearestName(key, known) }));
}

/** The query with one key written differently, wherever it stands as a key. */
export function renameKey(q: string, key: string, to: string): string {
  const parsed = parseQuery(q);
  return parsed.ok ? printQuery(renamed(parsed.value, key, to)) : q;
}

// As deep as the parser lets a query be (20), so recursion is safe here.
function renamed<Q extends Query | SpanQuery>(node: Q, key: string, to: string): Q {
  switch (node.kind) {
    case 'and':
    case 'or':
      return { ...node, nodes: node.nodes.map((child) => renamed(child, key, to)) };
    case 'not':
    case 'sameSpan':
      return { ...node, node: renamed(node.node, key, to) };
    case 'attribute':
      return node.key === key ? { ...node, key: to } : node;
    default:
      return node;
  }
}
