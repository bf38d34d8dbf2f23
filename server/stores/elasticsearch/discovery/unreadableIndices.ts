import { listOf, memberOf, numberOf } from '../engine/json.ts';
import type { IndexChoice } from './chooseIndices.ts';
import type { EngineAsker } from './engineAsker.ts';

const NAMES_A_SEARCH = 500;

const FORBIDDEN = 403;

/**
 * Indices whose names the role may see and whose spans it may not read. Under a wildcard
 * Elasticsearch passes over them in silence, and OpenSearch refuses the others with them.
 */
export async function askUnreadable(
  ask: EngineAsker,
  { spans, members, streams }: IndexChoice,
): Promise<readonly string[]> {
  if (!spans.includes('*')) return [];
  const names = [...members, ...streams.map(({ name }) => name)];
  const unreadable: string[] = [];
  for (let from = 0; from < names.length; from += NAMES_A_SEARCH) {
    unreadable.push(...(await askUnreadableAmong(ask, names.slice(from, from + NAMES_A_SEARCH))));
  }
  return unreadable;
}

async function askUnreadableAmong(
  ask: EngineAsker,
  names: readonly string[],
): Promise<readonly string[]> {
  const [refusal] = await askRefusals(ask, [names]);
  if (refusal === undefined) return [];
  const [, refused] = /on indices \[([^\]]+)\]/.exec(refusal) ?? [];
  if (refused !== undefined) return refused.split(',');
  // OpenSearch says that it is one of them, and not which.
  const refusals = await askRefusals(
    ask,
    names.map((name) => [name]),
  );
  return names.filter((_, index) => refusals[index] !== undefined);
}

/** What is said against searching each of the lists of names; asked by name they are refused. */
async function askRefusals(
  ask: EngineAsker,
  lists: readonly (readonly string[])[],
): Promise<readonly (string | undefined)[]> {
  const lines = lists.flatMap((index) => [{ index }, { size: 0, query: { match_none: {} } }]);
  const reply = await ask.post('/_msearch', ...lines);
  if (reply.status === FORBIDDEN) throw ask.refusal(reply);
  return listOf(memberOf(reply.body, 'responses')).map((item) =>
    numberOf(memberOf(item, 'status')) === FORBIDDEN
      ? JSON.stringify(memberOf(item, 'error'))
      : undefined,
  );
}
