import { US_PER_MS } from '../../../../shared/time/units.ts';
import { formatSearchUrl } from '../../url/searchUrl.ts';

const HALF_WINDOW_MS = 30 * 60_000;

/** The address of a search over the hour around a time, wherever "the last hour" is by now. */
export function searchAround(timeUs: number, q: string): string {
  const middleMs = Math.floor(timeUs / US_PER_MS);
  const search = formatSearchUrl({
    q,
    fromMs: Math.max(0, middleMs - HALF_WINDOW_MS),
    toMs: middleMs + HALF_WINDOW_MS,
    sort: '-start',
    facets: [],
  });
  return `/?${search}`;
}
