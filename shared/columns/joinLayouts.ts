import type { SpanLayout } from './spanLayout.ts';
import { TextTable } from './textTable.ts';

/** The batches as one run, in their order, with one table of services and one of operations. */
export function joinLayouts(batches: readonly SpanLayout[]): SpanLayout {
  const [only] = batches;
  if (batches.length === 1 && only !== undefined) return only;

  let count = 0;
  for (const batch of batches) count += batch.count;
  const joined = emptyLayout(count);
  const services = new TextTable();
  const operations = new TextTable();

  let at = 0;
  for (const batch of batches) {
    joined.spanId.set(batch.spanId.subarray(0, batch.count), at);
    joined.parentId.set(batch.parentId.subarray(0, batch.count), at);
    joined.startUs.set(batch.startUs.subarray(0, batch.count), at);
    joined.durationUs.set(batch.durationUs.subarray(0, batch.count), at);
    joined.kind.set(batch.kind.subarray(0, batch.count), at);
    joined.status.set(batch.status.subarray(0, batch.count), at);
    joined.evidence.set(batch.evidence.subarray(0, batch.count), at);
    joined.events.set(batch.events.subarray(0, batch.count), at);
    const { service, operation, count: size } = batch;
    translate(service.subarray(0, size), batch.services, services, joined.service, at);
    translate(operation.subarray(0, size), batch.operations, operations, joined.operation, at);
    at += batch.count;
  }
  return { ...joined, services: services.texts, operations: operations.texts };
}

/** A run of `count` spans, every number 0, with empty tables. */
export function emptyLayout(count: number): SpanLayout {
  return {
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
    services: [],
    operations: [],
  };
}

/** Copies indices into `texts` to `target[at…]` as indices into `table`. */
function translate(
  indices: Uint32Array,
  texts: readonly string[],
  table: TextTable,
  target: Uint32Array,
  at: number,
): void {
  const own = Uint32Array.from(texts, (text) => table.indexOf(text));
  for (let i = 0; i < indices.length; i++) target[at + i] = own[indices[i] ?? 0] ?? 0;
}
