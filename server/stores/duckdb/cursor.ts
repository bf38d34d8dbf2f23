import { questionDigest } from '../questionDigest.ts';
import { BadRequest, type SearchRequest } from '../traceStore.ts';

/** The last row of a page: what it was sorted by, and the number of its trace. */
export interface PageEnd {
  readonly sortValue: number;
  readonly tno: number;
}

/** Opaque to callers, and good only for the query, range and sort it was made for. */
export function encodeCursor(request: SearchRequest, end: PageEnd): string {
  const fields = [questionDigest(request), end.sortValue, end.tno];
  return Buffer.from(JSON.stringify(fields)).toString('base64url');
}

export function decodeCursor(request: SearchRequest, cursor: string): PageEnd {
  const fields = parse(Buffer.from(cursor, 'base64url').toString());
  if (!Array.isArray(fields)) throw new BadRequest('The cursor is not one this server gave out.');
  const [digest, sortValue, tno]: readonly unknown[] = fields;
  if (!isBigint(sortValue) || !Number.isSafeInteger(tno)) {
    throw new BadRequest('The cursor is not one this server gave out.');
  }
  if (digest !== questionDigest(request)) {
    throw new BadRequest(
      'The cursor belongs to another query, time range or sort; start over without it.',
    );
  }
  return { sortValue: Number(sortValue), tno: Number(tno) };
}

// Of traces that begin after 2255 the numbers are exact to a few microseconds only.
function isBigint(value: unknown): boolean {
  return Number.isInteger(value) && Math.abs(Number(value)) < 2 ** 63;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
