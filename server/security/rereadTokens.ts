import type { Result } from '../../shared/result.ts';
import type { TokenTable } from './tokens.ts';

/** A token that was taken out of the file is good for so long at most. */
const REREAD_MS = 5_000;

/** Reads the tokens again as requests come, so that one can be withdrawn without a restart. */
export function rereadTokens(
  first: TokenTable,
  read: () => Result<TokenTable, string>,
  onKept: (reason: string) => void,
): TokenTable {
  let table = first;
  let readAtMs = 0;
  return {
    identify(authorization, nowMs) {
      if (Math.abs(nowMs - readAtMs) >= REREAD_MS) {
        readAtMs = nowMs;
        const again = read();
        if (again.ok) table = again.value;
        else onKept(again.error);
      }
      return table.identify(authorization, nowMs);
    },
  };
}
