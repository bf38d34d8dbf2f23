import type { DuckDBConnection } from '@duckdb/node-api';
import type { SpanLayout } from '../../../shared/columns/spanLayout.ts';
import type { ChunkColumns } from './resultColumns.ts';
import type { Slice } from './slice.ts';
import { ValueReader } from './valueReader.ts';

/**
 * Puts the chunks of a trace's rows together. Columns of the chunks: sno, span
 * id, parent id, start, duration, resource, operation, kind, status, evidence, events.
 */
export class LayoutBuilder {
  readonly #chunks: readonly ChunkColumns[];
  readonly #count: number;
  readonly #services = new TextTable();
  readonly #operations = new TextTable();

  constructor(chunks: readonly ChunkColumns[]) {
    this.#chunks = chunks;
    this.#count = chunks.reduce((sum, chunk) => sum + chunk.count, 0);
  }

  async loadTexts(connection: DuckDBConnection, slice: Slice): Promise<void> {
    const resources = new Set<number>();
    const operations = new Set<number>();
    for (const chunk of this.#chunks) {
      for (const id of chunk.uint32(5)) resources.add(id);
      for (const id of chunk.uint32(6)) operations.add(id);
    }
    const values = new ValueReader(slice);
    await values.loadNames(connection, operations, resources);
    for (const id of resources) this.#services.add(id, values.bundleName(id));
    for (const id of operations) this.#operations.add(id, values.text(id));
  }

  build(): SpanLayout {
    const count = this.#count;
    const layout = {
      count,
      spanId: new BigUint64Array(count),
      parentId: new BigUint64Array(count),
      startUs: new Float64Array(count),
      durationUs: new Float64Array(count),
      service: new Uint32Array(count),
      operation: new Uint32Array(count),
      kind: new Uint8Array(count),
      status: new Uint8Array(count),
      evidence: new Uint8Array(count),
      events: new Uint8Array(count),
      services: this.#services.texts,
      operations: this.#operations.texts,
    };
    for (const chunk of this.#chunks) this.#scatter(chunk, layout);
    return layout;
  }

  // Numbers of spans are dense within a trace, so a row's place is its number; a scan by several
  // threads may deliver chunks in any order.
  #scatter(chunk: ChunkColumns, layout: SpanLayout): void {
    const snos = chunk.uint32(0);
    const spanIds = chunk.bigUint64(1);
    const parentIds = chunk.bigUint64(2);
    const startsUs = chunk.int64(3);
    const durationsUs = chunk.int64(4);
    const resources = chunk.uint32(5);
    const operations = chunk.uint32(6);
    const kinds = chunk.uint8(7);
    const statuses = chunk.uint8(8);
    const evidences = chunk.uint8(9);
    const events = chunk.uint8(10);
    for (let row = 0; row < chunk.count; row++) {
      const at = snos[row] ?? 0;
      layout.spanId[at] = spanIds[row] ?? 0n;
      layout.parentId[at] = parentIds[row] ?? 0n;
      layout.startUs[at] = startsUs[row] ?? 0;
      layout.durationUs[at] = durationsUs[row] ?? 0;
      layout.service[at] = this.#services.indexOf(resources[row] ?? 0);
      layout.operation[at] = this.#operations.indexOf(operations[row] ?? 0);
      layout.kind[at] = kinds[row] ?? 0;
      layout.status[at] = statuses[row] ?? 0;
      layout.evidence[at] = evidences[row] ?? 0;
      layout.events[at] = events[row] ?? 0;
    }
  }
}

/** Texts once each, found by any of their ids. */
class TextTable {
  readonly texts: string[] = [];
  readonly #indexOfText = new Map<string, number>();
  readonly #indexOfId = new Map<number, number>();

  add(id: number, text: string): void {
    let index = this.#indexOfText.get(text);
    if (index === undefined) {
      index = this.texts.length;
      this.texts.push(text);
      this.#indexOfText.set(text, index);
    }
    this.#indexOfId.set(id, index);
  }

  indexOf(id: number): number {
    return this.#indexOfId.get(id) ?? 0;
  }
}
