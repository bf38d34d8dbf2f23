import { RecentMap } from '../../../shared/recentMap.ts';
import type { AttributeShape } from '../../../shared/span/attributeShape.ts';
import type { AttributeValue, Resource, Scope } from '../../../shared/span/span.ts';
import type { TraceSummary } from '../../../shared/summary/traceSummary.ts';
import { BundleCache } from './bundleCache.ts';
import { KeyEntry } from './keyEntry.ts';
import { SequenceIds } from './sequenceIds.ts';
import type { SliceBuffers } from './sliceTables.ts';
import { toStoredValue } from './storedValue.ts';
import { encodeShape, stepThroughShape } from './summaryShape.ts';

/** Where a key was found, as the `key` table stores it. Append only. */
export const PLACES = ['span', 'resource', 'event', 'scope', 'link', 'builtin'] as const;
export type Place = (typeof PLACES)[number];

/** Texts of a span that are no attributes are values of these keys, in the place `builtin`. */
export type BuiltinKey = 'service' | 'operation' | 'statusMessage' | 'scopeName';

const KEYS_KEPT = 20_000;
const SHAPES_KEPT = 4_000;
const LABELS_KEPT = 50_000;
const STEPS_KEPT = 50_000;
/** Larger ones are those of a few huge traces. */
const MOST_STEPS = 256;
const FEW_LABELS = 32;
const LARGE_SETS_KEPT = 100;

/** The highest ids a slice has given away; 0 is "none" everywhere. */
export interface LastIds {
  readonly key: number;
  readonly value: number;
  readonly label: number;
}

const NO_IDS: LastIds = { key: 0, value: 0, label: 0 };

/**
 * Gives names, values, resources and labels of one slice their ids, and puts
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
  #lastLabelId: number;
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
  readonly #labels: RecentMap<string, number>[] = [];
  readonly #labelSets = new SequenceIds(STEPS_KEPT);
  readonly #largeLabelSets = new RecentMap<string, number>(LARGE_SETS_KEPT);
  readonly #shapes = new SequenceIds(STEPS_KEPT);
  readonly #bundles: BundleCache;

  constructor(buffers: SliceBuffers, last: LastIds = NO_IDS) {
    this.#buffers = buffers;
    this.#lastKeyId = last.key;
    this.#lastValueId = last.value;
    this.#lastLabelId = last.label;
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

  /** Id of a text of summaries; 0 for an absent one. Fields have their own ids. */
  labelId(field: number, text: string | undefined): number {
    if (text === undefined) return 0;
    this.#labels[field] ??= new RecentMap(LABELS_KEPT);
    const known = this.#labels[field].get(text);
    if (known !== undefined) return known;
    const id = ++this.#lastLabelId;
    this.#labels[field].set(text, id);
    const { columns } = this.#buffers.label;
    const row = this.#buffers.label.addRow();
    columns.id.values[row] = id;
    columns.field.values[row] = field;
    columns.txt.set(row, text);
    return id;
  }

  /** Id of a set of labels; the order of `texts`, in which each stands once, does not matter to it. */
  labelSetId(field: number, texts: readonly string[]): number {
    const ids = this.#sortedLabelIds(field, texts);
    return ids.length > MOST_STEPS ? this.#largeLabelSetId(ids) : this.#fewLabelsId(ids);
  }

  #fewLabelsId(ids: readonly number[]): number {
    const known = this.#labelSets.begin();
    for (const id of ids) known.add(id);
    if (known.id === 0) known.id = this.#addLabelSet(ids);
    return known.id;
  }

  #largeLabelSetId(ids: readonly number[]): number {
    const name = ids.join();
    const known = this.#largeLabelSets.get(name);
    if (known !== undefined) return known;
    const id = this.#addLabelSet(ids);
    this.#largeLabelSets.set(name, id);
    return id;
  }

  #addLabelSet(ids: readonly number[]): number {
    const id = ++this.#lastLabelId;
    const { columns } = this.#buffers.labelset;
    for (const label of ids) {
      const row = this.#buffers.labelset.addRow();
      columns.id.values[row] = id;
      columns.label.values[row] = label;
    }
    return id;
  }

  /** Id of what traces of one kind have in common. */
  shapeId(field: number, summary: TraceSummary): number {
    const known = stepThroughShape(this.#shapes.begin(), summary);
    if (known.id === 0) known.id = this.labelId(field, encodeShape(summary));
    return known.id;
  }

  #sortedLabelIds(field: number, texts: readonly string[]): number[] {
    const ids = texts.map((text) => this.labelId(field, text));
    if (ids.length > FEW_LABELS) return ids.sort((a, b) => a - b);
    // By insertion: the engine's own sort has a cost of about 1 µs whatever it sorts.
    for (let i = 1; i < ids.length; i++) {
      const id = ids[i] ?? 0;
      let at = i;
      for (; at > 0 && (ids[at - 1] ?? 0) > id; at--) ids[at] = ids[at - 1] ?? 0;
      ids[at] = id;
    }
    return ids;
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
