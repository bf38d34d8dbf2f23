import type { SpanAsk } from '../discovery/spanSource.ts';
import type { EngineSearch } from '../engine/engineCall.ts';

/** The same call, and what it asks an engine for. */
export function countSearches({ indices, call }: SpanAsk): {
  readonly ask: SpanAsk;
  readonly searches: readonly EngineSearch[];
} {
  const searches: EngineSearch[] = [];
  const counting: SpanAsk['call'] = {
    signal: call.signal,
    search(search) {
      searches.push(search);
      return call.search(search);
    },
    searchAll(all) {
      searches.push(...all);
      return call.searchAll(all);
    },
    remainingMs: () => call.remainingMs(),
    note: (sentence) => call.note(sentence),
    missing: (sentence) => call.missing(sentence),
    absorb: (completeness) => call.absorb(completeness),
    completeness: (own) => call.completeness(own),
  };
  return { ask: { indices, call: counting }, searches };
}
