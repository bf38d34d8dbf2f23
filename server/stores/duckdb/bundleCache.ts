import { SCOPE_NAME_KEY, SCOPE_VERSION_KEY } from '../../../shared/query/spanAttributes.ts';
import { RecentMap } from '../../../shared/recentMap.ts';
import type { Attributes, AttributeValue, Resource, Scope } from '../../../shared/span/span.ts';
import { NO_ATTRIBUTES, NO_SCOPE } from '../../../shared/span/span.ts';
import type { KeyEntry } from './keyEntry.ts';
import type { SliceBuffers } from './sliceTables.ts';

const BUNDLES_KEPT = 20_000;
/** Decoders hand out the same object for the same resource while they remember it. */
const OBJECTS_KEPT = 10_000;

interface BundleEntry {
  readonly id: number;
  /** Keys of the members, so that a use of the bundle counts as a use of each. */
  readonly keys: readonly KeyEntry[];
  /** Spans that use it and are not in the counts of its keys yet. */
  uses: number;
}

/** Where the ids of a bundle's members come from. */
interface MemberIds {
  builtinValue(key: 'service' | 'scopeName', text: string): number;
  key(place: 'resource' | 'scope', name: string): KeyEntry;
  valueId(key: KeyEntry, value: AttributeValue): number;
}

/**
 * Resources and scopes: many spans share one, so a span holds its id and the
 * index one row, not one for each of its attributes.
 */
export class BundleCache {
  readonly #memberIds: MemberIds;
  readonly #buffers: SliceBuffers;
  readonly #nextId: () => number;
  readonly #byContent = new RecentMap<string, BundleEntry>(BUNDLES_KEPT);
  // Not a WeakMap: with new objects in every batch its upkeep took a sixth of the collector's time.
  readonly #byObject = new RecentMap<object, BundleEntry>(OBJECTS_KEPT);
  readonly #used = new Set<BundleEntry>();

  constructor(memberIds: MemberIds, buffers: SliceBuffers, nextId: () => number) {
    this.#memberIds = memberIds;
    this.#buffers = buffers;
    this.#nextId = nextId;
  }

  resourceId(resource: Resource): number {
    const known = this.#byObject.get(resource);
    const entry = known ?? this.#add(resource, 'resource', 'service', resource.service, '');
    return this.#use(entry);
  }

  scopeId(scope: Scope): number {
    if (scope === NO_SCOPE) return 0;
    const known = this.#byObject.get(scope);
    const entry = known ?? this.#add(scope, 'scope', 'scopeName', scope.name, scope.version);
    return this.#use(entry);
  }

  /** Counts the uses of bundles as uses of their members' keys. */
  countUses(): void {
    for (const entry of this.#used) {
      for (const key of entry.keys) key.count += entry.uses;
      entry.uses = 0;
    }
    this.#used.clear();
  }

  #use(entry: BundleEntry): number {
    if (entry.uses++ === 0) this.#used.add(entry);
    return entry.id;
  }

  #add(
    source: Resource | Scope,
    place: 'resource' | 'scope',
    nameKey: 'service' | 'scopeName',
    nameText: string,
    version: string,
  ): BundleEntry {
    const name = this.#memberIds.builtinValue(nameKey, nameText);
    const keys: KeyEntry[] = [];
    const vals = this.#valueIds(source.attributes, place, keys);
    const extra = extraOf(source, version);
    const content = `${place} ${name} ${vals.join()} ${extra}`;
    const known = this.#byContent.get(content);
    const implied = this.#valueIds(
      impliedBy(source.attributes, place, nameText, version),
      place,
      keys,
    );
    const members = [name, ...vals, ...implied];
    const entry = known ?? { id: this.#write(name, vals, extra, members), keys, uses: 0 };
    if (known === undefined) this.#byContent.set(content, entry);
    this.#byObject.set(source, entry);
    return entry;
  }

  #valueIds(attributes: Attributes, place: 'resource' | 'scope', keys: KeyEntry[]): number[] {
    const vals: number[] = [];
    for (const [name, value] of attributes) {
      const key = this.#memberIds.key(place, name);
      keys.push(key);
      vals.push(this.#memberIds.valueId(key, value));
    }
    return vals;
  }

  #write(name: number, vals: readonly number[], extra: string, members: readonly number[]): number {
    const id = this.#nextId();
    const { bundle, member } = this.#buffers;
    const row = bundle.addRow();
    bundle.columns.id.values[row] = id;
    bundle.columns.name.values[row] = name;
    bundle.columns.vals.begin(row);
    for (const val of vals) bundle.columns.vals.push(val);
    bundle.columns.extra.set(row, extra);
    for (const val of members) {
      const memberRow = member.addRow();
      member.columns.bundle.values[memberRow] = id;
      member.columns.val.values[memberRow] = val;
    }
    return id;
  }
}

/** What is asked for as an attribute of the scope and kept outside of its attributes. */
function impliedBy(
  attributes: Attributes,
  place: 'resource' | 'scope',
  name: string,
  version: string,
): Attributes {
  if (place === 'resource') return NO_ATTRIBUTES;
  const implied = new Map<string, string>();
  if (name !== '' && !attributes.has(SCOPE_NAME_KEY)) implied.set(SCOPE_NAME_KEY, name);
  if (version !== '' && !attributes.has(SCOPE_VERSION_KEY)) implied.set(SCOPE_VERSION_KEY, version);
  return implied;
}

/** Version, schema URL and dropped count as JSON; empty when there is none of them. */
function extraOf(source: Resource | Scope, version: string): string {
  const { schemaUrl, droppedAttributes } = source;
  if (version === '' && schemaUrl === undefined && droppedAttributes === undefined) return '';
  return JSON.stringify([version, schemaUrl, droppedAttributes]);
}
