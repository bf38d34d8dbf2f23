import type { SpanAsk } from '../discovery/spanSource.ts';
import type { Total } from './pageCursor.ts';

/** The total as far as the engine has answered: a shard that failed may hold more. */
export function coveredTotal({ value, relation }: Total, { call }: SpanAsk): Total {
  const isShort = relation === 'eq' && !call.completeness().isComplete;
  return { value, relation: isShort ? 'gte' : relation };
}
