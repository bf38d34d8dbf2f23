import type { TestEngine } from '../../../../../engines/testing/describeOnEngine.ts';
import { DEFAULT_THRESHOLDS } from '../../../../../shared/findings/thresholds.ts';
import { parseLosslessJson } from '../../../../../shared/formats/losslessJson.ts';
import { DEFAULT_ROUTES } from '../../../../../shared/pipeline/routes.ts';
import type { Span } from '../../../../../shared/span/span.ts';
import { summarizeTrace } from '../../../../../shared/summary/summarizeTrace.ts';
import type { SpanAsk } from '../../discovery/spanSource.ts';
import { SpanDocuments } from '../../documents/spanDocuments.ts';
import { EngineClient } from '../../engine/engineClient.ts';
import { PortCall } from '../../engine/portCall.ts';
import { spanIndices, TYPED_FIELDS } from '../../testing/askEngineOf.ts';
import { bulkSpans } from '../../testing/bulkSpans.ts';
import { putSpanIndex, type SpanIndex } from '../../testing/putSpanIndex.ts';
import { spanDocument, type Writing } from '../../testing/spanDocument.ts';
import type { AnalysedTrace } from '../../traces/traceBank.ts';

/** Traces as an index has them: those written, as reading the documents gives them back. */
export interface IndexedFleet {
  readonly traces: readonly AnalysedTrace[];
  ask(): SpanAsk;
  close(): Promise<void>;
}

/** An engine that many tests keep busy answers late, and that is no matter here. */
const PATIENT = { callMs: 110_000, searchMs: 110_000 };

export async function indexFleet(
  engine: TestEngine,
  fleet: readonly (readonly Span[])[],
  writing: Writing,
  index: Pick<SpanIndex, 'date' | 'settings'>,
): Promise<IndexedFleet> {
  const variant = writing.writer;
  const name = await putSpanIndex(engine, { variant, ...index });
  const documents = fleet.flat().flatMap((span) => spanDocument(span, writing) ?? []);
  await bulkSpans(engine, name, documents);
  const client = new EngineClient({ urls: [new URL(engine.url)] });
  const indices = spanIndices(name, {
    engine: engine.name,
    version: engine.version,
    fields: TYPED_FIELDS,
    dotReplacement: writing.dotReplacement ?? '@',
  });
  return {
    traces: tracesIn(documents, indices.dotReplacement),
    ask: () => ({ indices, call: new PortCall(client, new AbortController().signal, PATIENT) }),
    close: () => client.close(),
  };
}

function tracesIn(documents: readonly string[], dotReplacement: string): readonly AnalysedTrace[] {
  const reader = new SpanDocuments(dotReplacement);
  const spansOf = new Map<string, Span[]>();
  for (const document of documents) {
    const json = parseLosslessJson(document);
    const span = json.ok ? reader.read(json.value) : undefined;
    if (span === undefined) continue;
    const known = spansOf.get(span.traceId);
    if (known === undefined) spansOf.set(span.traceId, [span]);
    else known.push(span);
  }
  const context = {
    nowUs: Date.now() * 1000,
    isSettled: true,
    thresholds: DEFAULT_THRESHOLDS,
    routes: DEFAULT_ROUTES,
  };
  return Array.from(spansOf.values(), (spans) => ({
    spans,
    summary: summarizeTrace(spans, context),
  }));
}
