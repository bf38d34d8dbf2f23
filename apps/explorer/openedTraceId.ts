import { isTraceId } from './url/ids.ts';

/** The trace that a path of the application opens; `undefined` for every other page. */
export function openedTraceId(path: string, base: string): string | undefined {
  if (!path.startsWith(`${base}/trace/`)) return undefined;
  const traceId = path.slice(`${base}/trace/`.length);
  return isTraceId(traceId) ? traceId : undefined;
}
