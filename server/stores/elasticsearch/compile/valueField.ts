import type { EngineLimits } from '../discovery/spanIndices.ts';

/** A field of keywords that values are looked for in, and what is known of their types. */
export interface ValueField {
  readonly name: string;
  readonly types: ValueTypes;
  readonly limits: EngineLimits;
}

export type ValueTypes =
  /** Names and messages: what is stored is what it says. */
  | { readonly kind: 'text' }
  /** Tags of a list whose type stands beside them in another field. */
  | { readonly kind: 'declared'; readonly typeField: string }
  /** Tags of a list whose type is not indexed; doubles may have ten digits. */
  | { readonly kind: 'undeclared' }
  /** Elevated tags, native JSON: numbers in the shortest spelling, and no bytes among them. */
  | { readonly kind: 'native' };
