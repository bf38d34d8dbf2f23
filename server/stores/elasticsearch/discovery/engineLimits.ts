import type { EngineReply } from '../engine/engineReply.ts';
import { isForbiddenKind } from '../engine/failures.ts';
import { memberOf, numberOf, objectOf, textOf } from '../engine/json.ts';
import { type EngineAsker, inPath, unlessUnavailable } from './engineAsker.ts';
import { createdBy, type EngineIdentity, identityOfIndex } from './engineIdentity.ts';
import type { EngineLimits } from './spanIndices.ts';

export interface LimitsFound {
  readonly limits: EngineLimits;
  /** After so long a new span is found: `1s`; absent where nobody may know. */
  readonly refreshInterval?: string;
  readonly createdBy: EngineIdentity;
}

/** What the engines allow unless they are told otherwise; the smaller one where they differ. */
export const USUAL_LIMITS: Omit<EngineLimits, 'allowsExpensive'> = {
  maxTermsCount: 65_536,
  maxRegexLength: 1_000,
  maxResultWindow: 10_000,
  maxBuckets: 10_000,
  maxClauseCount: 1_024,
  ignoreAbove: 256,
};

/** Lucene refuses a longer term altogether, and the span with it. */
const LONGEST_TERM_BYTES = 32_766;

const INDEX_SETTINGS = [
  'index.max_terms_count',
  'index.max_regex_length',
  'index.max_result_window',
  'index.refresh_interval',
  'index.version.created',
].join();

const CLUSTER_SETTINGS =
  '/_cluster/settings?include_defaults=true&filter_path=*.search.max_buckets,*.indices.query.bool.max_clause_count';

const BOUNDED_FIELDS =
  'tags.value,tags.value.keyword,process.tags.value,process.tags.value.keyword';

/** The bounds of an engine as far as the role may read them, else the usual ones. */
export async function askLimits(ask: EngineAsker, expression: string): Promise<LimitsFound> {
  const indices = inPath(expression === '' ? NOTHING : expression);
  const among = 'ignore_unavailable=true&allow_no_indices=true';
  const [cluster, isRefused, settings, mappings] = await Promise.all([
    unlessUnavailable(ask.get(CLUSTER_SETTINGS)),
    refusesWildcards(ask, indices),
    unlessUnavailable(
      ask.get(
        `/${indices}/_settings/${INDEX_SETTINGS}?flat_settings=true&include_defaults=true&${among}`,
      ),
    ),
    unlessUnavailable(ask.get(`/${indices}/_mapping/field/${BOUNDED_FIELDS}?${among}`)),
  ]);
  const byIndex = Object.values(objectOf(successOf(settings)) ?? {});
  const valuesOf = (name: string) => byIndex.map((index) => settingOf(index, name));
  const smallest = (name: string, usual: number) => smallestOf(valuesOf(name)) ?? usual;
  const slowest = slowestOf(valuesOf('index.refresh_interval'));
  const newest = byIndex.map((index) => createdBy(memberOf(index, 'settings')) ?? 0);
  const ignoreAbove = ignoreAboveOf(successOf(mappings));
  return {
    limits: {
      ...clusterLimits(successOf(cluster)),
      maxTermsCount: smallest('index.max_terms_count', USUAL_LIMITS.maxTermsCount),
      maxRegexLength: smallest('index.max_regex_length', USUAL_LIMITS.maxRegexLength),
      maxResultWindow: smallest('index.max_result_window', USUAL_LIMITS.maxResultWindow),
      ignoreAbove: ignoreAbove ?? USUAL_LIMITS.ignoreAbove,
      allowsExpensive: !isRefused,
    },
    ...(slowest !== undefined && { refreshInterval: slowest }),
    createdBy: identityOfIndex(newest.length === 0 ? undefined : newest.reduce(larger)),
  };
}

/** An empty list would be all indices there are. */
const NOTHING = 'hopscope-finds-nothing-*';

/** Tried rather than asked for: the setting is for eyes of administrators. */
async function refusesWildcards(ask: EngineAsker, indices: string): Promise<boolean> {
  const query = { wildcard: { operationName: '*hopscope' } };
  const among = 'ignore_unavailable=true&allow_no_indices=true';
  const search = { size: 0, terminate_after: 1, query };
  const reply = await unlessUnavailable(ask.post(`/${indices}/_search?${among}`, search));
  return reply !== undefined && isForbiddenKind(JSON.stringify(reply.body) ?? '');
}

const larger = (a: number, b: number): number => Math.max(a, b);

const successOf = (reply: EngineReply | undefined): unknown =>
  reply?.status === 200 ? reply.body : undefined;

const settingOf = (index: unknown, name: string): string | undefined =>
  textOf(memberOf(memberOf(index, 'settings'), name)) ??
  textOf(memberOf(memberOf(index, 'defaults'), name));

function smallestOf(values: readonly (string | undefined)[]): number | undefined {
  const numbers = values.map(Number).filter((value) => Number.isInteger(value) && value > 0);
  return numbers.length === 0 ? undefined : numbers.reduce((a, b) => Math.min(a, b));
}

/** Transient ones win over persistent ones, those over what the node was started with. */
function clusterLimits(body: unknown): Pick<EngineLimits, 'maxBuckets' | 'maxClauseCount'> {
  const setting = (...path: readonly string[]) => {
    for (const source of ['transient', 'persistent', 'defaults']) {
      let value: unknown = memberOf(body, source);
      for (const name of path) value = memberOf(value, name);
      if (textOf(value) !== undefined) return textOf(value);
    }
    return undefined;
  };
  const maxBuckets = numberOf(Number(setting('search', 'max_buckets')));
  const clauses = numberOf(Number(setting('indices', 'query', 'bool', 'max_clause_count')));
  return {
    maxBuckets: maxBuckets === undefined || maxBuckets <= 0 ? USUAL_LIMITS.maxBuckets : maxBuckets,
    // Elasticsearch 8 goes by its heap, never below the usual number, and ignores a larger one.
    maxClauseCount: Math.min(clauses ?? USUAL_LIMITS.maxClauseCount, USUAL_LIMITS.maxClauseCount),
  };
}

/** The longest wait of all; an index that never refreshes by itself (-1) counts as an hour. */
function slowestOf(values: readonly (string | undefined)[]): string | undefined {
  const known = values.flatMap((value) => value ?? []);
  return known.toSorted((a, b) => secondsOf(b) - secondsOf(a))[0];
}

const UNIT_SECONDS: Readonly<Record<string, number>> = { ms: 0.001, s: 1, m: 60, h: 3_600 };

function secondsOf(interval: string): number {
  const [, amount, unit = ''] = /^(\d+(?:\.\d+)?)(ms|s|m|h)$/.exec(interval) ?? [];
  return amount === undefined ? 3_600 : Number(amount) * (UNIT_SECONDS[unit] ?? 1);
}

/** The smallest over all fields of all indices; a field without one indexes everything. */
function ignoreAboveOf(mappings: unknown): number | undefined {
  let smallest: number | undefined;
  for (const index of Object.values(objectOf(mappings) ?? {})) {
    for (const field of Object.values(objectOf(memberOf(index, 'mappings')) ?? {})) {
      for (const mapping of Object.values(objectOf(memberOf(field, 'mapping')) ?? {})) {
        if (memberOf(mapping, 'type') === 'text') continue;
        const above = numberOf(memberOf(mapping, 'ignore_above')) ?? LONGEST_TERM_BYTES;
        smallest = Math.min(smallest ?? above, above);
      }
    }
  }
  return smallest;
}
