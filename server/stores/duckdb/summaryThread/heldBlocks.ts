import { SPAN_KINDS, SPAN_STATUSES } from '../../../../shared/columns/spanLayout.ts';
import type { Mutable } from '../../../../shared/mutable.ts';
import { AttributesDraft } from '../../../../shared/span/attributesDraft.ts';
import { spanIdFromBytes } from '../../../../shared/span/ids.ts';
import type { Resource, Scope, Span } from '../../../../shared/span/span.ts';
import type { SpansToSummarize } from '../knownSays.ts';
import { type Bundle, ID_BYTES, type SharedParts, type SpanBlock } from './spanBlock.ts';

/** The last span of a trace; the one before it stands in its block. */
interface LastSpan {
  blockNumber: number;
  row: number;
  spanCount: number;
}

/** A trace that gets a span now and then must not keep all that came beside each. */
const LONGEST_HELD_MS = 10_000;

/** The spans of traces in motion, by number of the trace. They stay columns until they are asked for. */
export class HeldBlocks {
  readonly #lastSpans = new Map<number, LastSpan>();
  /** Those with spans that are held, by number. */
  readonly #blocks = new Map<number, HeldBlock>();
  #lastBlockNumber = 0;
  #shared = new Shared();

  /** @param nowMs  monotonic */
  hold(block: SpanBlock, nowMs: number): void {
    this.#letGoOfOld(nowMs);
    const blockNumber = ++this.#lastBlockNumber;
    if (block.shared.areFirst) this.#shared = new Shared();
    this.#shared.add(block.shared);
    const held = new HeldBlock(block, this.#shared, nowMs);
    this.#blocks.set(blockNumber, held);
    block.tnos.forEach((tno, row) => {
      const last = this.#lastSpans.get(tno);
      if (last === undefined) {
        this.#lastSpans.set(tno, { blockNumber, row, spanCount: 1 });
        return;
      }
      held.putBehind(row, last);
      last.blockNumber = blockNumber;
      last.row = row;
      last.spanCount++;
    });
  }

  letGo(tno: number): void {
    for (const { block, blockNumber } of this.#placesOf(tno)) {
      if (--block.heldCount === 0) this.#blocks.delete(blockNumber);
    }
    this.#lastSpans.delete(tno);
  }

  #letGoOfOld(nowMs: number): void {
    for (const block of this.#blocks.values()) {
      if (nowMs - block.sinceMs < LONGEST_HELD_MS) return;
      for (const tno of block.tnos) this.letGo(tno);
    }
  }

  /** What it keeps in memory. */
  get blockCount(): number {
    return this.#blocks.size;
  }

  countOf(tno: number): number {
    return this.#lastSpans.get(tno)?.spanCount ?? 0;
  }

  /** In the order in which they came. */
  spansOf(tno: number, traceId: string): Required<SpansToSummarize> {
    const places = this.#placesOf(tno).reverse();
    return {
      spans: places.map(({ block, row }) => block.spanAt(row, traceId)),
      says: places.map(({ block, row }) => block.saysAt(row)),
    };
  }

  /** The last one first. */
  #placesOf(tno: number): Place[] {
    const places: Place[] = [];
    const last = this.#lastSpans.get(tno);
    let { blockNumber, row } = last ?? NO_SPAN;
    for (let left = last?.spanCount ?? 0; left > 0; left--) {
      const block = this.#blocks.get(blockNumber);
      if (block === undefined) throw new Error(`block ${blockNumber} of a held span is gone`);
      places.push({ block, blockNumber, row });
      blockNumber = block.blocksBefore[row] ?? 0;
      row = block.rowsBefore[row] ?? 0;
    }
    return places;
  }
}

interface Place {
  readonly block: HeldBlock;
  readonly blockNumber: number;
  readonly row: number;
}

const NO_SPAN: LastSpan = { blockNumber: 0, row: 0, spanCount: 0 };
const NOTHING: readonly never[] = [];

