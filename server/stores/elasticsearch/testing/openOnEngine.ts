import type { TestEngine } from '../../../../engines/testing/describeOnEngine.ts';
import { DEFAULT_THRESHOLDS } from '../../../../shared/findings/thresholds.ts';
import { parseLosslessJson } from '../../../../shared/formats/losslessJson.ts';
import { DEFAULT_ROUTES } from '../../../../shared/pipeline/routes.ts';
import type { Span } from '../../../../shared/span/span.ts';
import type { StoreUnderTest } from '../../traceStore.contract.ts';
import { SpanDocuments } from '../documents/spanDocuments.ts';
import { openElasticsearchStore } from '../elasticsearchTraceStore.ts';
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
    kept: (spans) => throughDocuments(throughDocuments(spans, writing), writing),
    async put(spans) {
      const documentsOfDay = new Map<string, string[]>();
      for (const span of throughDocuments(spans, writing)) {
        const document = spanDocument(span, writing);
        if (document === undefined) throw new Error('what came out of a document goes into one');
        const day = new Date(span.startUs / 1000).toISOString().slice(0, 10);
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

/**
 * What comes back of the spans. A document made of that says each thing once, which one made of
 * a span as it was need not: a status message beside an attribute of its name, for example.
 */
function throughDocuments(spans: readonly Span[], writing: Writing): readonly Span[] {
  const documents = new SpanDocuments(writing.dotReplacement ?? '@');
  return spans.flatMap((span) => {
    if ((span.flags ?? 0) > MOST_FLAGS) return [];
    const text = spanDocument(span, writing);
    const parsed = text === undefined ? undefined : parseLosslessJson(text);
    const kept = parsed?.ok ? documents.read(parsed.value) : undefined;
    return kept === undefined ? [] : [kept];
  });
}
