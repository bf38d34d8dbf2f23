/**
 * What few spans have, as JSON beside the columns: events, links, status
 * message, trace state, dropped counts, and a parent id of zeros. Attribute values stand
 * in it as ids of the value table. Empty when a span has none of it.
 */
export interface SpanExtra {
  /** Value id of the status message. */
  readonly message?: number;
  readonly events?: readonly EventExtra[];
  readonly links?: readonly LinkExtra[];
  readonly state?: string;
  /** Attributes, events, links. */
  readonly dropped?: readonly (number | null)[];
  readonly hasZeroParent?: true;
}

/** Name, time, nanoseconds, value ids, dropped attributes. */
export type EventExtra = readonly [string, number, number, readonly number[], (number | null)?];

/** Trace id, span id, value ids, trace state, flags, dropped attributes. */
export type LinkExtra = readonly [
  string,
  string,
  readonly number[],
  (string | null)?,
  (number | null)?,
  (number | null)?,
];
