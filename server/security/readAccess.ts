import { fail, ok, type Result } from '../../shared/result.ts';
import { type AccessSettings, accessPolicy } from './accessPolicy.ts';
import type { AccessPolicy } from './principal.ts';
import { parseTokensFile, type TokenTable } from './tokens.ts';

export interface AccessFiles extends Omit<AccessSettings, 'tokens'> {
  readonly tokensFile?: string | undefined;
}

/** The access policy with its tokens file read; the message names the file and never what is in it. */
export function readAccess(
  settings: AccessFiles,
  readText: (file: string) => string,
): Result<AccessPolicy, string> {
  const tokens = readTokens(settings.tokensFile, readText);
  return tokens.ok ? accessPolicy({ ...settings, tokens: tokens.value }) : tokens;
}

function readTokens(
  file: string | undefined,
  readText: (file: string) => string,
): Result<TokenTable | undefined, string> {
  if (file === undefined) return ok(undefined);
  const text = tryRead(file, readText);
  if (text === undefined) return fail(`HOPSCOPE_TOKENS_FILE: cannot read ${file}`);
  const parsed = parseTokensFile(text);
  return parsed.ok ? parsed : fail(`HOPSCOPE_TOKENS_FILE: ${file}: ${parsed.error.message}`);
}

function tryRead(file: string, readText: (file: string) => string): string | undefined {
  try {
    return readText(file);
  } catch {
    return undefined;
  }
}
