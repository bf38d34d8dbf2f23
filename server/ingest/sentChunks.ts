/** A request body that is read chunk by chunk, and whose rest can be thrown away. */
export type BodyReader = ReadableStreamDefaultReader<Uint8Array>;

/** The chunks of a body as they arrive. Stopping early leaves the reader open, for `discardRest`. */
export async function* sentChunks(reader: BodyReader): AsyncGenerator<Uint8Array> {
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    yield value;
  }
}

const MAX_DISCARDED_BYTES = 64 * 1024 * 1024;
const MAX_DISCARD_MS = 1_000;

/**
 * Reads what is left of a body and throws it away, within bounds. A client that
 * is still sending when the connection closes sees a reset instead of the answer.
 */
export async function discardRest(reader: BodyReader | undefined): Promise<void> {
  if (reader === undefined) return;
  const deadlineMs = performance.now() + MAX_DISCARD_MS;
  let discardedBytes = 0;
  try {
    while (discardedBytes < MAX_DISCARDED_BYTES && performance.now() < deadlineMs) {
      const { done, value } = await reader.read();
      if (done) return;
      discardedBytes += value.length;
    }
  } catch {
    // The client went away: there is nobody left to answer.
    return;
  }
}
