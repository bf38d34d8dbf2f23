/** Spans of one trace often come in several batches: summarised sooner, it is made twice. */
const HOLD_MS = 800;
/** Where there are many of them. */
const BUSY_HOLD_MS = 900;
/** Where the machine has no time left: fewer are made twice. */
const LONGEST_HOLD_MS = 1_100;
/** Shares of the thread's time from which and up to which it becomes longer. */
const SHARE_OF_SHORT_HOLD = 0.85;
const SHARE_OF_LONG_HOLD = 0.95;

const SHORTEST_TURN_MS = 4;
const LONGEST_TURN_MS = 24;
/** Behind by so much, a turn is the longest. */
const LATEST_MS = 500;

interface SpansWaiting {
  readonly isBusy: boolean;
  readonly isCrowded: boolean;
}

/**
 * How long a trace with new spans waits for others of its spans, milliseconds.
 *
 * @param threadLoad  share of its time the thread is busy, 0 to 1
 */
export function holdMsFor({ isBusy, isCrowded }: SpansWaiting, threadLoad: number): number {
  if (isCrowded) return 0;
  if (!isBusy) return HOLD_MS;
  const strain = shareOf(
    threadLoad - SHARE_OF_SHORT_HOLD,
    SHARE_OF_LONG_HOLD - SHARE_OF_SHORT_HOLD,
  );
  return BUSY_HOLD_MS + strain * (LONGEST_HOLD_MS - BUSY_HOLD_MS);
}

/**
 * Longest stretch of computing before other work gets its turn, milliseconds: the further
 * summaries are behind, the longer. If turns were always long, senders and searches would wait for
 * them; if always short, summaries would fall behind for good.
 *
 * @param lateMs  for how long the trace that waits longest has been due
 */
export function turnMsFor(lateMs: number): number {
  return SHORTEST_TURN_MS + shareOf(lateMs, LATEST_MS) * (LONGEST_TURN_MS - SHORTEST_TURN_MS);
}

const shareOf = (value: number, whole: number): number => Math.min(1, Math.max(0, value / whole));
