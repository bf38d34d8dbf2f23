const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const PADDING = '='.charCodeAt(0);
const NO_SEXTET = 255;

const LETTERS = Uint8Array.from(ALPHABET, (letter) => letter.charCodeAt(0));
const SEXTETS = new Uint8Array(128).fill(NO_SEXTET);
for (let sextet = 0; sextet < 64; sextet++) SEXTETS[LETTERS[sextet] ?? 0] = sextet;
SEXTETS['-'.charCodeAt(0)] = 62;
SEXTETS['_'.charCodeAt(0)] = 63;

const decoder = new TextDecoder();

/** Bytes as base64 with padding. */
export function encodeBase64(bytes: Uint8Array): string {
  const letters = new Uint8Array(Math.ceil(bytes.length / 3) * 4).fill(PADDING);
  let to = 0;
  for (let at = 0; at < bytes.length; at += 3) {
    const left = bytes.length - at;
    const triple = ((bytes[at] ?? 0) << 16) | ((bytes[at + 1] ?? 0) << 8) | (bytes[at + 2] ?? 0);
    letters[to++] = letterOf(triple >> 18);
    letters[to++] = letterOf(triple >> 12);
    if (left > 1) letters[to++] = letterOf(triple >> 6);
    if (left > 2) letters[to++] = letterOf(triple);
  }
  return decoder.decode(letters);
}

/** Base64 as bytes, with or without padding, also the alphabet made for URLs; `undefined` when it is none. */
export function decodeBase64(text: string): Uint8Array | undefined {
  const letterCount = text.endsWith('==')
    ? text.length - 2
    : text.length - (text.endsWith('=') ? 1 : 0);
  if (letterCount % 4 === 1) return undefined;
  const bytes = new Uint8Array(Math.floor((letterCount * 3) / 4));
  let bits = 0;
  let bitCount = 0;
  let to = 0;
  for (let at = 0; at < letterCount; at++) {
    const sextet = SEXTETS[text.charCodeAt(at)] ?? NO_SEXTET;
    if (sextet === NO_SEXTET) return undefined;
    bits = ((bits << 6) | sextet) & 0xffff;
    bitCount += 6;
    if (bitCount < 8) continue;
    bitCount -= 8;
    bytes[to++] = bits >> bitCount;
  }
  return bytes;
}

const letterOf = (bits: number): number => LETTERS[bits & 63] ?? 0;
