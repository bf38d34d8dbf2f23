import type { Span } from '../../../../shared/span/span.ts';
import { MOST_LINKED_FROM } from '../../makeSummary.ts';
import type { SpanAsk } from '../discovery/spanSource.ts';
import type { EngineHit, Json, JsonBody } from '../engine/engineCall.ts';
import { listOf, memberOf, textOf } from '../engine/json.ts';
import { mostHits, searchSpans } from './spanSearch.ts';
import { canonicalTraceId, ofTraces } from './traceIds.ts';

/**
 * For each of the traces that span links of other traces point at: those traces' ids.
 *
 * @param known  spans at hand, the traces' own among them
 * @param hits  what `findLinkingSpans` found
 */
export function inboundLinks(
  traceIds: readonly string[],
  known: Iterable<Span>,
  hits: readonly EngineHit[],
): ReadonlyMap<string, readonly string[]> {
  const links = new LinkTargets(traceIds);
  for (const span of known) for (const link of span.links) links.add(span.traceId, link.traceId);
  for (const hit of hits) links.addFrom(hit);
  return links.found;
}

/**
 * Spans that link to the traces. Links are written as FOLLOWS_FROM, and as CHILD_OF where the
 * sender asked for it, like every parent; the latter are not looked for between two of the
 * traces asked about.
 */
export async function findLinkingSpans(
  traceIds: readonly string[],
  ask: SpanAsk,
): Promise<readonly EngineHit[]> {
  const found: EngineHit[] = [];
  const open = traceIds.length === 0 ? [] : [traceIds];
  for (let ids = open.pop(); ids !== undefined; ids = open.pop()) {
    const hits = await linkingSpans(ids, ask);
    if (hits === undefined && ids.length > 1) {
      const half = Math.ceil(ids.length / 2);
      open.push(ids.slice(0, half), ids.slice(half));
    }
    for (const hit of hits ?? []) found.push(hit);
  }
  return found;
}

/** `undefined` when there are more than one answer holds. */
async function linkingSpans(
  traceIds: readonly string[],
  ask: SpanAsk,
): Promise<readonly EngineHit[] | undefined> {
  const { fields, spans } = ask.indices;
  const { indices, size } = { indices: spans, size: mostHits(ask) };
  const filter = {
    bool: {
      should: [
        referring('FOLLOWS_FROM', traceIds, ask),
        {
          bool: {
            filter: [referring('CHILD_OF', traceIds, ask)],
            must_not: [ofTraces(fields.traceId, traceIds)],
          },
        },
      ],
    },
  };
  const answer = await searchSpans({ indices, filters: [] }, [filter], ask, {
    size,
    sort: ['_doc'],
    _source: ['traceID', 'references'],
  });
  if (answer === undefined) return undefined;
  return answer.hits.length < size || traceIds.length === 1 ? answer.hits : undefined;
}

function referring(refType: string, traceIds: readonly string[], ask: SpanAsk): JsonBody {
  const isTemplateLess = ask.indices.fields.traceId.endsWith(KEYWORD);
  const ending = isTemplateLess ? KEYWORD : '';
  const filter = [
    { term: { [`references.refType${ending}`]: refType } },
    ofTraces(`references.traceID${ending}`, traceIds),
  ];
  // Without a template references are no documents of their own, and nothing but such may be asked so.
  if (isTemplateLess) return { bool: { filter } };
  return { nested: { path: 'references', ignore_unmapped: true, query: { bool: { filter } } } };
}

const KEYWORD = '.keyword';

class LinkTargets {
  readonly found = new Map<string, string[]>();
  readonly #wanted: ReadonlySet<string>;

  constructor(traceIds: readonly string[]) {
    this.#wanted = new Set(traceIds);
  }

  add(from: string, target: string): void {
    if (target === from || !this.#wanted.has(target)) return;
    const known = this.found.get(target);
    if (known === undefined) this.found.set(target, [from]);
    else if (known.length < MOST_LINKED_FROM && !known.includes(from)) known.push(from);
  }

  addFrom({ source }: EngineHit): void {
    const from = traceIdIn(source);
    if (from === undefined) return;
    for (const reference of listOf(memberOf(source, 'references'))) {
      const target = traceIdIn(reference);
      if (target !== undefined) this.add(from, target);
    }
  }
}

function traceIdIn(json: Json | undefined): string | undefined {
  const stored = textOf(memberOf(json, 'traceID'));
  return stored === undefined ? undefined : canonicalTraceId(stored);
}
