import { createHash } from 'node:crypto';
import type { Query } from '../../shared/query/ast.ts';
import type { SearchRequest } from './traceStore.ts';

/** What a cursor is good for and nothing else: its query, range and sort, in a few characters. */
export function questionDigest({ where, fromUs, toUs, sort }: SearchRequest): string {
  const named: readonly [Query, number, number, string] = [where, fromUs, toUs, sort];
  return createHash('sha256').update(JSON.stringify(named)).digest('base64url').slice(0, 16);
}
