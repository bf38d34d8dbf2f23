import { chooseIndices, type IndexChoice, streamWords } from './chooseIndices.ts';
import { type EngineAsker, inPath } from './engineAsker.ts';
import { askIdentity, type EngineIdentity, identityOfVersion } from './engineIdentity.ts';
import { askLimits } from './engineLimits.ts';
import { FieldTypes } from './fieldTypes.ts';
import { ANY_SPAN_INDEX, listNames, listOtherClusters } from './listNames.ts';
import { ASKED_FIELDS, ASKED_PATTERNS, type FieldsFound, readFields } from './readFields.ts';
import type { SpanIndices } from './spanIndices.ts';
import { askUnreadable } from './unreadableIndices.ts';
import { without } from './withoutIndices.ts';

/** What somebody configured instead of having it found out. */
export interface DiscoveryOverrides {
  readonly indexPrefix?: string;
  /** Index expression of names, aliases, wildcards, `cluster:name`. */
  readonly spanIndices?: string;
  readonly dotReplacement?: string;
  /** `8.19.7`, `opensearch 2.19`. */
  readonly version?: string;
}

export interface Discovered {
  readonly indices: SpanIndices;
  readonly choice: IndexChoice;
  readonly refreshInterval?: string;
  /** Sentences about spans that no search finds. */
  readonly missing: readonly string[];
  /** What was decided without being told. */
  readonly assumed: readonly string[];
}

/** Finds out which indices hold spans and how they are to be asked. */
export async function discoverSpanIndices(
  ask: EngineAsker,
  overrides: DiscoveryOverrides = {},
): Promise<Discovered> {
  const [said, choice, otherClusters] = await Promise.all([
    overrides.version === undefined ? askIdentity(ask) : identityOfVersion(overrides.version),
    chooseBy(ask, overrides),
    overrides.spanIndices === undefined ? listOtherClusters(ask) : [],
  ]);
  const asking = askUnreadable(ask, choice);
  const [found, { limits, refreshInterval, createdBy }, unreadable] = await Promise.all([
    askReadableFields(ask, choice, asking),
    askLimits(ask, shortened(localPart(choice.spans))),
    asking,
  ]);
  const assumed = [...choice.assumed];
  const dotReplacement = overrides.dotReplacement ?? found.dotReplacement ?? '@';
  if (overrides.dotReplacement === undefined && found.dotReplacement === undefined) {
    assumed.push('No field tells what stands for the dots of a tag: @ is assumed.');
  }
  const identity: EngineIdentity = said.engine === 'unknown' ? createdBy : said;
  if (otherClusters.length > 0) assumed.push(otherClustersSentence(otherClusters));
  if (identity.engine === 'unknown') assumed.push('The role may not ask for the version.');
  return {
    indices: {
      ...identity,
      spans: without(choice, [...found.conflicting, ...found.empty, ...unreadable]),
      ...(choice.archive !== undefined && { archive: choice.archive }),
      fields: found.fields,
      dotReplacement,
      limits,
    },
    choice,
    ...(refreshInterval !== undefined && { refreshInterval }),
    missing: [
      ...(unreadable.length > 0 ? [`The role may not read ${namesOf(unreadable)}.`] : []),
      ...(found.conflicting.length > 0 ? [conflictSentence(found.conflicting)] : []),
    ],
    assumed,
  };
}

async function chooseBy(ask: EngineAsker, overrides: DiscoveryOverrides): Promise<IndexChoice> {
  const { spanIndices, indexPrefix } = overrides;
  if (spanIndices !== undefined) return configuredChoice(ask, spanIndices);
  const names = await listNames(ask, ANY_SPAN_INDEX);
  const choice = chooseIndices(names ?? { indices: [], aliases: [], dataStreams: [] }, indexPrefix);
  if (names !== undefined) {
    const { members, streams, otherTenants } = choice;
    const isNothing = [members, streams, otherTenants].every(({ length }) => length === 0);
    const byFields = isNothing && indexPrefix === undefined ? await chooseByFields(ask) : undefined;
    return byFields ?? choice;
  }
  const assumed = ['The role may not list names: those of Jaeger are assumed.'];
  return { ...choice, found: 'names not known', assumed };
}

async function configuredChoice(ask: EngineAsker, spans: string): Promise<IndexChoice> {
  const names = await listNames(ask, spans);
  const aliased = names?.aliases.flatMap(({ indices }) => indices) ?? [];
  const streams = names?.dataStreams ?? [];
  const members = [
    ...new Set([...(names?.indices.map(({ name }) => name) ?? []), ...aliased]),
  ].filter((name) => !name.startsWith('.ds-'));
  const found = `${countedWords(members, streams)}, as configured`;
  return { spans, members, streams, found, assumed: [], otherTenants: [] };
}

