const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

const SEXTET_OF = new Map([...ALPHABET].map((letter, sextet) => [letter, sextet]));
SEXTET_OF.set('-', 62);
SEXTET_OF.set('_', 63);

/** Bytes as base64 with padding. */
export function encodeBase64(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += 3) {
    const left = bytes.length - at;
    const triple = ((bytes[at] ?? 0) << 16) | ((bytes[at + 1] ?? 0) << 8) | (bytes[at + 2] ?? 0);
    text += letter(triple >> 18) + letter(triple >> 12);
    text += left > 1 ? letter(triple >> 6) : '=';
    text += left > 2 ? letter(triple) : '=';
  }
  return text;
}

/** Base64 as bytes, with or without padding, also the alphabet made for URLs; `undefined` when it is none. */
export function decodeBase64(text: string): Uint8Array | undefined {
  const letters = text.replace(/={1,2}$/, '');
  if (letters.length % 4 === 1) return undefined;
  const bytes = new Uint8Array(Math.floor((letters.length * 3) / 4));
  let bits = 0;
  let bitCount = 0;
  let at = 0;
  for (const character of letters) {
    const sextet = SEXTET_OF.get(character);
    if (sextet === undefined) return undefined;
    bits = ((bits << 6) | sextet) & 0xffff;
    bitCount += 6;
    if (bitCount < 8) continue;
    bitCount -= 8;
    bytes[at++] = bits >> bitCount;
  }
  return bytes;
}

const letter = (sextet: number): string => ALPHABET.charAt(sextet & 63);
