import { SPAN_KINDS, SPAN_STATUSES } from '../../../../shared/columns/spanLayout.ts';
import { writeIdBytes } from '../../../../shared/span/ids.ts';
import { ShapedAttributes } from '../../../../shared/span/shapedAttributes.ts';
import type {
  Attributes,
  AttributeValue,
  Resource,
  Scope,
  Span,
} from '../../../../shared/span/span.ts';

export const ID_BYTES = 8;

/**
 * Spans on their way to the thread that makes summaries, in a form that a message can hold and that
 * costs the collector little while it waits: columns, with each text once. What is kept for
 * exact export only (nanoseconds, flags, trace state, counts of what was dropped) stays behind.
 */
export interface SpanBlock {
  /** Number of each span's trace. */
  readonly tnos: Uint32Array<ArrayBuffer>;
  /** As `spanSaysByte`. */
  readonly says: Uint8Array<ArrayBuffer>;
  readonly spanIds: Uint8Array<ArrayBuffer>;
  /** All zeros where there is none. */
  readonly parentIds: Uint8Array<ArrayBuffer>;
  /** Start and duration of each span, microseconds. */
  readonly times: Float64Array<ArrayBuffer>;
  readonly kinds: Uint8Array<ArrayBuffer>;
  readonly statuses: Uint8Array<ArrayBuffer>;
  /** Where each one's part of `refs` begins. */
  readonly starts: Uint32Array<ArrayBuffer>;
  /**
   * Of each span: its operation, resource, scope, and the keys of its attributes, numbered from 1,
   * then their values. Where the keys are 0, for a span that shares them with no other: how many
   * attributes there are, then each key (a value) and its value.
   */
  readonly refs: Uint32Array<ArrayBuffer>;
  readonly values: readonly AttributeValue[];
  readonly shared: SharedParts;
  /** By row: what few spans have. */
  readonly rarities: ReadonlyMap<number, Rarities>;
}

/** What many blocks refer to: what is new in this one, numbered on from those before it. */
export interface SharedParts {
  /** They are numbered from 0 again. */
  readonly areFirst: boolean;
  readonly resources: readonly Bundle[];
  readonly scopes: readonly Bundle[];
  readonly keys: readonly (readonly string[])[];
}

/** A resource or a scope. */
export interface Bundle {
  readonly name: string;
  readonly attributes: ReadonlyMap<string, AttributeValue>;
}

/** Attributes in it are `Map`s: a class does not survive a message. A parent id may be of zeros. */
export type Rarities = Pick<Span, 'events' | 'links' | 'statusMessage' | 'parentSpanId'>;

/** Fills a block with as many spans as it was made for, or fewer. */
export class SpanBlockBuilder {
  readonly #tnos: Uint32Array<ArrayBuffer>;
  readonly #says: Uint8Array<ArrayBuffer>;
  readonly #spanIds: Uint8Array<ArrayBuffer>;
  readonly #parentIds: Uint8Array<ArrayBuffer>;
  readonly #times: Float64Array<ArrayBuffer>;
  readonly #kinds: Uint8Array<ArrayBuffer>;
  readonly #statuses: Uint8Array<ArrayBuffer>;
  readonly #starts: Uint32Array<ArrayBuffer>;
  readonly #refs: number[] = [];
  readonly #values = new Numbered<AttributeValue>();
  readonly #shared: SharedNumbers;
  readonly #rarities = new Map<number, Rarities>();
  #rowCount = 0;

  constructor(capacity: number, shared: SharedNumbers) {
    this.#shared = shared;
    this.#tnos = new Uint32Array(capacity);
    this.#says = new Uint8Array(capacity);
    this.#spanIds = new Uint8Array(ID_BYTES * capacity);
    this.#parentIds = new Uint8Array(ID_BYTES * capacity);
    this.#times = new Float64Array(2 * capacity);
    this.#kinds = new Uint8Array(capacity);
    this.#statuses = new Uint8Array(capacity);
    this.#starts = new Uint32Array(capacity);
  }

  get rowCount(): number {
    return this.#rowCount;
  }

