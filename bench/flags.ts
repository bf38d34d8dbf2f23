export interface Flags {
  /** Fill the store of two million spans anew. */
  readonly isRefill: boolean;
  /** Fewer rounds and shorter load: for trying the bench itself, not for quoting. */
  readonly isQuick: boolean;
}
