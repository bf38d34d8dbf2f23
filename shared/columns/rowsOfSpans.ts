/**
 * The rows of spans given by position, ascending. A position the layout does not
 * know, of a span that arrived after it was made, has no row and is left out.
 */
export function rowsOfSpans(positions: readonly number[], rowOfSpan: Uint32Array): number[] {
  const rows: number[] = [];
  for (const position of positions) {
    const row = rowOfSpan[position];
    if (row !== undefined) rows.push(row);
  }
  return rows.sort((a, b) => a - b);
}
