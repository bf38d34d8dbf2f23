import type { EngineReply } from '../engine/engineClient.ts';
import { listOf, memberOf, objectOf, textOf } from '../engine/json.ts';
import { type EngineAsker, inPath } from './engineAsker.ts';
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

function resolvedNames({ body }: EngineReply): EngineNames {
  return {
    indices: listOf(memberOf(body, 'indices')).flatMap((index) => {
      const name = textOf(memberOf(index, 'name'));
      // The backing indices of a data stream are read by its name.
      if (name === undefined || memberOf(index, 'data_stream') !== undefined) return [];
      const isClosed = listOf(memberOf(index, 'attributes')).includes('closed');
      return [{ name, isClosed }];
    }),
    aliases: listOf(memberOf(body, 'aliases')).flatMap((alias) => {
      const name = textOf(memberOf(alias, 'name'));
      return name === undefined ? [] : [{ name, indices: textsOf(memberOf(alias, 'indices')) }];
    }),
    dataStreams: listOf(memberOf(body, 'data_streams')).flatMap(
      (stream) => textOf(memberOf(stream, 'name')) ?? [],
    ),
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
