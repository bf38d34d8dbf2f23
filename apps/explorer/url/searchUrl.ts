import { SEARCH_SORTS, type SearchSort } from '../../../shared/api/answers.ts';
import { parseIsoTimeUs } from '../../../shared/time/isoTime.ts';
import { isRelativeTime, LATEST_US } from '../../../shared/time/range.ts';
import { US_PER_MS } from '../../../shared/time/units.ts';
import { readTraceId } from './ids.ts';
import {
  formatNames,
  formatQueryString,
  readNames,
  readParameter,
  readWholeNumber,
} from './queryString.ts';

/** What a link to the search page says; `parse(format(x))` is `x`. */
export interface SearchUrl {
  /** In the query language, as typed: it may not parse. */
  readonly q: string;
  /** The window looked at, epoch milliseconds; both or neither, the start before the end. */
  readonly fromMs?: number;
  readonly toMs?: number;
  /** The relative start the window was made from (`now-1h`), to be made again at the next search. */
  readonly last?: string;
  readonly sort: SearchSort;
  /** Absent: the standard ones. */
  readonly columns?: readonly string[];
  /** Facets added to the standard ones: built-in fields or attribute keys. */
  readonly facets: readonly string[];
  /** Trace id of the row the keyboard is on. */
  readonly selected?: string;
}

const DEFAULT_SORT: SearchSort = '-start';
const LATEST_MS = Math.floor(LATEST_US / US_PER_MS);

/** Columns or facets beyond this are a mistake or an attack, not a layout. */
const MAX_NAMES = 50;

/**
 * Reads the query string of the page, with or without its `?`. A field that does not parse falls
 * back by itself. Times may also be ISO 8601, and `from=now-6h` is understood as `last`.
 */
export function parseSearchUrl(search: string): SearchUrl {
  const parameters = new URLSearchParams(search);
  const last =
    readParameter(parameters, 'last', readLast) ?? readParameter(parameters, 'from', readLast);
  const columns = readParameter(parameters, 'columns', readNames)?.slice(0, MAX_NAMES);
  const selected = readParameter(parameters, 'selected', readTraceId);
  const facets = new Set(parameters.getAll('facet').filter((facet) => facet !== ''));
  return {
    q: parameters.get('q') ?? '',
    ...readWindow(parameters),
    ...(last !== undefined && { last }),
    sort: readParameter(parameters, 'sort', readSort) ?? DEFAULT_SORT,
    ...(columns !== undefined && columns.length > 0 && { columns }),
    facets: [...facets].slice(0, MAX_NAMES),
    ...(selected !== undefined && { selected }),
  };
}

/** The query string of a link, without the `?`; what is as usual is left out. */
export function formatSearchUrl(url: SearchUrl): string {
  return formatQueryString([
    ['q', url.q === '' ? undefined : url.q],
    ['from', url.fromMs === undefined ? undefined : String(url.fromMs)],
    ['to', url.toMs === undefined ? undefined : String(url.toMs)],
    ['last', url.last === '' ? undefined : url.last],
    ['sort', url.sort === DEFAULT_SORT ? undefined : url.sort],
    ['columns', url.columns === undefined ? undefined : formatNames(url.columns)],
    ...url.facets.map((facet) => ['facet', facet] as const),
    ['selected', url.selected],
  ]);
}

function readWindow(
  parameters: URLSearchParams,
): { readonly fromMs: number; readonly toMs: number } | undefined {
  const fromMs = readParameter(parameters, 'from', readTimeMs);
  const toMs = readParameter(parameters, 'to', readTimeMs);
  if (fromMs === undefined || toMs === undefined || fromMs >= toMs) return undefined;
  return { fromMs, toMs };
}

function readTimeMs(text: string): number | undefined {
  const isoUs = parseIsoTimeUs(text);
  const timeMs = isoUs === undefined ? readWholeNumber(text) : Math.floor(isoUs / US_PER_MS);
  return timeMs !== undefined && timeMs >= 0 && timeMs <= LATEST_MS ? timeMs : undefined;
}

function readLast(text: string): string | undefined {
  return isRelativeTime(text) && text.startsWith('now-') ? text : undefined;
}

function readSort(text: string): SearchSort | undefined {
  return SEARCH_SORTS.find((sort) => sort === text);
}
