import type { JsonBody } from '../engine/engineCall.ts';

/** A question about single spans in the engine's words, to stand in a `filter`. */
export interface EngineQuery {
  readonly dsl: JsonBody;
  /**
   * `exact`: holds on the spans `spanMatcher` holds on, save values the engine did not index.
   * `wider`: holds on more, so each candidate's spans have to be read and asked again.
   */
  readonly reach: 'exact' | 'wider';
  /** What cannot be found this way, in sentences for the page. */
  readonly notes: readonly string[];
}
