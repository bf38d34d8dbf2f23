import { RecentMap } from '../../../shared/recentMap.ts';
import type { AttributeShape } from '../../../shared/span/attributeShape.ts';
import type { AttributeValue, Resource, Scope } from '../../../shared/span/span.ts';
import { BundleCache } from './bundleCache.ts';
import { KeyEntry } from './keyEntry.ts';
import type { SliceBuffers } from './sliceTables.ts';
import { toStoredValue } from './storedValue.ts';

/** Where a key was found, as the `key` table stores it. Append only. */
export const PLACES = ['span', 'resource', 'event', 'scope', 'link', 'builtin'] as const;
export type Place = (typeof PLACES)[number];

/** Texts of a span that are no attributes are values of these keys, in the place `builtin`. */
export type BuiltinKey = 'service' | 'operation' | 'statusMessage' | 'scopeName';

const KEYS_KEPT = 20_000;
const SHAPES_KEPT = 4_000;

/** The highest ids a slice has given away; 0 is "none" everywhere. */
export interface LastIds {
  readonly key: number;
  readonly value: number;
  readonly label: number;
}

const NO_IDS: LastIds = { key: 0, value: 0, label: 0 };

/**
 * Gives names, values and resources of one slice their ids, and puts
 * the rows of new ones into the buffers, from where the next transaction takes them.
 *
 * It remembers a bounded number of them; what it forgot gets another id, so a
 * text may have several and queries ask for all. After a failed commit it must be
 * thrown away: it remembers ids whose rows were rolled back.
 */
export class Dictionary {
  readonly #buffers: SliceBuffers;
  #lastKeyId: number;
  #lastValueId: number;
  readonly #keys: Readonly<Record<Place, RecentMap<string, KeyEntry>>> = {
    span: new RecentMap(KEYS_KEPT),
    resource: new RecentMap(KEYS_KEPT),
    event: new RecentMap(KEYS_KEPT),
    scope: new RecentMap(KEYS_KEPT),
    link: new RecentMap(KEYS_KEPT),
    builtin: new RecentMap(KEYS_KEPT),
  };
  #operationKey: KeyEntry | undefined;
  /** Of spans' attributes: one lookup instead of one for each key. */
  readonly #keysOfShapes = new RecentMap<AttributeShape, readonly KeyEntry[]>(SHAPES_KEPT);
  readonly #bundles: BundleCache;

  constructor(buffers: SliceBuffers, last: LastIds = NO_IDS) {
    this.#buffers = buffers;
    this.#lastKeyId = last.key;
    this.#lastValueId = last.value;
    this.#bundles = new BundleCache(this, buffers, () => ++this.#lastValueId);
  }

  key(place: Place, name: string): KeyEntry {
    const keys = this.#keys[place];
    return keys.get(name) ?? this.#addKey(keys, place, name);
  }

  builtinValue(key: BuiltinKey, text: string): number {
    return this.valueId(this.key('builtin', key), text);
  }

  operationValue(operation: string): number {
    this.#operationKey ??= this.key('builtin', 'operation');
    return this.valueId(this.#operationKey, operation);
  }

  /** Id of an attribute's value, counted as a use of its key. */
  attributeValue(place: Place, name: string, value: AttributeValue): number {
    const key = this.key(place, name);
    key.count++;
    return this.valueId(key, value);
  }

  /** The keys of spans' attributes of this shape, in its order. */
  spanKeysOf(shape: AttributeShape): readonly KeyEntry[] {
    const known = this.#keysOfShapes.get(shape);
    if (known !== undefined) return known;
    const keys = shape.keys.map((name) => this.key('span', name));
    this.#keysOfShapes.set(shape, keys);
    return keys;
  }

  valueId(key: KeyEntry, value: AttributeValue): number {
    const known = key.find(value);
    if (known !== undefined) return known;
    const id = ++this.#lastValueId;
    key.remember(value, id);
    this.#addValueRow(id, key.id, value);
    return id;
  }

  resourceId(resource: Resource): number {
    return this.#bundles.resourceId(resource);
  }

  scopeId(scope: Scope): number {
    return this.#bundles.scopeId(scope);
  }

  /** Uses of keys that `writeKeyUses` has not put down yet, by key id. */
  pendingKeyUses(): ReadonlyMap<number, number> {
    this.#bundles.countUses();
    const uses = new Map<number, number>();
    for (const keys of Object.values(this.#keys))
      for (const key of keys.values()) uses.set(key.id, key.count);
    return uses;
  }

  /** Puts the uses of keys since the last call into the buffers. */
  writeKeyUses(): void {
    this.#bundles.countUses();
    const { columns } = this.#buffers.keyuse;
    for (const keys of Object.values(this.#keys)) {
      for (const key of keys.values()) {
        if (key.count === 0) continue;
        const row = this.#buffers.keyuse.addRow();
        columns.key.values[row] = key.id;
        columns.uses.values[row] = key.count;
        key.count = 0;
      }
    }
  }

  #addKey(keys: RecentMap<string, KeyEntry>, place: Place, name: string): KeyEntry {
    const entry = new KeyEntry(++this.#lastKeyId);
    keys.set(name, entry);
    // Its place may have been that of a key that a shape still holds.
    this.#keysOfShapes.clear();
    const { columns } = this.#buffers.key;
    const row = this.#buffers.key.addRow();
    columns.id.values[row] = entry.id;
    columns.place.values[row] = PLACES.indexOf(place);
    columns.name.set(row, name);
    columns.raw.set(row, toStoredValue(name).raw);
    return entry;
  }

  #addValueRow(id: number, keyId: number, value: AttributeValue): void {
    const stored = toStoredValue(value);
    const { columns } = this.#buffers.value;
    const row = this.#buffers.value.addRow();
    columns.id.values[row] = id;
    columns.key.values[row] = keyId;
    columns.type.values[row] = stored.type;
    columns.txt.set(row, stored.txt);
    columns.num.set(row, stored.num);
    columns.raw.set(row, stored.raw);
  }
}
