import type { TestEngine } from '../../../../engines/testing/describeOnEngine.ts';
import { DEFAULT_THRESHOLDS } from '../../../../shared/findings/thresholds.ts';
import { parseLosslessJson } from '../../../../shared/formats/losslessJson.ts';
import { DEFAULT_ROUTES } from '../../../../shared/pipeline/routes.ts';
import type { Span } from '../../../../shared/span/span.ts';
import type { StoreUnderTest } from '../../contract/storeUnderTest.ts';
import { SpanDocuments } from '../documents/spanDocuments.ts';
import { openElasticsearchStore } from '../elasticsearchTraceStore.ts';
import { listOf, memberOf } from '../engine/json.ts';
import { bulkSpans } from './bulkSpans.ts';
import { putSpanIndex } from './putSpanIndex.ts';
import { spanDocument, type Writing } from './spanDocument.ts';

let opened = 0;

/** Flags are an integer in the template; an engine takes no document with a greater one. */
const MOST_FLAGS = 2 ** 31 - 1;

/**
 * A store over daily indices of its own on a shared engine, filled with the documents one
 * generation of Jaeger writes.
 */
export async function openOnEngine(engine: TestEngine, writing: Writing): Promise<StoreUnderTest> {
  const prefix = `${engine.prefix}s${opened++}`;
  const indexOfDay = new Map<string, string>();
  // The store finds out about its indices when it is first asked, and then not at once again.
  const indexFor = async (day: string) => {
    const known = indexOfDay.get(day);
    if (known !== undefined) return known;
    const name = await putSpanIndex(engine, { variant: writing.writer, date: day, prefix });
    indexOfDay.set(day, name);
    return name;
  };
  await indexFor('2026-01-01');
  const store = openElasticsearchStore({
    engine: { urls: [new URL(engine.url)] },
    overrides: { indexPrefix: prefix },
    settleSeconds: 60,
    rules: { thresholds: DEFAULT_THRESHOLDS, routes: DEFAULT_ROUTES },
  });
  return {
    store,
    longestFound: 256,
    kept: (spans) => writtenOf(spans, writing).map(({ kept }) => kept),
    async put(spans) {
      const documentsOfDay = new Map<string, string[]>();
      for (const { kept, document } of writtenOf(spans, writing)) {
        const day = new Date(kept.startUs / 1000).toISOString().slice(0, 10);
        const documents = documentsOfDay.get(day) ?? [];
        documents.push(document);
        documentsOfDay.set(day, documents);
      }
      for (const [day, documents] of documentsOfDay) {
        await bulkSpans(engine, await indexFor(day), documents);
      }
    },
    close: () => store.close(),
  };
}

interface Written {
  readonly document: string;
  /** What is read of it. */
  readonly kept: Span;
}

/** What Jaeger notes on a span without a duration, each time it writes it. */
const WARNINGS_KEY = '@jaeger@warnings';

/**
 * The documents that can be made of the spans. They are made of what comes out of documents, which
 * says each thing once where a span as it was need not: a status message beside an attribute
 * of its name, for example. One that says something twice all the same is left out.
 */
function writtenOf(spans: readonly Span[], writing: Writing): readonly Written[] {
  const documents = new SpanDocuments(writing.dotReplacement ?? '@');
  const read = (text: string | undefined) => {
    const parsed = text === undefined ? undefined : parseLosslessJson(text);
    return parsed?.ok && !saysTwice(parsed.value) ? documents.read(parsed.value) : undefined;
  };
  return spans.flatMap((span) => {
    if ((span.flags ?? 0) > MOST_FLAGS) return [];
    const first = read(spanDocument(span, writing));
    if (first === undefined) return [];
    const attributes = new Map([...first.attributes].filter(([key]) => key !== WARNINGS_KEY));
    const document = spanDocument({ ...first, attributes }, writing);
    const kept = read(document);
    return document === undefined || kept === undefined ? [] : [{ document, kept }];
  });
}

/** A key that stands twice in a list is found by both values, and read as one of them. */
function saysTwice(document: unknown): boolean {
  const process = memberOf(document, 'process');
  const lists = [memberOf(document, 'tags'), memberOf(process, 'tags')];
  for (const log of listOf(memberOf(document, 'logs'))) lists.push(memberOf(log, 'fields'));
  return lists.some((list) => {
    const keys = listOf(list).map((tag) => memberOf(tag, 'key'));
    return new Set(keys).size < keys.length;
  });
}
