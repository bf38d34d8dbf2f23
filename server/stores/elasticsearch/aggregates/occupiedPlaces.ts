import type { TimeRange } from '../../traceStore.ts';
import { startedIn } from '../compile/timeRange.ts';
import { IndicesMemory } from '../discovery/indicesMemory.ts';
import type { SpanAsk } from '../discovery/spanSource.ts';
import type { EngineAnswer, EngineSearch, JsonBody } from '../engine/engineCall.ts';
import { LONGEST_TRACE_US } from '../matching/askLeaves.ts';
import type { StoredField } from './storedFields.ts';

/** Lists of tags in which some of the keys stood: asking again would spare nothing. */
const occupied = new IndicesMemory();

/**
 * The fields without the lists of tags in which none of their keys stands. Going through a list
 * costs the engine as much whether it finds something or not; this costs it next to nothing.
 */
export async function inOccupiedPlaces(
  fields: readonly StoredField[],
  { fromUs, toUs }: TimeRange,
  ask: SpanAsk,
): Promise<readonly StoredField[]> {
  const filter = startedIn(ask.indices.fields, fromUs, toUs + LONGEST_TRACE_US);
  const keysByPath = new Map<string, AskedKeys>();
  for (const field of fields) {
    for (const place of field.kind === 'listed' ? field.places : []) {
      if (place.kind !== 'list') continue;
      const { nestedPath, keyField } = place.list;
      const asked = keysByPath.get(nestedPath) ?? { keyField, keys: new Set() };
      for (const key of place.keys) asked.keys.add(key);
      keysByPath.set(nestedPath, asked);
    }
  }
  const textOf = (path: string, { keys }: AskedKeys) => [path, ...keys].join('\n');
  const lists = [...keysByPath].filter((list) => !occupied.has(ask.indices, textOf(...list)));
  const answers = await ask.call.searchAll(
    lists.map(([path, asked]) => anySpanWith(path, asked, filter, ask)),
  );
  const empty = new Set<string>();
  for (const [at, list] of lists.entries()) {
    if (isNone(answers[at])) empty.add(list[0]);
    else if (answers[at]?.totalHits?.value === 1) occupied.add(ask.indices, textOf(...list));
  }
  return fields.map((field) => {
    if (field.kind !== 'listed') return field;
    const places = field.places.filter(
      (place) => place.kind !== 'list' || !empty.has(place.list.nestedPath),
    );
    return { ...field, places };
  });
}

interface AskedKeys {
  readonly keyField: string;
  readonly keys: Set<string>;
}

function anySpanWith(
  path: string,
  { keyField, keys }: AskedKeys,
  filter: readonly JsonBody[],
  { indices }: SpanAsk,
): EngineSearch {
  const query = { terms: { [keyField]: [...keys] } };
  const found = { nested: { path, query, ignore_unmapped: true } };
  return {
    indices: indices.spans,
    body: {
      size: 0,
      track_total_hits: 1,
      terminate_after: 1,
      query: { bool: { filter: [...filter, found] } },
    },
  };
}

const isNone = (answer: EngineAnswer | undefined): boolean =>
  answer?.totalHits?.value === 0 && !answer.isPartial;
