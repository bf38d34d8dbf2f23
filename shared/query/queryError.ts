import { clip } from '../clip.ts';

/** What is wrong with a query, where, and what to do about it; shown under the search bar. */
export interface QueryError {
  readonly message: string;
  /** Offset into the text, in UTF-16 units. */
  readonly position: number;
  /** At least 1, also where something is missing at the end of the text. */
  readonly length: number;
}

/** An error over `[start, end)` of the text. */
export function errorAt(start: number, end: number, message: string): QueryError {
  return { message, position: start, length: Math.max(1, end - start) };
}

/** The name somebody most likely meant: one it starts, or one that differs in a third of it at most. */
export function nearestName(written: string, names: readonly string[]): string | undefined {
  const wanted = written.toLowerCase();
  let nearest: string | undefined;
  let nearestDistance = Math.max(1, Math.min(5, Math.floor(wanted.length / 3))) + 1;
  for (const name of names) {
    const isStart = wanted !== '' && name.startsWith(wanted);
    const distance = Math.min(editDistance(wanted, name), isStart ? 1 : Number.POSITIVE_INFINITY);
    if (distance < nearestDistance) [nearest, nearestDistance] = [name, distance];
  }
  return nearest;
}

/** `Unknown stage "brokr": did you mean broker? Known: device, broker, …` */
export function unknownName(what: string, written: string, names: readonly string[]): string {
  const nearest = nearestName(written, names);
  const hint = nearest === undefined ? '.' : `: did you mean ${nearest}?`;
  return `Unknown ${what} "${clip(written, 60)}"${hint} Known: ${names.join(', ')}.`;
}

/** Levenshtein distance by one rolling row; long texts are cut, they are near nothing. */
function editDistance(a: string, b: string): number {
  const from = a.slice(0, 40);
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 0; i < from.length; i++) {
    const next = [i + 1];
    for (let j = 0; j < b.length; j++) {
      const substituted = (row[j] ?? 0) + (from[i] === b[j] ? 0 : 1);
      next.push(Math.min(substituted, (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
