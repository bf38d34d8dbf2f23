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
    if (query !== EVERYTHING) filter.push(query);
  }
  const [first] = filter;
  if (first === undefined) return EVERYTHING;
  return filter.length === 1 ? first : { bool: { filter } };
}

export function either(queries: readonly JsonBody[]): JsonBody {
  const should: JsonBody[] = [];
  for (const query of queries) {
    if (query === EVERYTHING) return EVERYTHING;
    if (query !== NOTHING) should.push(query);
  }
  const [first] = should;
  if (first === undefined) return NOTHING;
  return should.length === 1 ? first : { bool: { should, minimum_should_match: 1 } };
}

export function neither(query: JsonBody): JsonBody {
  if (query === EVERYTHING) return NOTHING;
  return query === NOTHING ? EVERYTHING : { bool: { must_not: [query] } };
}
