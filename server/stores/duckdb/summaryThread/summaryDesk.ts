import { makeSummaryRow } from '../makeSummaryRow.ts';
import { HeldBlocks } from './heldBlocks.ts';
import type { SummaryAnswer, SummaryRequest, ThreadData, ToThread } from './messages.ts';
import type { SpanBlock } from './spanBlock.ts';
import { SummaryBlockBuilder } from './summaryBlock.ts';

/** After so many summaries its code is compiled for the most part. */
const TRACES_TO_PRACTISE = 4_000;

const NO_TRACE = '0'.repeat(32);

/** What the thread does: it holds spans, and makes summaries of them when asked. */
export class SummaryDesk {
  readonly #data: ThreadData;
  readonly #held = new HeldBlocks();
  #left = TRACES_TO_PRACTISE;

  constructor(data: ThreadData) {
    this.#data = data;
  }

  /** @returns the answer to a request */
  take(message: ToThread): SummaryAnswer | undefined {
    switch (message.kind) {
      case 'hold':
        this.#held.hold(message.block, performance.now());
        this.#practise(message.block);
        return undefined;
      case 'let go':
        for (const tno of message.tnos) this.#held.letGo(tno);
        return undefined;
      case 'summarize':
        this.#left = 0;
        return this.#summarize(message.request);
    }
  }

  /**
   * Before the first request comes, a second after the first spans, it makes summaries for nobody:
   * a load that begins at once would otherwise meet code that is not compiled, and wait for seconds.
   */
  #practise({ tnos }: SpanBlock): void {
    if (this.#left <= 0) return;
    const traces = Array.from(new Set(tnos), (tno) => {
      return {
        tno,
        traceId: NO_TRACE,
        spanCount: this.#held.countOf(tno),
        arrivedUs: 0,
        linkedFrom: [],
      };
    });
    this.#summarize({ traces: traces.slice(0, this.#left), nowUs: 0 });
    this.#left -= traces.length;
  }

  #summarize({ traces, nowUs }: SummaryRequest): SummaryAnswer {
    const { rules, settleDelayUs } = this.#data;
    const made = new SummaryBlockBuilder();
    const missing = new Set<number>();
    for (const { tno, traceId, spanCount, arrivedUs, linkedFrom } of traces) {
      if (this.#held.countOf(tno) !== spanCount) {
        missing.add(tno);
        continue;
      }
      const held = this.#held.spansOf(tno, traceId);
      made.add(makeSummaryRow({ tno, held, arrivedUs, linkedFrom }, rules, nowUs, settleDelayUs));
    }
    return { block: made.finish(), missing };
  }
}
