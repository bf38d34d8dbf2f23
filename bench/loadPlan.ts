/** What the store must take from another process for a minute. */
export const SPANS_PER_SECOND = 50_000;

export function loadSeconds(isQuick: boolean): number {
  return isQuick ? 10 : 60;
}
