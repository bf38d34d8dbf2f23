/** A trace id as links carry it: 32 hex digits in any case, given back in lower case. */
export function readTraceId(text: string): string | undefined {
  return /^[0-9a-f]{32}$/i.test(text) ? text.toLowerCase() : undefined;
}

/** A span id: 16 hex digits in any case, given back in lower case. */
export function readSpanId(text: string): string | undefined {
  return /^[0-9a-f]{16}$/i.test(text) ? text.toLowerCase() : undefined;
}

/** As the server takes it: a shorter one is filled up with zeros. */
export const isTraceId = (text: string): boolean => /^[0-9a-f]{1,32}$/i.test(text);
