import type {
  FieldsAnswer,
  FieldValuesAnswer,
  ValueCount,
} from '../../../../shared/api/answers.ts';
import { BUILT_IN_FIELDS } from '../../../../shared/query/fields.ts';
import { aliasesOf } from '../../../../shared/span/aliases.ts';
import { isSummaryField } from '../../aggregates/summaryFieldValues.ts';
import { type Clock, SYSTEM_CLOCK } from '../../clock.ts';
import type { PrefixRequest } from '../../traceStore.ts';
import type { AggregateParts } from '../aggregates/aggregateParts.ts';
import { storedField } from '../aggregates/storedFields.ts';
import type { SpanAsk } from '../discovery/spanSource.ts';
import { type AttributeKey, attributeKeys } from './attributeKeys.ts';
import { newestValues } from './newestValues.ts';
import { storedValues } from './storedValues.ts';
import { type Found, SuggestionCache } from './suggestionCache.ts';

/** What can be typed: the fields there are and the values they have, from the spans themselves. */
export class Suggestions {
  readonly #parts: AggregateParts;
  readonly #keys: SuggestionCache<readonly AttributeKey[]>;
  readonly #values: SuggestionCache<readonly ValueCount[]>;

  constructor(parts: AggregateParts, clock: Clock = SYSTEM_CLOCK) {
    this.#parts = parts;
    this.#keys = new SuggestionCache(clock);
    this.#values = new SuggestionCache(clock);
  }

  /** Built-in fields first, then attribute keys, most frequent first. */
  async fields({ prefix, limit }: PrefixRequest, ask: SpanAsk): Promise<FieldsAnswer> {
    const builtin = BUILT_IN_FIELDS.filter((name) => name.startsWith(prefix)).map((name) => ({
      name,
      kind: 'builtin' as const,
      places: [],
    }));
    const found = await this.#keys.get(ask.indices.spans, async () =>
      covered(await attributeKeys(ask), ask),
    );
    const attributes = found.value.filter(({ name }) => isSuggested(name, prefix));
    return {
      fields: [
        ...builtin,
        ...attributes.map((key) => ({ kind: 'attribute' as const, ...key })),
      ].slice(0, limit),
      completeness: found.completeness,
    };
  }

  /** Values of one field that start with the prefix, with the traces that have them. */
  async fieldValues(
    request: PrefixRequest & { readonly field: string },
    ask: SpanAsk,
  ): Promise<FieldValuesAnswer> {
    const { field, prefix, limit } = request;
    const stored = isSummaryField(field) ? undefined : storedField(field, ask.indices);
    const found =
      stored === undefined
        ? await this.#values.get(JSON.stringify(['newest', field, ask.indices.spans]), async () =>
            covered(await newestValues(field, ask, this.#parts), ask),
          )
        : await this.#values.get(
            JSON.stringify([limit, prefix, field, ask.indices.spans]),
            async () => covered(await storedValues(stored, request, ask), ask),
          );
    const values = found.value.filter(({ value }) => value.startsWith(prefix));
    return { values: values.slice(0, limit), completeness: found.completeness };
  }
}

const covered = <T>(value: T, { call }: SpanAsk): Found<T> => ({
  value,
  completeness: call.completeness(),
});

/** A key is suggested by any of its names, also one that no span uses. */
function isSuggested(name: string, prefix: string): boolean {
  if (BUILT_IN_FIELDS.includes(name)) return false;
  return aliasesOf(name).some((alias) => alias.startsWith(prefix));
}