function countedWords(members: readonly string[], streams: IndexChoice['streams']): string {
  const indices = members.length === 1 ? '1 index' : `${members.length} indices`;
  if (streams.length === 0) return indices;
  const words = streamWords(streams.length);
  return members.length === 0 ? words : `${indices}, ${words}`;
}

const SIGNATURE = ['traceID', 'startTimeMillis', 'process.serviceName'];

/** Indices under names nobody could guess, by the fields that only spans of Jaeger have. */
async function chooseByFields(ask: EngineAsker): Promise<IndexChoice | undefined> {
  const reply = await ask.post(`/_field_caps?fields=${SIGNATURE.join()}&include_unmapped=true`, {});
  if (reply.status !== 200) return undefined;
  const types = new FieldTypes(reply.body);
  const found = types.indices.filter((index) =>
    SIGNATURE.every((field) => types.kindIn(index, field) !== 'unmapped'),
  );
  if (found.length === 0) return undefined;
  const names = await listNames(ask, shortened(found.join()));
  const streams = names?.dataStreams ?? [];
  const streamed = new Set(streams.flatMap(({ indices }) => indices));
  const members = found.filter((name) => !streamed.has(name));
  const whole = names?.aliases
    .filter(({ indices }) => found.every((name) => indices.includes(name)))
    .map(({ name }) => name)
    .toSorted((a, b) => Number(b.includes('read')) - Number(a.includes('read')));
  return {
    spans: whole?.[0] ?? [...members, ...streams.map(({ name }) => name)].join(),
    members,
    streams,
    found: countedWords(members, streams),
    assumed: ['The indices were recognised by their fields, not by their names.'],
    otherTenants: [],
  };
}

/** Addresses have an end: 4,096 bytes with the engines' defaults. */
const MAX_PATH_CHARACTERS = 2_500;

/** As many names as an address may carry; enough to learn how the indices are made. */
function shortened(expression: string): string {
  const names: string[] = [];
  let characters = 0;
  for (const name of expression.split(',')) {
    characters += encodeURIComponent(name).length + 1;
    if (characters > MAX_PATH_CHARACTERS && names.length > 0) break;
    names.push(name);
  }
  return names.join();
}

/** Settings and mappings of other clusters cannot be asked for. */
const localPart = (expression: string): string =>
  expression
    .split(',')
    .filter((name) => !name.includes(':'))
    .join();

/** Where an index that may not be read keeps the others from being asked, those are asked alone. */
async function askReadableFields(
  ask: EngineAsker,
  choice: IndexChoice,
  unreadable: Promise<readonly string[]>,
): Promise<FieldsFound> {
  try {
    return await askFields(ask, choice.spans);
  } catch (refusal) {
    const names = await unreadable;
    if (names.length === 0) throw refusal;
    return askFields(ask, without(choice, names));
  }
}

async function askFields(ask: EngineAsker, spans: string): Promise<FieldsFound> {
  const indices = inPath(shortened(spans));
  const capsOf = (fields: readonly string[], options: string) =>
    ask.post(
      `/${indices}/_field_caps?fields=${fields.join()}&ignore_unavailable=true&allow_no_indices=true${options}`,
      {},
    );
  const replies = await Promise.all([
    capsOf(ASKED_FIELDS, '&include_unmapped=true'),
    capsOf(ASKED_PATTERNS, ''),
  ]);
  const refused = replies.find(({ status }) => status !== 200 && status !== 404);
  if (refused !== undefined) throw ask.refusal(refused);
  return readFields(new FieldTypes(...replies.map(({ body }) => body)));
}

const SHOWN_NAMES = 3;

function namesOf(names: readonly string[]): string {
  const shown = names.slice(0, SHOWN_NAMES).join(', ');
  return names.length <= SHOWN_NAMES ? shown : `${shown} and ${names.length - SHOWN_NAMES} more`;
}

const otherClustersSentence = (clusters: readonly string[]): string =>
  `Spans on other clusters are not read: ${clusters.map((name) => `${name}:*jaeger-span-*`).join(', ')} would be, as HOPSCOPE_ELASTICSEARCH_SPAN_INDICES.`;

function conflictSentence(names: readonly string[]): string {
  const [is, its] = names.length === 1 ? ['is', 'its'] : ['are', 'their'];
  return `${namesOf(names)} ${is} not searched: ${its} fields have other types than in the other indices.`;
}
