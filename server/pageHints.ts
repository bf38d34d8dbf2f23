import { z } from 'zod';

/** What the build says about its chunks, as far as it is read here; keys are sources. */
const manifestSchema = z.record(
  z.string(),
  z.object({ file: z.string(), css: z.array(z.string()).optional() }),
);

const TRACE_PAGE = 'features/trace/TracePage.tsx';

/**
 * Links to the code of the trace page, for the head of a page that opens one. The entry
 * would ask for it when it runs; told by the page, the browser asks together with the entry.
 */
export function traceCodeLinks(manifestJson: string, basePath: string): string {
  const chunk = manifestSchema.parse(JSON.parse(manifestJson))[TRACE_PAGE];
  if (chunk === undefined) return '';
  const styles = (chunk.css ?? []).map(
    (file) => `<link rel="stylesheet" crossorigin href="${basePath}/${file}">`,
  );
  return `<link rel="modulepreload" crossorigin href="${basePath}/${chunk.file}">${styles.join('')}`;
}

/** Only what needs no escaping, neither in an address nor in an attribute. */
const PLAIN_TRACE_ID = /^[0-9a-f]{1,32}$/i;
const PLAIN_AT = /^(?:0|[1-9]\d{0,14})$/;

/**
 * Links to the data of a trace, by the very addresses the page asks for: its code finds
 * the answers under way. No links where the addresses are not certain.
 */
export function traceDataLinks(traceId: string, at: string | undefined, basePath: string): string {
  if (!PLAIN_TRACE_ID.test(traceId) || (at !== undefined && !PLAIN_AT.test(at))) return '';
  const query = at === undefined ? '' : `?at=${at}`;
  return [`${traceId}/columns`, traceId]
    .map((path) => `${basePath}/api/traces/${path}${query}`)
    .map((url) => `<link rel="preload" as="fetch" crossorigin href="${url}">`)
    .join('');
}
