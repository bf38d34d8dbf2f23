/** The same thing done again: attempts in the order of their starts. */
export interface Attempts {
  readonly way: 'sibling' | 'message' | 'invocation';
  readonly rows: readonly number[];
  /** Deliveries as the broker counts them, where it does. */
  readonly deliveryCount?: number;
}
