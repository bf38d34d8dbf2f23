import type { PasteTarget } from '../../../shared/query/recognisePaste.ts';
import { formatSearchUrl } from './searchUrl.ts';
import { parseTraceUrl, tracePath } from './traceUrl.ts';

const TRACE_AS_USUAL = parseTraceUrl('');

/** Where on our pages a pasted id or link leads: a path with its query string. */
export function pastePath(target: PasteTarget): string {
  switch (target.kind) {
    case 'own':
      return target.path;
    case 'trace': {
      const { traceId, spanId, atMs, find } = target;
      return tracePath(traceId, {
        ...TRACE_AS_USUAL,
        ...(spanId !== undefined && { spanId }),
        ...(atMs !== undefined && { atMs }),
        q: find ?? '',
      });
    }
    case 'search': {
      const { kind: _, ...search } = target;
      return `/?${formatSearchUrl({ ...search, sort: '-start', facets: [] })}`;
    }
  }
}
