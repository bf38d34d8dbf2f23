import { readPreferenceList, writePreferenceList } from '../../../ui/preference.ts';

const NAME = 'queries.recent';
const MAX_KEPT = 20;

/** Queries searched for on this machine, newest first. */
export function recentQueries(): readonly string[] {
  return readPreferenceList(NAME) ?? [];
}

export function rememberQuery(query: string): void {
  if (query === '') return;
  const others = recentQueries().filter((other) => other !== query);
  writePreferenceList(NAME, [query, ...others].slice(0, MAX_KEPT));
}
