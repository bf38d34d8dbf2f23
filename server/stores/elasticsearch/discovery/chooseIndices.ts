import {
  type EngineNames,
  readSpanIndexName,
  type SpanIndexName,
  withoutDash,
} from './indexNames.ts';

export interface IndexChoice {
  /** Index expression for every search. */
  readonly spans: string;
  readonly archive?: string;
  /** Names behind `spans` as far as they are known, but for data streams. */
  readonly members: readonly string[];
  /** Data streams behind `spans`. */
  readonly streams: EngineNames['dataStreams'];
  /** "31 daily indices, 2026-07-21 to 2026-08-20". */
  readonly found: string;
  /** What was decided without being told, in sentences. */
  readonly assumed: readonly string[];
  /** Prefixes whose spans are not shown; `''` is written out. */
  readonly otherTenants: readonly string[];
}

/** Which of the names to read: those of one prefix, by its alias where it has one. */
export function chooseIndices(names: EngineNames, wantedPrefix: string | undefined): IndexChoice {
  const wanted = wantedPrefix === undefined ? undefined : withoutDash(wantedPrefix);
  const all = [
    ...[...names.indices, ...names.aliases].flatMap(
      ({ name }) => readSpanIndexName(name, wanted) ?? [],
    ),
    ...names.dataStreams.flatMap(({ name }) => streamName(name, wanted) ?? []),
  ];
  const tenants = [
    ...new Set(all.filter(({ kind }) => kind !== 'archive').map((found) => found.tenant)),
  ].sort();
  const tenant = wanted ?? tenantOf(tenants, all);
  const own = all.filter((found) => found.tenant === tenant);
  const otherTenants = tenants.filter((other) => other !== tenant);
  const assumed: string[] = [];
  if (wantedPrefix === undefined && otherTenants.length > 0) {
    const which = tenant === '' ? 'the indices without a prefix' : `those of the prefix ${tenant}`;
    assumed.push(`Of several prefixes ${which} are read, for none is configured.`);
  }
  const spans = spansOf(own, names, prefixOf(own, tenant), assumed);
  const archive = archiveOf(own);
  return {
    ...spans,
    ...(archive !== undefined && { archive }),
    found: foundWords(own, spans),
    assumed,
    otherTenants: otherTenants.map((other) => (other === '' ? 'without a prefix' : other)),
  };
}

/** A stream may have any of the names that indices have. */
function streamName(name: string, wanted: string | undefined): SpanIndexName | undefined {
  const found = readSpanIndexName(name, wanted);
  return found === undefined || found.kind === 'archive'
    ? found
    : { ...found, kind: 'data-stream' };
}

/** The one without a prefix, else the one with most indices: never a mix. */
function tenantOf(tenants: readonly string[], all: readonly SpanIndexName[]): string {
  if (tenants.length === 0 || tenants.includes('')) return '';
  const countOf = (tenant: string) => all.filter((found) => found.tenant === tenant).length;
  const [most = ''] = tenants.toSorted((a, b) => countOf(b) - countOf(a));
  return most;
}

/** Whether the dash was part of the configured prefix or put by Jaeger shows in the names only. */
function prefixOf(own: readonly SpanIndexName[], tenant: string): string {
  const known = own.find(({ kind }) => kind !== 'archive' && kind !== 'data-stream');
  return known?.prefix ?? (tenant === '' ? '' : `${tenant}-`);
}

function spansOf(
  own: readonly SpanIndexName[],
  names: EngineNames,
  prefix: string,
  assumed: string[],
): Pick<IndexChoice, 'spans' | 'members' | 'streams'> {
  const streamNames = own.filter(({ kind }) => kind === 'data-stream').map(({ name }) => name);
  const streams = names.dataStreams.filter(({ name }) => streamNames.includes(name));
  const concrete = new Set(names.indices.map(({ name }) => name));
  const indices = own.filter(({ name, kind }) => kind !== 'archive' && concrete.has(name));
  const alias = names.aliases.find(({ name }) => name === `${prefix}jaeger-span-read`);
  if (alias !== undefined) {
    const members = new Set(alias.indices);
    const outside = indices.filter(({ name }) => !members.has(name));
    if (outside.length > 0) {
      assumed.push(`${countWords(outside.length)} outside of ${alias.name} and not read.`);
    }
    return { spans: [alias.name, ...streamNames].join(), members: [...members], streams };
  }
  const closed = new Set(names.indices.filter((index) => index.isClosed).map(({ name }) => name));
  const isClosed = ({ name }: SpanIndexName) => closed.has(name);
  const closedCount = indices.filter(isClosed).length;
  if (closedCount > 0) assumed.push(`${countWords(closedCount)} closed and not read.`);
  const base = `${prefix}jaeger-span`;
  const bare = indices.filter(({ name }) => name === base).map(({ name }) => name);
  return {
    spans: [`${base}-*`, ...bare, ...streamNames, `-${base}-archive*`].join(),
    members: indices.filter((found) => !isClosed(found)).map(({ name }) => name),
    streams,
  };
}

const countWords = (count: number): string => (count === 1 ? '1 index is' : `${count} indices are`);

function archiveOf(own: readonly SpanIndexName[]): string | undefined {
  const patterns = new Set<string>();
  const archives = own.filter(({ kind }) => kind === 'archive');
  const all = new Set(archives.map(({ name }) => name));
  for (const { name, prefix, tenant } of archives) {
    const ofSecondStore = withoutDash(prefix) !== tenant;
    const base = ofSecondStore ? `${prefix}jaeger-span` : `${prefix}jaeger-span-archive`;
    if (all.has(`${base}-read`)) patterns.add(`${base}-read`);
    else patterns.add(name === base ? base : `${base}-*`);
  }
  return patterns.size === 0 ? undefined : [...patterns].join();
}

export const streamWords = (count: number): string =>
  count === 1 ? 'a data stream' : `${count} data streams`;

const KIND_WORDS: Readonly<Record<string, string>> = {
  daily: 'daily',
  hourly: 'hourly',
  rollover: 'rollover',
  other: 'otherwise named',
  read: 'misnamed',
  write: 'misnamed',
};

function foundWords(
  own: readonly SpanIndexName[],
  { members, streams }: Pick<IndexChoice, 'members' | 'streams'>,
): string {
  const known = new Map(own.map((found) => [found.name, found]));
  const counts = new Map<string, number>();
  const days: string[] = [];
  for (const name of members) {
    const { kind = 'other', day } = known.get(name) ?? {};
    counts.set(KIND_WORDS[kind] ?? kind, (counts.get(KIND_WORDS[kind] ?? kind) ?? 0) + 1);
    if (day !== undefined) days.push(day);
  }
  const parts = [...counts].map(
    ([words, count]) => `${count} ${words} ${count === 1 ? 'index' : 'indices'}`,
  );
  if (streams.length > 0) parts.push(streamWords(streams.length));
  if (parts.length === 0) return 'no span index yet';
  days.sort();
  const [first, last] = [days[0], days.at(-1)];
  const range = first === undefined ? '' : first === last ? `, ${first}` : `, ${first} to ${last}`;
  return parts.join(', ') + range;
}
