import { STAGES, type Stage } from '../../../shared/pipeline/stages.ts';
import {
  float64Column,
  Int64Column,
  NullableColumn,
  TextColumn,
  Uint32ListColumn,
  uint8Column,
  uint16Column,
  uint32Column,
} from './columnBuffers.ts';
import { TableBuffer } from './tableBuffer.ts';

/** A fresh table is replaced by an empty one when its rows are sorted into the index. */
export const FRESH_COLUMNS = '(val UINTEGER, tno UINTEGER, sno UINTEGER)';

/**
 * Texts that queries read a few of: compressed, a segment's dictionary is unpacked
 * whole for the first of them. One key's values among 588,000 take 4 ms so, 20 compressed;
 * the file grows by 9 %.
 */
export const PLAIN_TEXT = 'VARCHAR USING COMPRESSION uncompressed';

/**
 * The tables of one time slice; `{n}` stands for its number. No primary key and
 * no index anywhere: replacing rows under a key costs 15 times as much as
 * deleting and appending, and every lookup here is a scan that zone maps keep short.
 */
export const SLICE_DDL: readonly string[] = [
  // Every trace that has spans, summarised or not.
  'CREATE TABLE trace_{n} (tno UINTEGER, trace_hi UBIGINT, trace_lo UBIGINT)',

  `CREATE TABLE span_{n} (
    tno UINTEGER, sno UINTEGER, span_id UBIGINT, parent_id UBIGINT,
    start_us BIGINT, duration_us BIGINT, start_ns USMALLINT, end_ns USMALLINT,
    kind UTINYINT, status UTINYINT, evidence UTINYINT, events UTINYINT, flags UINTEGER,
    operation UINTEGER, resource UINTEGER, scope UINTEGER, vals UINTEGER[], extra VARCHAR)`,

  // Names and values by id. The same text may have several ids: the writer forgets rare ones.
  'CREATE TABLE key_{n} (id UINTEGER, place UTINYINT, name VARCHAR, raw VARCHAR)',
  // How often keys occurred, written down now and then: to be summed up.
  'CREATE TABLE keyuse_{n} (key UINTEGER, uses UINTEGER)',
  `CREATE TABLE value_{n} (
    id UINTEGER, key UINTEGER, type UTINYINT, txt ${PLAIN_TEXT}, num DOUBLE, raw VARCHAR)`,
  // A resource or scope is one value that stands for its members.
  'CREATE TABLE bundle_{n} (id UINTEGER, name UINTEGER, vals UINTEGER[], extra VARCHAR)',
  'CREATE TABLE member_{n} (bundle UINTEGER, val UINTEGER)',

  // The inverted index, in runs sorted by value, beside what arrived since the last run.
  'CREATE TABLE attr_{n} (val UINTEGER, tno UINTEGER, sno UINTEGER)',
  `CREATE TABLE fresh_{n}_0 ${FRESH_COLUMNS}`,
  `CREATE TABLE fresh_{n}_1 ${FRESH_COLUMNS}`,

  'CREATE TABLE link_{n} (target_hi UBIGINT, target_lo UBIGINT, tno UINTEGER)',

  // Texts of summaries, and the sets of them a trace may have (its services, its operations).
  `CREATE TABLE label_{n} (id UINTEGER, field UTINYINT, txt ${PLAIN_TEXT})`,
  'CREATE TABLE labelset_{n} (id UINTEGER, label UINTEGER)',

  `CREATE TABLE summary_{n} (
    tno UINTEGER, trace_hi UBIGINT, trace_lo UBIGINT, start_us BIGINT, duration_us BIGINT,
    spans UINTEGER, errors UINTEGER, arrived_us BIGINT, settle_us BIGINT, rules UTINYINT,
    findings USMALLINT, kinds UTINYINT, statuses UTINYINT, last UTINYINT, db_status UTINYINT,
    services UINTEGER, operations UINTEGER,
    device UINTEGER, firmware UINTEGER, topic UINTEGER, route UINTEGER, rule UINTEGER,
    function UINTEGER, db_system UINTEGER, shape UINTEGER,
    ${STAGES.map((stage) => `d_${stage} BIGINT`).join(', ')},
    ${STAGES.map((stage) => `g_${stage} BIGINT`).join(', ')},
    detail ${PLAIN_TEXT})`,
];

