import { createHash } from 'node:crypto';
import type { Context } from 'hono';

/** A weak tag over whatever decides what the answer is; weak because encodings of it differ in bytes. */
export function entityTag(decidedBy: string): string {
  return `W/"${createHash('sha256').update(decidedBy).digest('base64url').slice(0, 22)}"`;
}

/** The client holds this very answer already. */
export function isUnchanged(c: Context, tag: string): boolean {
  const held = c.req.header('if-none-match');
  if (held === undefined) return false;
  return held
    .split(',')
    .map((item) => item.trim().replace(/^W\//, ''))
    .some((item) => item === '*' || item === tag.replace(/^W\//, ''));
}

export function unchanged(headers: Readonly<Record<string, string>>): Response {
  return new Response(null, { status: 304, headers });
}
