/**
 * An encoded OTLP request that can be sent again and again as new data: ids,
 * times and near-unique values are overwritten in place, which costs a
 * microsecond a span where encoding anew costs ten.
 */
export class PatchableBody {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly spanCount: number;
  readonly #view: DataView<ArrayBuffer>;
  readonly #places: Places;
  readonly #texts: readonly { readonly at: number; readonly original: number }[];
  #salt = 0;
  #shiftNs = 0n;

  constructor(bytes: Uint8Array<ArrayBuffer>) {
    this.bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#places = findPlaces(bytes);
    this.spanCount = this.#places.spanCount;
    this.#texts = this.#places.texts.map((at) => ({ at, original: readHex(bytes, at) }));
  }

  /** Makes the body new data: other ids for another salt, all times moved by so much. */
  patch(salt: number, shiftNs: bigint): void {
    const flip = (this.#salt ^ salt) >>> 0;
    const view = this.#view;
    for (const at of this.#places.ids) view.setUint32(at, view.getUint32(at) ^ flip);
    const moveNs = shiftNs - this.#shiftNs;
    for (const at of this.#places.times) {
      view.setBigUint64(at, view.getBigUint64(at, true) + moveNs, true);
    }
    for (const { at, original } of this.#texts) writeHex(this.bytes, at, (original ^ salt) >>> 0);
    this.#salt = salt;
    this.#shiftNs = shiftNs;
  }
}

interface Places {
  /** First four bytes of each trace id, span id and parent id. */
  readonly ids: number[];
  /** Little-endian 64-bit nanoseconds. */
  readonly times: number[];
  /** First eight characters of values that no two messages share. */
  readonly texts: number[];
  spanCount: number;
}

const UNIQUE_KEYS = new Set([
  'messaging.message.id',
  'mqtt.message_id',
  'message.msgid',
  'faas.invocation_id',
  'faas.execution',
]);

/** What the fields of a request lead to, by message and field number. */
const NESTED: Readonly<Record<string, string>> = {
  'request 1': 'resourceSpans',
  'resourceSpans 2': 'scopeSpans',
  'scopeSpans 2': 'span',
  'span 11': 'event',
  'span 13': 'link',
  'span 9': 'attribute',
};
const IDS = new Set(['span 1', 'span 2', 'span 4', 'link 1', 'link 2']);
const TIMES = new Set(['span 7', 'span 8', 'event 1']);

function findPlaces(bytes: Uint8Array): Places {
  const places: Places = { ids: [], times: [], texts: [], spanCount: 0 };
  walk(bytes, 0, bytes.length, 'request', places);
  return places;
}

function walk(bytes: Uint8Array, from: number, to: number, message: string, places: Places): void {
  if (message === 'attribute') {
    noteAttribute(bytes, from, places);
    return;
  }
  if (message === 'span') places.spanCount += 1;
  let at = from;
  while (at < to) {
    const tag = readVarint(bytes, at);
    const field = `${message} ${tag.value >>> 3}`;
    const wireType = tag.value & 7;
    if (wireType === 1) {
      if (TIMES.has(field)) places.times.push(tag.next);
      at = tag.next + 8;
    } else if (wireType === 5) at = tag.next + 4;
    else if (wireType === 0) at = readVarint(bytes, tag.next).next;
    else {
      const length = readVarint(bytes, tag.next);
      at = length.next + length.value;
      if (IDS.has(field)) places.ids.push(length.next);
      const nested = NESTED[field];
      if (nested !== undefined) walk(bytes, length.next, at, nested, places);
    }
  }
}

/** `1: key, 2: value { 1: text }`, as the encoder lays it out. */
function noteAttribute(bytes: Uint8Array, from: number, places: Places): void {
  const keyLength = readVarint(bytes, from + 1);
  const keyEnd = keyLength.next + keyLength.value;
  const key = new TextDecoder().decode(bytes.subarray(keyLength.next, keyEnd));
  if (!UNIQUE_KEYS.has(key)) return;
  const valueLength = readVarint(bytes, keyEnd + 1);
  const textLength = readVarint(bytes, valueLength.next + 1);
  if (textLength.value >= 8) places.texts.push(textLength.next);
}

function readVarint(
  bytes: Uint8Array,
  at: number,
): { readonly value: number; readonly next: number } {
  let value = 0;
  let next = at;
  for (let shift = 0; ; shift += 7) {
    const byte = bytes[next] ?? 0;
    next += 1;
    value |= (byte & 127) << shift;
    if (byte < 128) return { value: value >>> 0, next };
  }
}

const HEX = '0123456789abcdef';

function readHex(bytes: Uint8Array, at: number): number {
  const text = new TextDecoder().decode(bytes.subarray(at, at + 8));
  return Number.parseInt(text, 16) >>> 0;
}

function writeHex(bytes: Uint8Array, at: number, value: number): void {
  for (let digit = 0; digit < 8; digit += 1) {
    bytes[at + digit] = HEX.charCodeAt((value >>> (28 - 4 * digit)) & 15);
  }
}
