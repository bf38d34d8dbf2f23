import type { SpanIndices } from '../../discovery/spanIndices.ts';
import { spanIndices, TYPED_FIELDS } from '../../testing/askEngineOf.ts';

/** What is found out about indices that Jaeger 2.13 writes to as it does unless told otherwise. */
export function usualIndices(more: Partial<SpanIndices> = {}): SpanIndices {
  const names = new Set(['span@kind', 'error']);
  const objects = [{ place: 'span', prefix: 'tag.', otherTypes: new Map(), names } as const];
  const fields = { ...TYPED_FIELDS, objects };
  return spanIndices('jaeger-span-*', { engine: 'elasticsearch', fields, ...more });
}
