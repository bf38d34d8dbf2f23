import type { DuckDBConnection } from '@duckdb/node-api';
import { STAGES } from '../../../shared/pipeline/stages.ts';
import { RecentMap } from '../../../shared/recentMap.ts';
import { traceIdFromHalves } from '../../../shared/span/ids.ts';
import type { TraceSummary } from '../../../shared/summary/traceSummary.ts';
import { rowsOf } from './engine.ts';
import type { Row } from './resultRows.ts';
import type { Slice } from './slice.ts';
import type { SliceList } from './sliceList.ts';
import { Params } from './sql.ts';
import { DB_STATUSES, NO_STAGE } from './summaryRows.ts';
import { decodeSummary } from './summaryShape.ts';

const LABEL_COLUMNS = [
  'device',
  'firmware',
  'topic',
  'route',
  'rule',
  'function',
  'db_system',
  'shape',
];

/** What `SummaryReader` needs of a row `s`, the number of its slice beside it. */
export const SUMMARY_COLUMNS = [
  'tno',
  'trace_hi',
  'trace_lo',
  'start_us',
  'duration_us',
  'spans',
  'errors',
  'arrived_us',
  'settle_us',
  'rules',
  'last',
  'db_status',
  ...LABEL_COLUMNS,
  ...STAGES.map((stage) => `d_${stage}`),
  ...STAGES.map((stage) => `g_${stage}`),
  'detail',
]
  .map((column) => `s.${column}`)
  .join(', ');

const LABELS_KEPT = 5_000;

/** Turns rows of `summary` back into summaries. Labels never change, so what was read once is kept. */
export class SummaryReader {
  readonly #slices: SliceList;
  readonly #settleDelayUs: number;
  readonly #nowUs: () => number;
  readonly #labels = new RecentMap<string, string>(LABELS_KEPT);

  constructor(slices: SliceList, settleDelayUs: number, nowUs: () => number) {
    this.#slices = slices;
    this.#settleDelayUs = settleDelayUs;
    this.#nowUs = nowUs;
  }

  /** @param rows of `SUMMARY_COLUMNS` and `slice` */
  async read(connection: DuckDBConnection, rows: readonly Row[]): Promise<TraceSummary[]> {
    const labels = await this.#labelsOf(connection, rows);
    return rows.map((row) => this.#decode(row, labels));
  }

  #decode(row: Row, labels: ReadonlyMap<string, string>): TraceSummary {
    const label = (column: string) => labels.get(`${row.slice} ${row[column]}`);
    const deviceId = label('device');
    const firmware = label('firmware');
    const topicTemplate = label('topic');
    const route = label('route');
    const ruleName = label('rule');
    const functionName = label('function');
    const dbSystem = label('db_system');
    const dbStatus = DB_STATUSES[Number(row.db_status)];
    const lastStage = Number(row.last) === NO_STAGE ? undefined : STAGES[Number(row.last)];
    const summary = decodeSummary(
      {
        traceId: traceIdFromHalves({
          high: BigInt(String(row.trace_hi)),
          low: BigInt(String(row.trace_lo)),
        }),
        startUs: Number(row.start_us),
        durationUs: Number(row.duration_us),
        spanCount: Number(row.spans),
        errorCount: Number(row.errors),
        rulesVersion: Number(row.rules),
        ...(deviceId !== undefined && { deviceId }),
        ...(firmware !== undefined && { firmware }),
        ...(topicTemplate !== undefined && { topicTemplate }),
        ...(route !== undefined && { route }),
        ...(ruleName !== undefined && { ruleName }),
        ...(functionName !== undefined && { functionName }),
        ...(dbSystem !== undefined && { dbSystem }),
        ...(dbStatus !== undefined && dbStatus !== '' && { dbStatus }),
        ...(lastStage !== undefined && { lastStage }),
        durationOfStageUs: (stage) => Number(row[`d_${stage}`] ?? 0),
        gapBeforeStageUs: (stage) => Number(row[`g_${stage}`] ?? 0),
      },
      label('shape') ?? EMPTY_SHAPE,
      String(row.detail),
    );
    return { ...summary, isSettled: this.#isSettled(row) };
  }

  #isSettled(row: Row): boolean {
    if (row.settle_us !== null) return false;
    const lastEndUs = Number(row.start_us) + Number(row.duration_us);
    return Math.max(Number(row.arrived_us), lastEndUs) + this.#settleDelayUs <= this.#nowUs();
  }

  async #labelsOf(
    connection: DuckDBConnection,
    rows: readonly Row[],
  ): Promise<ReadonlyMap<string, string>> {
    const found = new Map<string, string>();
    const missing = new Map<number, Set<number>>();
    for (const row of rows) {
      const sliceId = Number(row.slice);
      for (const column of LABEL_COLUMNS) {
        const id = Number(row[column]);
        if (id === 0) continue;
        const name = `${sliceId} ${id}`;
        const text = this.#labels.get(name);
        if (text !== undefined) found.set(name, text);
        else missing.set(sliceId, (missing.get(sliceId) ?? new Set()).add(id));
      }
    }
    for (const slice of this.#slices.all) {
      const ids = missing.get(slice.id);
      if (ids === undefined) continue;
      for (const [id, text] of await readLabels(connection, slice, [...ids])) {
        found.set(`${slice.id} ${id}`, text);
        this.#labels.set(`${slice.id} ${id}`, text);
      }
    }
    return found;
  }
}

const EMPTY_SHAPE = '[[],"","",null,null,0,0,[],[],{}]';

async function readLabels(
  connection: DuckDBConnection,
  slice: Slice,
  ids: readonly number[],
): Promise<readonly (readonly [number, string])[]> {
  const params = new Params();
  const text = `SELECT id, txt FROM label_{n} WHERE id IN (SELECT unnest(${params.uints(ids)}))`;
  const rows = await rowsOf(connection, { text: slice.sql(text), params });
  return rows.map((row) => [Number(row.id), String(row.txt)]);
}
