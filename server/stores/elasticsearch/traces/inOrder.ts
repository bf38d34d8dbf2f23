/** What `start` makes of each item, in their order, with at most `atOnce` of them under way. */
export async function* inOrder<T, R>(
  items: readonly T[],
  atOnce: number,
  start: (item: T) => Promise<R>,
): AsyncGenerator<readonly [T, R]> {
  const underWay: Promise<readonly [T, R]>[] = [];
  for (const item of items) {
    if (underWay.length === atOnce) yield* first(underWay);
    const started = start(item).then((result) => [item, result] as const);
    // Whoever stops reading early is not told why the rest failed.
    started.catch(() => undefined);
    underWay.push(started);
  }
  while (underWay.length > 0) yield* first(underWay);
}

async function* first<R>(underWay: Promise<R>[]): AsyncGenerator<R> {
  const oldest = underWay.shift();
  if (oldest !== undefined) yield await oldest;
}
