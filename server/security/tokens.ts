import { createHash, timingSafeEqual } from 'node:crypto';
import { parse } from 'yaml';
import { z } from 'zod';
import { fail, ok, type Result } from '../../shared/result.ts';
import type { Identified } from './principal.ts';
import { ROLES } from './roles.ts';

const tokenEntry = z.strictObject({
  name: z.string().min(1).max(100),
  role: z.enum(ROLES),
  sha256: z.string().regex(/^[0-9a-fA-F]{64}$/, 'expected the 64 hex digits of a SHA-256'),
  end: z.union([z.iso.datetime({ offset: true }), z.iso.date()]).optional(),
});

const tokensFile = z.array(tokenEntry).min(1);

interface Token {
  readonly name: string;
  readonly role: (typeof ROLES)[number];
  readonly digest: Buffer;
  readonly endMs: number;
}

/** Who holds which token. Keeps hashes only; a token itself is never stored. */
export interface TokenTable {
  identify(authorization: string, nowMs: number): Identified;
}

/**
 * Reads a tokens file (YAML or JSON), a list of
 * `{ name, role: viewer|operator, sha256: <hex of the token>, end?: <date> }`.
 */
export function parseTokensFile(text: string): Result<TokenTable> {
  const read = readYaml(text);
  if (!read.ok) return read;
  const checked = tokensFile.safeParse(read.value);
  if (!checked.success) {
    const issue = checked.error.issues[0];
    return fail({ message: `${issue?.path.join('.')}: ${issue?.message}` });
  }
  return ok(
    tokenTable(
      checked.data.map(({ name, role, sha256, end }) => ({
        name,
        role,
        digest: Buffer.from(sha256, 'hex'),
        endMs: end === undefined ? Number.POSITIVE_INFINITY : Date.parse(end),
      })),
    ),
  );
}

function readYaml(text: string): Result<unknown> {
  try {
    return ok(parse(text, { maxAliasCount: 0, prettyErrors: false }));
  } catch (error) {
    return fail({ message: error instanceof Error ? error.message : 'not YAML' });
  }
}

function tokenTable(tokens: readonly Token[]): TokenTable {
  return {
    identify(authorization, nowMs) {
      const presented = presentedToken(authorization);
      if (presented === undefined) return { ok: false, reason: NOT_A_TOKEN };
      const digest = createHash('sha256').update(presented).digest();
      const token = tokens.find((candidate) => timingSafeEqual(candidate.digest, digest));
      if (token === undefined) return { ok: false, reason: 'The token is not known.' };
      if (token.endMs <= nowMs) return { ok: false, reason: 'The token has ended.' };
      return { ok: true, principal: { name: token.name, role: token.role, via: 'token' } };
    },
  };
}

const NOT_A_TOKEN = 'The Authorization header must read "Bearer <token>".';

/** A browser asked for a password sends Basic: any user name, the token as password. */
function presentedToken(authorization: string): string | undefined {
  const [, scheme, value] = /^(bearer|basic)\s+(\S+)$/i.exec(authorization) ?? [];
  if (scheme === undefined || value === undefined) return undefined;
  if (scheme.toLowerCase() === 'bearer') return value;
  const pair = Buffer.from(value, 'base64').toString('utf8');
  const colon = pair.indexOf(':');
  return colon === -1 ? undefined : pair.slice(colon + 1);
}
