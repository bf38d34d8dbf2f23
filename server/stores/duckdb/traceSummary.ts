import type { DuckDBConnection } from '@duckdb/node-api';
import type { Span } from '../../../shared/span/span.ts';
import type { TraceSummary } from '../../../shared/summary/traceSummary.ts';
import { makeSummary } from '../makeSummary.ts';
import { rowsOf } from './engine.ts';
import { findInboundLinks } from './inboundLinks.ts';
import type { Session } from './session.ts';
import { Params } from './sql.ts';
import { SUMMARY_COLUMNS } from './summaryReader.ts';
import { findTrace, readTraceSpans, type StoredTrace } from './traceReader.ts';

/** Above it a stored summary is shown even if spans came after it. */
const MOST_SPANS_MADE_FRESH = 20_000;

/** The stored summary, or one made on the spot when spans arrived that it does not know of. */
export async function readTraceSummary(
  connection: DuckDBConnection,
  session: Session,
  traceId: string,
): Promise<TraceSummary | undefined> {
  const trace = await findTrace(connection, session.slices, traceId);
  if (trace === undefined) return undefined;
  const state = session.parts.tracker.find(traceId);
  const stored = await readStored(connection, session, trace);
  const isStale = state?.dirtySinceMs !== undefined && state.spanCount <= MOST_SPANS_MADE_FRESH;
  if (stored !== undefined && !isStale) return stored;
  return makeFresh(connection, session, trace, state?.lastArrivedUs);
}

async function readStored(
  connection: DuckDBConnection,
  session: Session,
  { slice, tno }: StoredTrace,
): Promise<TraceSummary | undefined> {
  const params = new Params();
  const text = `SELECT {n} AS slice, ${SUMMARY_COLUMNS} FROM summary_{n} s WHERE s.tno = ${params.uint(tno)}`;
  const rows = await rowsOf(connection, { text: slice.sql(text), params });
  const [summary] = await session.summaries.read(connection, rows);
  return summary;
}

async function makeFresh(
  connection: DuckDBConnection,
  session: Session,
  trace: StoredTrace,
  lastArrivedUs: number | undefined,
): Promise<TraceSummary | undefined> {
  const { rules, clock, settleDelayUs } = session.parts;
  const nowUs = clock.nowUs();
  const arrivedUs = lastArrivedUs ?? nowUs;
  const spans: Span[] = [];
  const reading = readTraceSpans(trace);
  for (let batch = await reading.next(connection); batch; batch = await reading.next(connection)) {
    for (const span of batch) spans.push(span);
  }
  if (spans.length === 0) return undefined;
  const linked = await findInboundLinks(connection, session.slices, [trace]);
  const linkedFrom = linked.get(trace.traceId) ?? [];
  return makeSummary({ spans, arrivedUs, linkedFrom }, rules, nowUs, settleDelayUs).summary;
}
