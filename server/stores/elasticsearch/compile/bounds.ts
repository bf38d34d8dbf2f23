import type { JsonBody } from '../engine/engineCall.ts';
import { both, EVERYTHING, either, NOTHING, neither } from './dsl.ts';

/**
 * What an engine can say of a question: two queries with the truth between them.
 *
 *     atLeast  ⊆  spans the question holds on  ⊆  atMost
 *
 * Where both are one and the same object the engine's answer is exact. Carrying both is what makes
 * negation safe: the spans on which a question does not hold are at most those outside of `atLeast`.
 */
export interface Bounds {
  readonly atLeast: JsonBody;
  readonly atMost: JsonBody;
}

export const exactly = (query: JsonBody): Bounds => ({ atLeast: query, atMost: query });

export const between = (atLeast: JsonBody, atMost: JsonBody): Bounds => ({ atLeast, atMost });

export const HOLDS = exactly(EVERYTHING);
export const NEVER = exactly(NOTHING);

/** What the engine says nothing about. */
export const UNKNOWN = between(NOTHING, EVERYTHING);

export const isExact = ({ atLeast, atMost }: Bounds): boolean => atLeast === atMost;

export const allOf = (parts: readonly Bounds[]): Bounds => mapped(parts, both);

export const anyOf = (parts: readonly Bounds[]): Bounds => mapped(parts, either);

export function notOf(bounds: Bounds): Bounds {
  const outside = neither(bounds.atMost);
  return isExact(bounds) ? exactly(outside) : between(outside, neither(bounds.atLeast));
}

/** The same question asked of something around it, such as the span around a tag. */
export function within(bounds: Bounds, around: (query: JsonBody) => JsonBody): Bounds {
  return mapped([bounds], ([query = NOTHING]) => around(query));
}

function mapped(
  parts: readonly Bounds[],
  combine: (queries: readonly JsonBody[]) => JsonBody,
): Bounds {
  const atMost = combine(parts.map((part) => part.atMost));
  if (parts.every(isExact)) return exactly(atMost);
  return between(combine(parts.map((part) => part.atLeast)), atMost);
}
