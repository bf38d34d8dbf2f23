import type { Pattern, Query, SpanQuery } from '../../../../shared/query/ast.ts';

type ValueTerm = Extract<SpanQuery, { readonly kind: 'attribute' | 'spanField' }>;

/** `k=a OR k=b OR …` as `k=(a OR b OR …)`: one list of terms for the engine instead of many clauses. */
export function joinValues<Node extends Query>(
  nodes: readonly Node[],
): readonly (Node | ValueTerm)[] {
  const others: Node[] = [];
  const byField = new Map<string, { readonly term: ValueTerm; readonly values: Pattern[] }>();
  for (const node of nodes) {
    const values = valuesOf(node);
    if (values === undefined || (node.kind !== 'attribute' && node.kind !== 'spanField')) {
      others.push(node);
      continue;
    }
    const name = JSON.stringify(
      node.kind === 'attribute' ? [node.place, node.key] : [node.kind, node.field],
    );
    const known = byField.get(name);
    if (known === undefined) byField.set(name, { term: node, values: [...values] });
    else known.values.push(...values);
  }
  const joined = Array.from(
    byField.values(),
    ({ term, values }): ValueTerm => ({ ...term, test: { op: 'in', values } }),
  );
  return [...joined, ...others];
}

function valuesOf(node: Query): readonly Pattern[] | undefined {
  if (node.kind !== 'attribute' && node.kind !== 'spanField') return undefined;
  if (node.test.op === '=') return [node.test.value];
  return node.test.op === 'in' ? node.test.values : undefined;
}
