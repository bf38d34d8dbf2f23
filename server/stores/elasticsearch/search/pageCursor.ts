import { z } from 'zod';
import { questionDigest } from '../../questionDigest.ts';
import { BadRequest, type SearchRequest } from '../../traceStore.ts';

/** Where the next page of the newest traces begins. */
export interface WalkCursor {
  /** Its traces come after this one: they start earlier, or at the same time with a greater id. */
  readonly afterUs: number;
  readonly afterId: string;
  /** The engine is searched from this time on. */
  readonly resumeUs: number;
  /** Matching traces met before that time which have not been shown. */
  readonly carried: readonly (readonly [traceId: string, seenUs: number])[];
  readonly looksBehind: boolean;
  /** The driver's place among the query's, and how many spans it had. */
  readonly driver: number;
  readonly spanCount?: number | undefined;
  readonly total: Total;
}

/** Where the next page of traces in another order begins. */
export interface SortedCursor {
  readonly afterValue: number;
  readonly afterId: string;
}

export interface Total {
  readonly value: number;
  readonly relation: 'eq' | 'gte' | 'approx';
}

const traceId = z.string().regex(/^[0-9a-f]{32}$/);
const time = z.int();

const walkCursor = z.strictObject({
  afterUs: time,
  afterId: traceId,
  resumeUs: time,
  carried: z.array(z.tuple([traceId, time])).max(100),
  looksBehind: z.boolean(),
  driver: z.int().min(-1),
  spanCount: z.int().optional(),
  total: z.strictObject({ value: z.int(), relation: z.enum(['eq', 'gte', 'approx']) }),
});

const sortedCursor = z.strictObject({ afterValue: z.number(), afterId: traceId });

export function encodeWalkCursor(request: SearchRequest, cursor: WalkCursor): string {
  return encode(request, cursor);
}

export function encodeSortedCursor(request: SearchRequest, cursor: SortedCursor): string {
  return encode(request, cursor);
}

/** @throws {BadRequest} unless `encodeWalkCursor` gave it out for the same query, range and sort */
export function decodeWalkCursor(request: SearchRequest, text: string): WalkCursor {
  return decode(request, text, walkCursor);
}

export function decodeSortedCursor(request: SearchRequest, text: string): SortedCursor {
  return decode(request, text, sortedCursor);
}

function encode(request: SearchRequest, cursor: WalkCursor | SortedCursor): string {
  const fields = [questionDigest(request), cursor];
  return Buffer.from(JSON.stringify(fields)).toString('base64url');
}

function decode<T>(request: SearchRequest, text: string, schema: z.ZodType<T>): T {
  const fields = z
    .tuple([z.string(), schema])
    .safeParse(parse(Buffer.from(text, 'base64url').toString()));
  if (!fields.success) throw new BadRequest('The cursor is not one this server gave out.');
  const [digest, cursor] = fields.data;
  if (digest !== questionDigest(request)) {
    throw new BadRequest(
      'The cursor belongs to another query, time range or sort; start over without it.',
    );
  }
  return cursor;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