/** What the spans of several blocks refer to. */
class Shared {
  readonly resources: Resource[] = [];
  readonly scopes: Scope[] = [];
  readonly keys: (readonly string[])[] = [];

  add({ resources, scopes, keys }: SharedParts): void {
    for (const bundle of resources) {
      this.resources.push({ service: bundle.name, attributes: attributesOf(bundle) });
    }
    for (const bundle of scopes) {
      this.scopes.push({ name: bundle.name, version: '', attributes: attributesOf(bundle) });
    }
    for (const each of keys) this.keys.push(each);
  }
}

/** A block, and where each of its traces goes on. */
class HeldBlock {
  readonly sinceMs: number;
  /** Its spans that are held. */
  heldCount: number;
  /** Of each row: where the span of the same trace before it stands. */
  readonly blocksBefore: Uint32Array;
  readonly rowsBefore: Uint32Array;
  readonly #block: SpanBlock;
  readonly #shared: Shared;

  constructor(block: SpanBlock, shared: Shared, sinceMs: number) {
    this.sinceMs = sinceMs;
    this.heldCount = block.tnos.length;
    this.blocksBefore = new Uint32Array(block.tnos.length);
    this.rowsBefore = new Uint32Array(block.tnos.length);
    this.#block = block;
    this.#shared = shared;
  }

  get tnos(): Uint32Array {
    return this.#block.tnos;
  }

  putBehind(row: number, { blockNumber, row: rowBefore }: LastSpan): void {
    this.blocksBefore[row] = blockNumber;
    this.rowsBefore[row] = rowBefore;
  }

  saysAt(row: number): number {
    return this.#block.says[row] ?? 0;
  }

  spanAt(row: number, traceId: string): Span {
    const { starts, refs, values, times, rarities } = this.#block;
    const { resources, scopes, keys } = this.#shared;
    const at = starts[row] ?? 0;
    const names = keys[(refs[at + 3] ?? 0) - 1];
    draft.begin();
    if (names === undefined) {
      const end = at + 5 + 2 * (refs[at + 4] ?? 0);
      for (let i = at + 5; i < end; i += 2) {
        draft.set(String(values[refs[i] ?? 0]), values[refs[i + 1] ?? 0]);
      }
    } else {
      for (let i = 0; i < names.length; i++) {
        draft.set(names[i] ?? '', values[refs[at + 4 + i] ?? 0]);
      }
    }
    const resource = resources[refs[at + 1] ?? 0];
    const scope = scopes[refs[at + 2] ?? 0];
    const operation = values[refs[at] ?? 0];
    if (resource === undefined || scope === undefined || typeof operation !== 'string') {
      throw new Error(`row ${row} of a block refers to what is not there`);
    }
    const span: Mutable<Span> = {
      traceId,
      spanId: spanIdFromBytes(this.#block.spanIds, ID_BYTES * row),
      operation,
      kind: SPAN_KINDS[this.#block.kinds[row] ?? 0] ?? 'unspecified',
      startUs: times[2 * row] ?? 0,
      durationUs: times[2 * row + 1] ?? 0,
      status: SPAN_STATUSES[this.#block.statuses[row] ?? 0] ?? 'unset',
      attributes: draft.finish(),
      resource,
      scope,
      events: NOTHING,
      links: NOTHING,
    };
    const parentId = this.#parentAt(row);
    if (parentId !== undefined) span.parentSpanId = parentId;
    const rare = rarities.get(row);
    return rare === undefined ? span : { ...span, ...rare };
  }

  #parentAt(row: number): string | undefined {
    const { parentIds } = this.#block;
    for (let i = ID_BYTES * row; i < ID_BYTES * (row + 1); i++) {
      if (parentIds[i] !== 0) return spanIdFromBytes(parentIds, ID_BYTES * row);
    }
    return undefined;
  }
}

const draft = new AttributesDraft();

function attributesOf({ attributes }: Bundle) {
  draft.begin();
  for (const [key, value] of attributes) draft.set(key, value);
  return draft.finish();
}
