import { describe, expect, test } from 'vitest';
import { parseLosslessJson } from '../../../../shared/formats/losslessJson.ts';
import { decodeOtlpJson } from '../../../../shared/formats/otlpJson.ts';
import { attributeText } from '../../../../shared/span/attributes.ts';
import {
  type Attributes,
  type AttributeValue,
  NO_SCOPE,
  type Span,
} from '../../../../shared/span/span.ts';
import { documentsOf } from '../testing/bulkSpans.ts';
import { readFixture } from '../testing/readFixture.ts';
import { SpanDocuments } from './spanDocuments.ts';

/** What a writer adds to or takes from the spans it was sent, beyond what every one of them loses. */
interface Writer {
  readonly folder: string;
  /** It marks what came by OTLP, and knows nothing of OTLP's flags. */
  readonly isOld?: boolean;
  /** Tags are fields: `@` in a key is lost, and so is that 1.0 was no integer. */
  readonly isElevated?: boolean;
  /** A span without a name gets one. */
  readonly emptyName?: string;
}

const WRITERS: readonly Writer[] = [
  { folder: 'jaeger-1.62', isOld: true },
  { folder: 'jaeger-1.62-tags-as-fields', isOld: true, isElevated: true },
  { folder: 'jaeger-2.13' },
  { folder: 'jaeger-2.13-tags-as-fields', isElevated: true },
  { folder: 'jaeger-2.20', emptyName: 'empty-span-name' },
  { folder: 'jaeger-2.20-tags-as-fields', isElevated: true, emptyName: 'empty-span-name' },
];

describe.each(WRITERS)('what $folder wrote', (writer) => {
  test('are the spans that were sent, but for what it loses', async () => {
    const { spans, documents } = await readDocuments(writer.folder);
    const sent = decodeOtlpJson(await readFixture('typed.otlp.json'));
    const kept = (sent.ok ? sent.value.spans : []).filter((span) => isKept(span, writer));
    expect(byId(spans)).toEqual(byId(kept.map((span) => asWritten(span, writer))));
    expect([documents.rejected, documents.reasons]).toEqual([0, []]);
  });

  test('shares resources and scopes among the spans', async () => {
    const { spans } = await readDocuments(writer.folder);
    const services = new Set(spans.map(({ resource }) => resource.service));
    expect(new Set(spans.map(({ resource }) => resource)).size).toBe(services.size);
    const scopes = new Set(spans.map(({ scope }) => `${scope.name} ${scope.version}`));
    expect(new Set(spans.map(({ scope }) => scope)).size).toBe(scopes.size);
  });
});

async function readDocuments(folder: string) {
  const documents = new SpanDocuments('@');
  const spans = documentsOf(await readFixture(`${folder}/spans.ndjson`)).flatMap((line) => {
    const json = parseLosslessJson(line);
    return documents.read(json.ok ? json.value : undefined) ?? [];
  });
  return { spans, documents };
}

const byId = (spans: readonly Span[]) => spans.toSorted((a, b) => (a.spanId < b.spanId ? -1 : 1));

const isKept = (span: Span, { isOld = false }: Writer) => !isOld || span.durationUs >= 0;

function asWritten(span: Span, writer: Writer): Span {
  const { startNs, endNs, dropped: _, flags, ...kept } = span;
  const endsEarly = span.durationUs * 1_000 + (endNs ?? 0) - (startNs ?? 0) <= 0;
  const { name, version } = span.scope;
  const attributes = new Map(asKept(span.attributes, writer));
  if (writer.isOld) attributes.set('internal.span.format', 'otlp');
  else if (endsEarly) attributes.set('@jaeger@warnings', expect.stringContaining('Negative'));
  return {
    ...kept,
    operation: span.operation === '' ? (writer.emptyName ?? '') : span.operation,
    durationUs: Math.max(0, span.durationUs),
    ...(flags !== undefined && !writer.isOld && { flags }),
    attributes,
    resource: { ...span.resource, attributes: asKept(span.resource.attributes, writer) },
    scope: name === '' ? NO_SCOPE : { ...NO_SCOPE, name, version },
    events: span.events.map((event) => ({
      name: event.name,
      timeUs: event.timeUs,
      attributes: asKept(event.attributes, { ...writer, isElevated: false }),
    })),
    links: span.links.map(({ traceId, spanId }) => ({ traceId, spanId, attributes: new Map() })),
  };
}

/** Lists and maps become their JSON text. */
function asKept(attributes: Attributes, { isElevated = false }: Writer): Attributes {
  return new Map(
    Array.from(attributes, ([key, value]) => [
      isElevated ? key.replaceAll('@', '.') : key,
      isElevated && value === 1 ? 1n : flatValue(value),
    ]),
  );
}

const flatValue = (value: AttributeValue): AttributeValue =>
  typeof value === 'object' && !(value instanceof Uint8Array) ? attributeText(value) : value;
