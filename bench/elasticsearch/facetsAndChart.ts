import type { BuiltServer } from '../builtServer.ts';
import { getJson } from '../httpClient.ts';
import { scopeOf } from './hopscopeSide.ts';
import type { TimeWindow } from './questions.ts';

/** As the search page asks. */
const SIZE = 8;
const BUCKETS = 90;

/** Both at once, done when the slower one is. */
export async function facetsAndChart(
  { url }: BuiltServer,
  q: string,
  window: TimeWindow,
  fields: readonly string[],
): Promise<void> {
  const scope = scopeOf(q, window);
  await Promise.all([
    getJson(`${url}/api/facets?${scope}&fields=${fields.join(',')}&size=${SIZE}`),
    getJson(`${url}/api/histogram?${scope}&buckets=${BUCKETS}`),
  ]);
}
