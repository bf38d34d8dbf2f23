import type { DuckDBConnection } from '@duckdb/node-api';
import { AttributesDraft } from '../../../shared/span/attributesDraft.ts';
import {
  type Attributes,
  type AttributeValue,
  NO_SCOPE,
  type Resource,
  type Scope,
  UNKNOWN_SERVICE,
} from '../../../shared/span/span.ts';
import { run } from './engine.ts';
import { ChunkColumns } from './resultColumns.ts';
import type { Slice } from './slice.ts';
import { Params } from './sql.ts';
import { exactText, fromStoredValue } from './storedValue.ts';

interface ReadValue {
  readonly name: string;
  readonly value: AttributeValue;
}

interface ReadBundle {
  readonly name: number;
  readonly vals: Uint32Array;
  readonly extra: string;
}

/** Ids of values, resources and scopes of one slice, back to what they stand for. */
export class ValueReader {
  readonly #slice: Slice;
  readonly #values = new Map<number, ReadValue>();
  readonly #bundles = new Map<number, ReadBundle>();
  readonly #resources = new Map<number, Resource>();
  readonly #scopes = new Map<number, Scope>([[0, NO_SCOPE]]);

  constructor(slice: Slice) {
    this.#slice = slice;
  }

  /** Reads what the ids stand for, the members of bundles included. */
  async load(
    connection: DuckDBConnection,
    valueIds: Iterable<number>,
    bundleIds: Iterable<number>,
  ): Promise<void> {
    const members = await this.#loadBundles(connection, missing(bundleIds, this.#bundles));
    const wanted = missing(valueIds, this.#values);
    for (const id of members) if (!this.#values.has(id)) wanted.add(id);
    await this.#loadValues(connection, wanted);
  }

  /** As `load`, but of the bundles only their names: a service instead of a resource. */
  async loadNames(
    connection: DuckDBConnection,
    valueIds: Iterable<number>,
    bundleIds: Iterable<number>,
  ): Promise<void> {
    await this.#loadBundles(connection, missing(bundleIds, this.#bundles));
    const wanted = missing(valueIds, this.#values);
    for (const { name } of this.#bundles.values()) if (!this.#values.has(name)) wanted.add(name);
    await this.#loadValues(connection, wanted);
  }

  bundleName(id: number): string {
    return this.text(this.#bundles.get(id)?.name ?? 0);
  }

  text(id: number): string {
    const value = this.#values.get(id)?.value;
    return typeof value === 'string' ? value : '';
  }

  attribute(id: number): ReadValue | undefined {
    return this.#values.get(id);
  }

  resource(id: number): Resource {
    const known = this.#resources.get(id);
    if (known !== undefined) return known;
    const bundle = this.#bundles.get(id);
    const [, schemaUrl, droppedAttributes] = extraOf(bundle);
    const resource: Resource = {
      service: bundle === undefined ? UNKNOWN_SERVICE : this.text(bundle.name),
      attributes: readAttributes(this, bundle?.vals ?? []),
      ...(schemaUrl !== null && schemaUrl !== undefined && { schemaUrl }),
      ...(droppedAttributes !== null && droppedAttributes !== undefined && { droppedAttributes }),
    };
    this.#resources.set(id, resource);
    return resource;
  }

  scope(id: number): Scope {
    const known = this.#scopes.get(id);
    if (known !== undefined) return known;
    const bundle = this.#bundles.get(id);
    const [version, schemaUrl, droppedAttributes] = extraOf(bundle);
    const scope: Scope = {
      name: bundle === undefined ? '' : this.text(bundle.name),
      version: version ?? '',
      attributes: readAttributes(this, bundle?.vals ?? []),
      ...(schemaUrl !== null && schemaUrl !== undefined && { schemaUrl }),
      ...(droppedAttributes !== null && droppedAttributes !== undefined && { droppedAttributes }),
    };
    this.#scopes.set(id, scope);
    return scope;
  }

  async #loadBundles(connection: DuckDBConnection, ids: Set<number>): Promise<number[]> {
    if (ids.size === 0) return [];
    const params = new Params();
    const text = `SELECT id, name, vals, extra FROM bundle_{n} WHERE id IN (SELECT unnest(${params.uints([...ids])}))`;
    const result = await run(connection, { text: this.#slice.sql(text), params });
    const members: number[] = [];
    for (const chunk of await result.fetchAllChunks()) {
      const columns = new ChunkColumns(chunk);
      const names = columns.uint32(1);
      const extras = columns.texts(3);
      const { starts, items } = columns.uint32Lists(2);
      columns.uint32(0).forEach((id, row) => {
        const vals = items.slice(starts[row], starts[row + 1]);
        this.#bundles.set(id, { name: names[row] ?? 0, vals, extra: extras[row] ?? '' });
        members.push(names[row] ?? 0);
        for (const val of vals) members.push(val);
      });
    }
    return members;
  }

  async #loadValues(connection: DuckDBConnection, ids: Set<number>): Promise<void> {
    if (ids.size === 0) return;
    const params = new Params();
    const text = `SELECT v.id, v.type, v.txt, v.raw, k.name, k.raw FROM value_{n} v JOIN key_{n} k ON k.id = v.key
      WHERE v.id IN (SELECT unnest(${params.uints([...ids])}))`;
    const result = await run(connection, { text: this.#slice.sql(text), params });
    for (const chunk of await result.fetchAllChunks()) {
      const columns = new ChunkColumns(chunk);
      const types = columns.uint8(1);
      const texts = columns.texts(2);
      const raws = columns.texts(3);
      const names = columns.texts(4);
      const rawNames = columns.texts(5);
      columns.uint32(0).forEach((id, row) => {
        const value = fromStoredValue(types[row] ?? 0, texts[row] ?? '', raws[row] ?? '');
        const name = exactText(names[row] ?? '', rawNames[row] ?? '');
        this.#values.set(id, { name, value });
      });
    }
  }
}

const draft = new AttributesDraft();

export function readAttributes(values: ValueReader, ids: Iterable<number>): Attributes {
  draft.begin();
  for (const id of ids) {
    const read = values.attribute(id);
    if (read !== undefined) draft.set(read.name, read.value);
  }
  return draft.finish();
}

type BundleExtra = readonly [string?, (string | null)?, (number | null)?];

function extraOf(bundle: ReadBundle | undefined): BundleExtra {
  return bundle === undefined || bundle.extra === ''
    ? []
    : (JSON.parse(bundle.extra) as BundleExtra);
}

/** Ids that are not known yet; 0 is no id. */
function missing(ids: Iterable<number>, known: ReadonlyMap<number, unknown>): Set<number> {
  const wanted = new Set<number>();
  for (const id of ids) if (id !== 0 && !known.has(id)) wanted.add(id);
  return wanted;
}
