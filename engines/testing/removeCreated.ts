interface UsedEngine {
  readonly prefix: string;
  readonly created: ReadonlySet<string>;
  ask(method: string, path: string): Promise<unknown>;
}

/** Short enough for the longest line of a request that engines take. */
const NAMES_PER_REQUEST = 20;

/** Removes what a block has left, so that the next one finds an empty engine. */
export async function removeCreated(engine: UsedEngine): Promise<void> {
  const isOurs = (name: string) => name.includes(engine.prefix) || engine.created.has(name);
  const indices = await names(
    engine,
    '/_cat/indices?format=json&h=index&expand_wildcards=all',
    'index',
  );
  const ours = indices.filter(isOurs);
  for (let from = 0; from < ours.length; from += NAMES_PER_REQUEST) {
    const some = ours.slice(from, from + NAMES_PER_REQUEST).join(',');
    await engine.ask('DELETE', `/${some}?ignore_unavailable=true`);
  }
  const templates = await names(engine, '/_cat/templates?format=json&h=name,composed_of', 'name');
  for (const name of templates.filter(isOurs)) {
    for (const kind of ['_index_template', '_template']) {
      await engine.ask('DELETE', `/${kind}/${name}`).catch(() => undefined);
    }
  }
}

async function names(engine: UsedEngine, path: string, column: string): Promise<readonly string[]> {
  const rows = await engine.ask('GET', path);
  return Array.isArray(rows) ? rows.map((row) => String(Object(row)[column])) : [];
}
