import type { Resource, Scope, Span } from '../span/span.ts';

export interface ResourceGroup {
  readonly resource: Resource;
  readonly scopes: ReadonlyMap<Scope, readonly Span[]>;
}

/**
 * Spans by resource, then by scope, in order of first appearance: the nesting
 * that OTLP has. Spans belong together when they share the object itself, as
 * decoders leave them.
 */
export function groupByResource(spans: readonly Span[]): readonly ResourceGroup[] {
  const groups = new Map<Resource, Map<Scope, Span[]>>();
  for (const span of spans) {
    const scopes = getOrAdd(groups, span.resource, () => new Map<Scope, Span[]>());
    getOrAdd(scopes, span.scope, () => []).push(span);
  }
  return Array.from(groups, ([resource, scopes]) => ({ resource, scopes }));
}

function getOrAdd<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = make();
  map.set(key, made);
  return made;
}
