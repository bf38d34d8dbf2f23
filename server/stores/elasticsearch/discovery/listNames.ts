import type { EngineReply } from '../engine/engineReply.ts';
import { listOf, memberOf, objectOf, textOf } from '../engine/json.ts';
import { type EngineAsker, inPath, unlessUnavailable } from './engineAsker.ts';
import type { EngineNames } from './indexNames.ts';

/** Everything whose name Jaeger may have given, whatever its prefix. */
export const ANY_SPAN_INDEX = '*jaeger-span*,*jaeger.spans';

/** The names behind an expression; `undefined` when the role may not be told. */
export async function listNames(
  ask: EngineAsker,
  expression: string,
): Promise<EngineNames | undefined> {
  const resolved = await ask.get(`/_resolve/index/${inPath(expression)}`);
  if (resolved.status === 200) return resolvedNames(resolved);
  const aliases = await ask.get(`/${inPath(expression)}/_alias?ignore_unavailable=true`);
  return aliases.status === 200 ? aliasedNames(aliases) : undefined;
}

/** A cluster that hangs shall not hold up this one. */
const OTHER_CLUSTERS_MS = 2_000;

/** Clusters behind this one that hold spans too, as far as they answer at once. */
export async function listOtherClusters(ask: EngineAsker): Promise<readonly string[]> {
  const reply = await unlessUnavailable(
    ask.get('/_resolve/index/*:*jaeger-span*', OTHER_CLUSTERS_MS),
  );
  const indices = listOf(memberOf(reply?.body, 'indices'));
  const names = indices.flatMap((index) => textOf(memberOf(index, 'name')) ?? []);
  const clusters = names.flatMap((name) => (name.includes(':') ? [name.split(':')[0] ?? ''] : []));
  return [...new Set(clusters)].sort();
}

function resolvedNames({ body }: EngineReply): EngineNames {
  const indices: { name: string; isClosed: boolean }[] = [];
  const members = new Map<string, readonly string[]>();
  const streams = new Map<string, readonly string[]>();
  for (const index of listOf(memberOf(body, 'indices'))) {
    const name = textOf(memberOf(index, 'name'));
    if (name === undefined) continue;
    const stream = textOf(memberOf(index, 'data_stream'));
    if (stream !== undefined) {
      // One of its indices, asked for by its own name.
      streams.set(stream, [...(streams.get(stream) ?? []), name]);
      continue;
    }
    indices.push({ name, isClosed: listOf(memberOf(index, 'attributes')).includes('closed') });
    for (const alias of textsOf(memberOf(index, 'aliases'))) {
      members.set(alias, [...(members.get(alias) ?? []), name]);
    }
  }
  // An alias that was asked for by its name has all of its indices, also those not asked for.
  for (const alias of listOf(memberOf(body, 'aliases'))) {
    const name = textOf(memberOf(alias, 'name'));
    if (name !== undefined) members.set(name, textsOf(memberOf(alias, 'indices')));
  }
  for (const stream of listOf(memberOf(body, 'data_streams'))) {
    const name = textOf(memberOf(stream, 'name'));
    if (name !== undefined) streams.set(name, textsOf(memberOf(stream, 'backing_indices')));
  }
  return {
    indices,
    aliases: [...members].map(([name, names]) => ({ name, indices: names })),
    dataStreams: [...streams].map(([name, names]) => ({ name, indices: names })),
  };
}

function aliasedNames({ body }: EngineReply): EngineNames {
  const entries = Object.entries(objectOf(body) ?? {});
  const members = new Map<string, string[]>();
  for (const [index, of] of entries) {
    for (const alias of Object.keys(objectOf(memberOf(of, 'aliases')) ?? {})) {
      members.set(alias, [...(members.get(alias) ?? []), index]);
    }
  }
  return {
    indices: entries.map(([name]) => ({ name, isClosed: false })),
    aliases: [...members].map(([name, indices]) => ({ name, indices })),
    dataStreams: [],
  };
}

/** One name comes as text, several as a list. */
const textsOf = (value: unknown): readonly string[] =>
  (typeof value === 'string' ? [value] : listOf(value)).flatMap((item) => textOf(item) ?? []);
