import { fail, type Result } from '../../shared/result.ts';
import { type AccessSettings, accessPolicy } from './accessPolicy.ts';
import type { AccessPolicy } from './identify.ts';
import { rereadTokens } from './rereadTokens.ts';
import { parseTokensFile, type TokenTable } from './tokens.ts';

export interface AccessFiles extends Omit<AccessSettings, 'tokens'> {
  readonly tokensFile?: string | undefined;
  /** The tokens file changed and cannot be used: the tokens before it still hold. */
  readonly onTokensKept?: (reason: string) => void;
}

/** The access policy with its tokens file read; the message names the file and never what is in it. */
export function readAccess(
  settings: AccessFiles,
  readText: (file: string) => string,
): Result<AccessPolicy, string> {
  const { tokensFile: file } = settings;
  if (file === undefined) return accessPolicy(settings);
  const read = () => readTokens(file, readText);
  const tokens = read();
  if (!tokens.ok) return tokens;
  const kept = rereadTokens(tokens.value, read, settings.onTokensKept ?? (() => undefined));
  return accessPolicy({ ...settings, tokens: kept });
}

function readTokens(file: string, readText: (file: string) => string): Result<TokenTable, string> {
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
