import type { DuckDBConnection } from '@duckdb/node-api';
import { SPAN_KINDS, SPAN_STATUSES } from '../../../shared/columns/spanLayout.ts';
import { spanIdFromBigInt } from '../../../shared/span/ids.ts';
import type { Span, SpanEvent, SpanLink } from '../../../shared/span/span.ts';
import { run } from './engine.ts';
import { ChunkColumns } from './resultColumns.ts';
import type { Slice } from './slice.ts';
import type { EventExtra, LinkExtra, SpanExtra } from './spanExtra.ts';
import type { Params } from './sql.ts';
import { readAttributes, type ValueReader } from './valueReader.ts';

/** A span as read, with the number of its trace and its place in it. */
export interface ReadSpan {
  readonly tno: number;
  readonly sno: number;
  readonly span: Span;
}

/**
 * Reads whole spans of a slice. They are held in memory all at once: ask for some thousand.
 *
 * @param where SQL over the span table's columns
 */
export async function readSpans(
  connection: DuckDBConnection,
  slice: Slice,
  where: { readonly text: string; readonly params: Params },
  values: ValueReader,
  traceIdOf: (tno: number) => string,
): Promise<ReadSpan[]> {
  const text = slice.sql(`SELECT ${SPAN_COLUMNS} FROM span_{n} WHERE ${where.text}`);
  const result = await run(connection, { text, params: where.params });
  const chunks = (await result.fetchAllChunks()).map((chunk) => new SpanChunk(chunk));
  await values.load(
    connection,
    chunks.flatMap((chunk) => chunk.valueIds()),
    chunks.flatMap((chunk) => chunk.bundleIds()),
  );
  return chunks.flatMap((chunk) => chunk.decode(values, traceIdOf));
}

const SPAN_COLUMNS = `tno, sno, span_id, parent_id, start_us, duration_us, start_ns, end_ns, kind,
  status, flags, operation, resource, scope, vals, extra`;

class SpanChunk {
  readonly #columns: ChunkColumns;
  readonly #extras: readonly (SpanExtra | undefined)[];

  constructor(chunk: ConstructorParameters<typeof ChunkColumns>[0]) {
    this.#columns = new ChunkColumns(chunk);
    this.#extras = this.#columns
      .texts(15)
      .map((text) => (text === '' ? undefined : (JSON.parse(text) as SpanExtra)));
  }

  bundleIds(): number[] {
    return [...this.#columns.uint32(12), ...this.#columns.uint32(13)];
  }

  valueIds(): number[] {
    const ids = [...this.#columns.uint32(11), ...this.#columns.uint32Lists(14).items];
    for (const extra of this.#extras) {
      if (extra === undefined) continue;
      if (extra.message !== undefined) ids.push(extra.message);
      for (const event of extra.events ?? []) for (const id of event[3]) ids.push(id);
      for (const link of extra.links ?? []) for (const id of link[2]) ids.push(id);
    }
    return ids;
  }

  decode(values: ValueReader, traceIdOf: (tno: number) => string): ReadSpan[] {
    const columns = this.#columns;
    const tnos = columns.uint32(0);
    const snos = columns.uint32(1);
    const spanIds = columns.bigUint64(2);
    const parentIds = columns.bigUint64(3);
    const startsUs = columns.int64(4);
    const durationsUs = columns.int64(5);
    const startsNs = columns.uint16(6);
    const endsNs = columns.uint16(7);
    const kinds = columns.uint8(8);
    const statuses = columns.uint8(9);
    const flags = columns.uint32(10);
    const operations = columns.uint32(11);
    const resources = columns.uint32(12);
    const scopes = columns.uint32(13);
    const { starts, items } = columns.uint32Lists(14);
    return this.#extras.map((extra, row): ReadSpan => {
      const tno = tnos[row] ?? 0;
      const parentId = parentIds[row] ?? 0n;
      const startNs = startsNs[row] ?? 0;
      const endNs = endsNs[row] ?? 0;
      const flagBits = flags[row] ?? 0;
      const span: Span = {
        traceId: traceIdOf(tno),
        spanId: spanIdFromBigInt(spanIds[row] ?? 0n),
        ...((parentId !== 0n || extra?.hasZeroParent === true) && {
          parentSpanId: spanIdFromBigInt(parentId),
        }),
        operation: values.text(operations[row] ?? 0),
        kind: SPAN_KINDS[kinds[row] ?? 0] ?? 'unspecified',
        startUs: startsUs[row] ?? 0,
        durationUs: durationsUs[row] ?? 0,
        ...(startNs !== 0 && { startNs }),
        ...(endNs !== 0 && { endNs }),
        status: SPAN_STATUSES[statuses[row] ?? 0] ?? 'unset',
        ...(extra?.message !== undefined && { statusMessage: values.text(extra.message) }),
        attributes: readAttributes(values, items.subarray(starts[row], starts[row + 1])),
        resource: values.resource(resources[row] ?? 0),
        scope: values.scope(scopes[row] ?? 0),
        events: (extra?.events ?? []).map((event) => readEvent(values, event)),
        links: (extra?.links ?? []).map((link) => readLink(values, link)),
        ...(extra?.state !== undefined && { traceState: extra.state }),
        ...(flagBits !== 0 && { flags: flagBits }),
        ...(extra?.dropped !== undefined && { dropped: readDropped(extra.dropped) }),
      };
      return { tno, sno: snos[row] ?? 0, span };
    });
  }
}

function readEvent(values: ValueReader, event: EventExtra): SpanEvent {
  const [name, timeUs, timeNs, ids, dropped] = event;
  return {
    name,
    timeUs,
    ...(timeNs !== 0 && { timeNs }),
    attributes: readAttributes(values, ids),
    ...(isGiven(dropped) && { droppedAttributes: dropped }),
  };
}

function readLink(values: ValueReader, link: LinkExtra): SpanLink {
  const [traceId, spanId, ids, state, flags, dropped] = link;
  return {
    traceId,
    spanId,
    attributes: readAttributes(values, ids),
    ...(isGiven(state) && { traceState: state }),
    ...(isGiven(flags) && { flags }),
    ...(isGiven(dropped) && { droppedAttributes: dropped }),
  };
}

function readDropped([attributes, events, links]: readonly (number | null)[]): NonNullable<
  Span['dropped']
> {
  return {
    ...(isGiven(attributes) && { attributes }),
    ...(isGiven(events) && { events }),
    ...(isGiven(links) && { links }),
  };
}

const isGiven = <T>(value: T | null | undefined): value is T =>
  value !== null && value !== undefined;