  add(tno: number, span: Span, says: number): void {
    const row = this.#rowCount++;
    this.#tnos[row] = tno;
    this.#says[row] = says;
    writeIdBytes(span.spanId, this.#spanIds, ID_BYTES * row);
    if (span.parentSpanId !== undefined) {
      writeIdBytes(span.parentSpanId, this.#parentIds, ID_BYTES * row);
    }
    this.#times[2 * row] = span.startUs;
    this.#times[2 * row + 1] = span.durationUs;
    this.#kinds[row] = SPAN_KINDS.indexOf(span.kind);
    this.#statuses[row] = SPAN_STATUSES.indexOf(span.status);
    this.#starts[row] = this.#refs.length;
    this.#refs.push(
      this.#values.numberOf(span.operation),
      this.#shared.resources.numberOf(span.resource),
      this.#shared.scopes.numberOf(span.scope),
    );
    this.#addAttributes(span.attributes);
    if (isRare(span)) this.#rarities.set(row, raritiesOf(span));
  }

  /** The block; the builder is of no use any more. */
  finish(): SpanBlock {
    return {
      tnos: this.#tnos.slice(0, this.#rowCount),
      says: this.#says,
      spanIds: this.#spanIds,
      parentIds: this.#parentIds,
      times: this.#times,
      kinds: this.#kinds,
      statuses: this.#statuses,
      starts: this.#starts,
      refs: Uint32Array.from(this.#refs),
      values: this.#values.takeNew().map(movable),
      shared: this.#shared.takeNew(),
      rarities: this.#rarities,
    };
  }

  #addAttributes(attributes: Attributes): void {
    if (!(attributes instanceof ShapedAttributes)) {
      this.#refs.push(0, attributes.size);
      for (const [key, value] of attributes) {
        this.#refs.push(this.#values.numberOf(key), this.#values.numberOf(value));
      }
      return;
    }
    const { keys } = attributes.shape;
    this.#refs.push(1 + this.#shared.keys.numberOf(keys));
    for (let place = 0; place < keys.length; place++) {
      this.#refs.push(this.#values.numberOf(attributes.at(place)));
    }
  }
}

/** With more of a kind all are numbered anew: a sender of ever new resources fills no memory. */
const MOST_SHARED = 10_000;

/** Numbers of what many blocks refer to, so that each is sent once. */
export class SharedNumbers {
  resources = new Numbered<Resource>();
  scopes = new Numbered<Scope>();
  keys = new Numbered<readonly string[]>();
  #areFirst = true;

  takeNew(): SharedParts {
    const parts: SharedParts = {
      areFirst: this.#areFirst,
      resources: this.resources.takeNew().map(({ service, attributes }) => {
        return { name: service, attributes: movableMap(attributes) };
      }),
      scopes: this.scopes.takeNew().map(({ name, attributes }) => {
        return { name, attributes: movableMap(attributes) };
      }),
      keys: this.keys.takeNew(),
    };
    const most = Math.max(this.resources.count, this.scopes.count, this.keys.count);
    this.#areFirst = most > MOST_SHARED;
    if (this.#areFirst) this.#forget();
    return parts;
  }

  #forget(): void {
    this.resources = new Numbered();
    this.scopes = new Numbered();
    this.keys = new Numbered();
  }
}

/** Gives each thing a number, the same for the same. */
class Numbered<T> {
  readonly #numbers = new Map<T, number>();
  #new: T[] = [];
  #count = 0;

  get count(): number {
    return this.#count;
  }

  numberOf(thing: T): number {
    // Maps take 0 and -0 for the same key; they are not the same value.
    const isKept = !Object.is(thing, -0);
    const known = isKept ? this.#numbers.get(thing) : undefined;
    if (known !== undefined) return known;
    const number = this.#count++;
    this.#new.push(thing);
    if (isKept) this.#numbers.set(thing, number);
    return number;
  }

  /** In the order of their numbers. */
  takeNew(): readonly T[] {
    const taken = this.#new;
    this.#new = [];
    return taken;
  }
}

function isRare(span: Span): boolean {
  return (
    span.events.length > 0 ||
    span.links.length > 0 ||
    span.statusMessage !== undefined ||
    span.parentSpanId === NO_PARENT
  );
}

const NO_PARENT = '0'.repeat(2 * ID_BYTES);

function raritiesOf({ events, links, statusMessage, parentSpanId }: Span): Rarities {
  return {
    events: events.map((event) => ({ ...event, attributes: movableMap(event.attributes) })),
    links: links.map((link) => ({ ...link, attributes: movableMap(link.attributes) })),
    ...(statusMessage !== undefined && { statusMessage }),
    ...(parentSpanId !== undefined && { parentSpanId }),
  };
}

const movableMap = (attributes: Attributes): ReadonlyMap<string, AttributeValue> =>
  new Map(Array.from(attributes, ([key, value]) => [key, movable(value)]));

function movable(value: AttributeValue): AttributeValue {
  if (typeof value !== 'object' || value instanceof Uint8Array) return value;
  return isList(value) ? value.map(movable) : movableMap(value);
}

const isList = (value: object): value is readonly AttributeValue[] => Array.isArray(value);
