const HEX = /^(?:[0-9a-fA-F]{2})*$/;

/** Bytes of hex digits, as documents keep what is `binary`; `undefined` when the text is something else. */
export function hexBytes(text: string): Uint8Array | undefined {
  if (!HEX.test(text)) return undefined;
  const bytes = new Uint8Array(text.length / 2);
  for (let at = 0; at < bytes.length; at++) {
    bytes[at] = Number.parseInt(text.slice(2 * at, 2 * at + 2), 16);
  }
  return bytes;
}
