/** What one request holds of the budget; `release` gives all of it back. */
export interface Lease {
  /** False when the budget has no room left; then nothing was taken. */
  take(byteCount: number): boolean;
  release(): void;
}

/**
 * A budget of request bytes that are in memory at one time, over all requests.
 *
 * A request that is alone may exceed it: otherwise a single body larger than the
 * budget, but within its own limit, could never be taken.
 */
export class BytesInFlight {
  private readonly maxBytes: number;
  private heldBytes = 0;

  constructor(maxBytes: number) {
    this.maxBytes = maxBytes;
  }

  open(): Lease {
    let ownBytes = 0;
    return {
      take: (byteCount) => {
        const othersBytes = this.heldBytes - ownBytes;
        if (othersBytes > 0 && this.heldBytes + byteCount > this.maxBytes) return false;
        ownBytes += byteCount;
        this.heldBytes += byteCount;
        return true;
      },
      release: () => {
        this.heldBytes -= ownBytes;
        ownBytes = 0;
      },
    };
  }
}
