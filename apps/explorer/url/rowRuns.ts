/** More than any trace has rows; a link cannot make the page build longer lists. */
const MAX_ROWS = 2_000_000;

/**
 * Ascending whole numbers as runs in base 36, each by its distance to the one before: short where
 * numbers lie side by side, as the collapsed rows of a subtree do.
 *
 *     3 4 5 6 40     →     3-3.x      3 and 3 more, then 33 further on
 */
export function formatRowRuns(rows: readonly number[]): string {
  const runs: string[] = [];
  let next = 0;
  for (let index = 0; index < rows.length; ) {
    const first = rows[index] ?? 0;
    let last = first;
    do index++;
    while (rows[index] === ++last);
    const more = last - first - 1;
    runs.push(more === 0 ? base36(first - next) : `${base36(first - next)}-${base36(more)}`);
    next = last;
  }
  return runs.join('.');
}

/** What `formatRowRuns` wrote, or `undefined` when the text is something else. */
export function readRowRuns(text: string): readonly number[] | undefined {
  const rows: number[] = [];
  if (text === '') return rows;
  let next = 0;
  for (const run of text.split('.')) {
    const [, distance, more = '0'] = RUN.exec(run) ?? [];
    if (distance === undefined) return undefined;
    const first = next + Number.parseInt(distance, 36);
    next = first + Number.parseInt(more, 36) + 1;
    if (next > MAX_ROWS) return undefined;
    for (let row = first; row < next; row++) rows.push(row);
  }
  return rows;
}

const RUN = /^([0-9a-z]{1,5})(?:-([0-9a-z]{1,5}))?$/;

const base36 = (number: number) => number.toString(36);
