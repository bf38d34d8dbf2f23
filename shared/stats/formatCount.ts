/** `1,284`: thousands with commas whatever the browser's language, as the rest of the page is English. */
export function formatCount(count: number): string {
  return COUNT.format(count);
}

/** A count with its noun: `1 trace`, `1,284 traces`. */
export function countOf(count: number, noun: string, plural = `${noun}s`): string {
  return `${formatCount(count)} ${count === 1 ? noun : plural}`;
}

const COUNT = new Intl.NumberFormat('en-US');
