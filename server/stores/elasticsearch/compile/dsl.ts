import type { Json, JsonBody } from '../engine/engineCall.ts';

/** Holds on everything. Compared by identity, like `NOTHING`. */
export const EVERYTHING: JsonBody = { match_all: {} };
export const NOTHING: JsonBody = { match_none: {} };

export const term = (field: string, value: Json): JsonBody => ({ term: { [field]: { value } } });

/** Any of the values; as many as the engine takes in one list. */
export function anyTerm(field: string, values: readonly Json[]): JsonBody {
  const [first] = values;
  if (first === undefined) return NOTHING;
  return values.length === 1 ? term(field, first) : { terms: { [field]: values } };
}

export const exists = (field: string): JsonBody => ({ exists: { field } });

/**
 * An expression of Lucene's own syntax over a whole value. Every optional operator is off: `@`, `#`,
 * `&`, `~`, `<` and `>` are themselves.
 */
export const regexp = (field: string, value: string): JsonBody => ({
  regexp: { [field]: { value, flags: 'NONE', max_determinized_states: MOST_STATES } },
});

/** An engine's own 10,000 is reached by `.*a.{12}`. */
const MOST_STATES = 50_000;

export function both(queries: readonly JsonBody[]): JsonBody {
  const filter: JsonBody[] = [];
  for (const query of queries) {
    if (query === NOTHING) return NOTHING;
    if (query !== EVERYTHING) filter.push(...(conjuncts.get(query) ?? [query]));
  }
  const [first] = filter;
  if (first === undefined) return EVERYTHING;
  if (filter.length === 1) return first;
  const made = { bool: { filter } };
  conjuncts.set(made, filter);
  return made;
}

export function either(queries: readonly JsonBody[]): JsonBody {
  const should: JsonBody[] = [];
  for (const query of queries) {
    if (query === EVERYTHING) return EVERYTHING;
    if (query !== NOTHING) should.push(...(disjuncts.get(query) ?? [query]));
  }
  const [first] = should;
  if (first === undefined) return NOTHING;
  if (should.length === 1) return first;
  const made = { bool: { should, minimum_should_match: 1 } };
  disjuncts.set(made, should);
  return made;
}

/** What the queries made here consist of: engines bound how deep one may stand in another. */
const conjuncts = new WeakMap<JsonBody, readonly JsonBody[]>();
const disjuncts = new WeakMap<JsonBody, readonly JsonBody[]>();

export function neither(query: JsonBody): JsonBody {
  if (query === EVERYTHING) return NOTHING;
  return query === NOTHING ? EVERYTHING : { bool: { must_not: [query] } };
}