/** Names of the tables of a slice, in the order they are dropped. */
export const SLICE_TABLES: readonly string[] = SLICE_DDL.map((ddl) => {
  const name = /TABLE (\S+)/.exec(ddl)?.[1];
  if (name === undefined) throw new Error(`no table in: ${ddl}`);
  return name;
});

/** Buffers for every table of a slice, columns in the order of `SLICE_DDL`. */
export function createSliceBuffers() {
  return {
    trace: new TableBuffer({
      tno: uint32Column(),
      traceHi: new Int64Column(),
      traceLo: new Int64Column(),
    }),
    span: new TableBuffer({
      tno: uint32Column(),
      sno: uint32Column(),
      spanId: new Int64Column(),
      parentId: new Int64Column(),
      startUs: new Int64Column(),
      durationUs: new Int64Column(),
      startNs: uint16Column(),
      endNs: uint16Column(),
      kind: uint8Column(),
      status: uint8Column(),
      evidence: uint8Column(),
      events: uint8Column(),
      flags: uint32Column(),
      operation: uint32Column(),
      resource: uint32Column(),
      scope: uint32Column(),
      vals: new Uint32ListColumn(),
      extra: new TextColumn(),
    }),
    key: new TableBuffer({
      id: uint32Column(),
      place: uint8Column(),
      name: new TextColumn(),
      raw: new TextColumn(),
    }),
    keyuse: new TableBuffer({ key: uint32Column(), uses: uint32Column() }),
    value: new TableBuffer({
      id: uint32Column(),
      key: uint32Column(),
      type: uint8Column(),
      txt: new TextColumn(),
      num: new NullableColumn(float64Column()),
      raw: new TextColumn(),
    }),
    bundle: new TableBuffer({
      id: uint32Column(),
      name: uint32Column(),
      vals: new Uint32ListColumn(),
      extra: new TextColumn(),
    }),
    member: new TableBuffer({ bundle: uint32Column(), val: uint32Column() }),
    fresh: new TableBuffer({ val: uint32Column(), tno: uint32Column(), sno: uint32Column() }),
    link: new TableBuffer({
      targetHi: new Int64Column(),
      targetLo: new Int64Column(),
      tno: uint32Column(),
    }),
    ...createLabelBuffers(),
    summary: createSummaryBuffer(),
  };
}

/** Texts of summaries and sets of them, columns in the order of `SLICE_DDL`. */
export function createLabelBuffers() {
  return {
    label: new TableBuffer({ id: uint32Column(), field: uint8Column(), txt: new TextColumn() }),
    labelset: new TableBuffer({ id: uint32Column(), label: uint32Column() }),
  };
}

/** Rows of summaries, columns in the order of `SLICE_DDL`. */
export function createSummaryBuffer() {
  return new TableBuffer({
    tno: uint32Column(),
    traceHi: new Int64Column(),
    traceLo: new Int64Column(),
    startUs: new Int64Column(),
    durationUs: new Int64Column(),
    spans: uint32Column(),
    errors: uint32Column(),
    arrivedUs: new Int64Column(),
    settleUs: new NullableColumn(new Int64Column()),
    rules: uint8Column(),
    findings: uint16Column(),
    kinds: uint8Column(),
    statuses: uint8Column(),
    last: uint8Column(),
    dbStatus: uint8Column(),
    services: uint32Column(),
    operations: uint32Column(),
    device: uint32Column(),
    firmware: uint32Column(),
    topic: uint32Column(),
    route: uint32Column(),
    rule: uint32Column(),
    function: uint32Column(),
    dbSystem: uint32Column(),
    shape: uint32Column(),
    ...nullableByStage('d'),
    ...nullableByStage('g'),
    detail: new TextColumn(),
  });
}

export type LabelBuffers = ReturnType<typeof createLabelBuffers>;
export type SummaryBuffer = ReturnType<typeof createSummaryBuffer>;
export type SliceBuffers = ReturnType<typeof createSliceBuffers>;

function nullableByStage<P extends string>(prefix: P): Record<`${P}_${Stage}`, NullableColumn> {
  const named = STAGES.map((stage) => [
    `${prefix}_${stage}`,
    new NullableColumn(new Int64Column()),
  ]);
  return Object.fromEntries(named) as Record<`${P}_${Stage}`, NullableColumn>;
}
