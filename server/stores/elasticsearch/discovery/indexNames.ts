/** What an engine says exists: names of indices, aliases and data streams. */
export interface EngineNames {
  readonly indices: readonly {
    readonly name: string;
    readonly isClosed: boolean;
  }[];
  /** Also those that are the only thing the role may see. */
  readonly aliases: readonly { readonly name: string; readonly indices: readonly string[] }[];
  /** With the indices that hold their spans. */
  readonly dataStreams: readonly { readonly name: string; readonly indices: readonly string[] }[];
}

type NameKind =
  /** One a day or an hour, named after it. */
  | 'daily'
  | 'hourly'
  /** `-000001` and so on. */
  | 'rollover'
  | 'archive'
  /** Aliases, or an index made by mistake where an alias was missing. */
  | 'read'
  | 'write'
  | 'data-stream'
  /** Restored, reindexed or otherwise renamed. */
  | 'other';

export interface SpanIndexName {
  readonly name: string;
  readonly kind: NameKind;
  /** Before `jaeger-span`, with its dash; empty without one. */
  readonly prefix: string;
  /** The prefix as somebody configures it, without its dash; that of its main store for an archive. */
  readonly tenant: string;
  /** `2026-08-20` for what is named after a day. */
  readonly day?: string;
}

/**
 * Reads a name as Jaeger, any version, gives it to what holds spans; `undefined` for any other.
 *
 * @param wanted  the prefix somebody configured: an archive is no archive to who asks for it
 */
export function readSpanIndexName(name: string, wanted?: string): SpanIndexName | undefined {
  const [, streamPrefix] = /^(.*?)jaeger\.spans$/s.exec(name) ?? [];
  if (streamPrefix !== undefined) {
    return { name, kind: 'data-stream', prefix: streamPrefix, tenant: withoutDash(streamPrefix) };
  }
  const [, prefix, rest = ''] = /^(.*?)jaeger-span(?:-(.+))?$/s.exec(name) ?? [];
  if (prefix === undefined || name.startsWith('.')) return undefined;
  const tenant = withoutDash(prefix);
  // The second store that Jaeger 2 keeps an archive in differs by its prefix only.
  const archive = /^(?:(.+?)-)??(?:jaeger-)?archive$/s.exec(tenant);
  if (archive !== null && tenant !== wanted) {
    return { name, kind: 'archive', prefix, tenant: archive[1] ?? '' };
  }
  return { name, prefix, tenant, ...kindOf(rest) };
}

/** With or without its dash means the same. */
export const withoutDash = (prefix: string): string => prefix.replace(/[-.]$/, '');

function kindOf(rest: string): Pick<SpanIndexName, 'kind' | 'day'> {
  if (/^archive(?:-|$)/.test(rest)) return { kind: 'archive' };
  if (rest === 'read' || rest === 'write') return { kind: rest };
  if (/^\d{6}$/.test(rest)) return { kind: 'rollover' };
  const [, year, , month, date, hour] = PERIODIC.exec(rest) ?? [];
  if (year === undefined) return { kind: 'other' };
  return { kind: hour === undefined ? 'daily' : 'hourly', day: `${year}-${month}-${date}` };
}

/** Whatever separates, or nothing: `2026-08-20`, `2026.08.20`, `20260820`, each also with an hour. */
const PERIODIC = /^(\d{4})(\D?)(\d{2})\2(\d{2})(?:\D?(\d{2}))?$/;
