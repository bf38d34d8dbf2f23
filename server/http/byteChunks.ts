/** Encoded text in chunks worth a write each: a piece a span would be a system call a span. */
export async function* byteChunks(pieces: AsyncIterable<string>): AsyncGenerator<Uint8Array> {
  let pending: string[] = [];
  let pendingCharacters = 0;
  for await (const piece of pieces) {
    pending.push(piece);
    pendingCharacters += piece.length;
    if (pendingCharacters < CHUNK_CHARACTERS) continue;
    yield ENCODER.encode(pending.join(''));
    pending = [];
    pendingCharacters = 0;
  }
  if (pendingCharacters > 0) yield ENCODER.encode(pending.join(''));
}

const CHUNK_CHARACTERS = 65_536;
const ENCODER = new TextEncoder();
