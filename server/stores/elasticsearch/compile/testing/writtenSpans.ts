import type { TestEngine } from '../../../../../engines/testing/describeOnEngine.ts';
import { parseLosslessJson } from '../../../../../shared/formats/losslessJson.ts';
import type { Span } from '../../../../../shared/span/span.ts';
import { discoverSpanIndices } from '../../discovery/discoverSpanIndices.ts';
import { EngineAsker } from '../../discovery/engineAsker.ts';
import type { SpanIndices } from '../../discovery/spanIndices.ts';
import { SpanDocuments } from '../../documents/spanDocuments.ts';
import { EngineClient } from '../../engine/engineClient.ts';
import { spanDocument, type Writing } from '../../testing/spanDocument.ts';

/** A span as its document gives it back. */
export interface WrittenSpan {
  readonly span: Span;
  readonly document: string;
}

export function writtenSpans(spans: readonly Span[], writing: Writing): readonly WrittenSpan[] {
  return spans.flatMap((sent) => {
    const document = spanDocument(sent, writing);
    return document === undefined ? [] : readDocument(document, writing.dotReplacement);
  });
}

function readDocument(document: string, dotReplacement = '@'): readonly WrittenSpan[] {
  const json = parseLosslessJson(document);
  const span = new SpanDocuments(dotReplacement).read(json.ok ? json.value : undefined);
  return span === undefined ? [] : [{ span, document }];
}

/** What is found out about an index that spans were written to. */
export async function indicesOf(
  { url }: Pick<TestEngine, 'url'>,
  index: string,
  dotReplacement = '@',
): Promise<SpanIndices> {
  const client = new EngineClient({ urls: [new URL(url)] });
  try {
    const asker = new EngineAsker(client, new AbortController().signal);
    const overrides = { spanIndices: index, dotReplacement };
    return (await discoverSpanIndices(asker, overrides)).indices;
  } finally {
    await client.close();
  }
}
