import { type Problem, problem } from '../../shared/api/problem.ts';
import { fail, ok, type Result } from '../../shared/result.ts';
import { LATEST_US } from '../../shared/time/range.ts';
import type { TimeRange } from '../stores/traceStore.ts';
import type { ScopeParameters } from './scope.ts';

/** The store's cursor, with the range it was made for and the words that range was asked in. */
interface PageCursor extends TimeRange {
  readonly asked: string;
  readonly store: string;
}

/**
 * Carries the first page's range to the pages after it: `now-1h` to `now` is another range at
 * every request, and the pages of one list must share one.
 */
export function wrapCursor(
  storeCursor: string,
  { fromUs, toUs }: TimeRange,
  { from, to }: ScopeParameters,
): string {
  const fields = [fromUs, toUs, rangeAsAsked(from, to), storeCursor];
  return Buffer.from(JSON.stringify(fields)).toString('base64url');
}

/** The store's cursor and the range to go on in; a cursor of other times is refused. */
export function unwrapCursor(
  cursor: string,
  range: TimeRange,
  { from, to }: ScopeParameters,
): Result<TimeRange & { readonly cursor: string }, Problem<'bad-request'>> {
  const page = readCursor(cursor);
  if (page === undefined) return fail(refusal('The cursor is not one this server gave out.'));
  const { fromUs, toUs, asked, store } = page;
  const isSameRange = fromUs === range.fromUs && toUs === range.toUs;
  if (!isSameRange && asked !== rangeAsAsked(from, to)) {
    return fail(refusal('The cursor belongs to another time range; start over without it.'));
  }
  return ok({ fromUs, toUs, cursor: store });
}

const refusal = (detail: string) => problem('bad-request', detail, { parameter: 'cursor' });

const rangeAsAsked = (from: string, to: string) => `${from} ${to}`;

function readCursor(cursor: string): PageCursor | undefined {
  const fields = parse(Buffer.from(cursor, 'base64url').toString());
  if (!Array.isArray(fields)) return undefined;
  const [fromUs, toUs, asked, store]: readonly unknown[] = fields;
  if (typeof fromUs !== 'number' || typeof toUs !== 'number') return undefined;
  if (!isTime(fromUs) || !isTime(toUs)) return undefined;
  if (typeof asked !== 'string' || typeof store !== 'string') return undefined;
  return { fromUs, toUs, asked, store };
}

const isTime = (timeUs: number) => Number.isInteger(timeUs) && timeUs >= 0 && timeUs <= LATEST_US;

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
