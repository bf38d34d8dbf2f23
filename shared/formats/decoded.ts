import { clip } from '../clip.ts';
import type { Span } from '../span/span.ts';

/** What a decoder made of one request or file: every span it could read, and a count of the rest. */
export interface Decoded {
  readonly spans: Span[];
  /** Spans refused, one by one, with the rest kept. */
  readonly rejected: number;
  /** The first few reasons, with the place each was found; also for what was dropped inside a kept span. */
  readonly errors: string[];
}

/** How many reasons are kept: enough to see a pattern, too few to fill an answer. */
export const MAX_REPORTED_ERRORS = 10;

const MAX_REASON_LENGTH = 300;

/** A reason may quote a key, and a key may be megabytes long. */
export const shortReason = (reason: string): string =>
  reason.length <= MAX_REASON_LENGTH ? reason : `${clip(reason, MAX_REASON_LENGTH)}…`;

/**
 * Gathers spans and refusals while a decoder runs. The text of a reason is only
 * made while there is room for it, so that a million bad spans cost a count.
 */
export class DecodedSpans implements Decoded {
  readonly spans: Span[] = [];
  rejected = 0;
  readonly errors: string[] = [];

  reject(reason: () => string): void {
    this.rejected++;
    this.note(reason);
  }

  /** A reason without a refused span: something inside a kept one was dropped. */
  note(reason: () => string): void {
    if (this.errors.length < MAX_REPORTED_ERRORS) this.errors.push(shortReason(reason()));
  }
}
