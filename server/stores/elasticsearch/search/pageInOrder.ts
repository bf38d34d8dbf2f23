import type { TraceSummary } from '../../../../shared/summary/traceSummary.ts';
import type { FoundTrace } from '../matching/possible.ts';
import type { WalkCursor } from './pageCursor.ts';

/** Carried in the cursor; of more the search goes back to the first it would lose. */
const MOST_CARRIED = 20;

const LAST_ID = 'f'.repeat(32);

type Place = Pick<WalkCursor, 'afterUs' | 'afterId'>;

/** Traces found so far that belong to a page or behind it, whatever order they are met in. */
export class PageInOrder {
  readonly #limit: number;
  readonly #after: Place | undefined;
  readonly #found = new Map<string, FoundTrace>();

  /** @param after  the last trace of the page before */
  constructor(limit: number, after: Place | undefined) {
    this.#limit = limit;
    this.#after = after;
  }

  /** How many belong here. */
  get size(): number {
    return this.#found.size;
  }

  /** The start of the last trace the page would show now; `undefined` while it is not full. */
  get lastStartUs(): number | undefined {
    const startsUs = Array.from(this.#found.values(), ({ summary }) => summary.startUs);
    return startsUs.sort((a, b) => b - a)[this.#limit - 1];
  }

  add(found: readonly FoundTrace[]): void {
    for (const trace of found) {
      const { traceId } = trace.summary;
      if (this.#isBehind(trace.summary) && !this.#found.has(traceId)) {
        this.#found.set(traceId, trace);
      }
    }
  }

  /** Enough of them start after the place reached, so that none still to come goes before them. */
  isFull(atUs: number): boolean {
    let count = 0;
    for (const { summary } of this.#found.values()) if (summary.startUs > atUs) count++;
    return count >= this.#limit;
  }

  /** @param atUs  the place reached; absent at the end */
  cut(atUs: number | undefined): { shown: readonly FoundTrace[]; leftover: readonly FoundTrace[] } {
    const ordered = [...this.#found.values()].sort((a, b) => inOrder(a.summary, b.summary));
    const isShown = ({ summary }: FoundTrace, index: number) =>
      index < this.#limit && (atUs === undefined || summary.startUs > atUs);
    return {
      shown: ordered.filter(isShown),
      leftover: ordered.filter((trace, index) => !isShown(trace, index)),
    };
  }

  /** Where the next page begins. */
  next(
    walk: { readonly atUs: number },
    { shown, leftover }: ReturnType<PageInOrder['cut']>,
    toUs: number,
  ): Pick<WalkCursor, 'afterUs' | 'afterId' | 'resumeUs' | 'carried' | 'looksBehind'> {
    const last = shown.length === this.#limit ? shown.at(-1)?.summary : undefined;
    // Those the search goes on behind come again by themselves.
    const ahead = leftover.filter(({ seenUs }) => seenUs > walk.atUs);
    ahead.sort((a, b) => b.seenUs - a.seenUs);
    const lost = ahead.slice(MOST_CARRIED);
    const resumeUs = lost[0]?.seenUs ?? walk.atUs;
    const reached = { afterUs: walk.atUs + 1, afterId: LAST_ID };
    return {
      ...this.#later(last === undefined ? reached : placeOf(last)),
      resumeUs,
      carried: ahead.slice(0, MOST_CARRIED).map(({ summary, seenUs }) => [summary.traceId, seenUs]),
      looksBehind: resumeUs >= toUs,
    };
  }

  /** A place before the one this page began at would show its traces again. */
  #later(place: Place): Place {
    const after = this.#after;
    if (after === undefined) return place;
    return placeOrder(after, place) > 0 ? after : place;
  }

  #isBehind({ startUs, traceId }: TraceSummary): boolean {
    const after = this.#after;
    return after === undefined || placeOrder(placeOf({ startUs, traceId }), after) > 0;
  }
}

const placeOf = ({ startUs, traceId }: Pick<TraceSummary, 'startUs' | 'traceId'>): Place => ({
  afterUs: startUs,
  afterId: traceId,
});

/** Newest first, then by id. */
function inOrder(a: TraceSummary, b: TraceSummary): number {
  return placeOrder(placeOf(a), placeOf(b));
}

function placeOrder(a: Place, b: Place): number {
  if (a.afterUs !== b.afterUs) return b.afterUs - a.afterUs;
  if (a.afterId === b.afterId) return 0;
  return a.afterId < b.afterId ? -1 : 1;
}
