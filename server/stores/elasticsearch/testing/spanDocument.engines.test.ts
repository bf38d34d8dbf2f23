import fc from 'fast-check';
import { expect, test, vi } from 'vitest';
import type { JaegerVersion } from '../../../../engines/buildJaeger.ts';
import { startJaeger } from '../../../../engines/startJaeger.ts';
import { describeOnEngine } from '../../../../engines/testing/describeOnEngine.ts';
import { encodeOtlpJson } from '../../../../shared/formats/encodeOtlpJson.ts';
import type { Span } from '../../../../shared/span/span.ts';
import { arbitrarySpans } from '../../../../shared/testing/arbitrarySpans.ts';
import { documentText } from './documentText.ts';
import { spanDocument, type Writing } from './spanDocument.ts';

const INT32_MAX = 2 ** 31 - 1;
/** Jaeger reads times as signed nanoseconds, which end in 2262. */
const LAST_US = 9_223_372_036_854_775;
const SAMPLES = 100;

const WRITINGS: readonly (readonly [JaegerVersion, Writing])[] = [
  ['2.13', { writer: 'jaeger-2.13' }],
  ['2.13', { writer: 'jaeger-2.13', tagsAsFields: 'all', dotReplacement: '#' }],
  ['1.62', { writer: 'jaeger-1.62' }],
  ['1.62', { writer: 'jaeger-1.62', tagsAsFields: ['device.id', 'span.kind'] }],
];

describeOnEngine('opensearch@2.19.4', (engine) => {
  test.each(WRITINGS)('Jaeger %s writes random spans as %o', async (version, writing) => {
    const seed = Date.now();
    const sent = randomSpans(seed).filter((span) => isWritten(span, writing));
    const expected = sent.map((span) => documentText(spanDocument(span, writing) ?? '')).sort();
    const indexPrefix = `${engine.prefix}-${WRITINGS.findIndex((it) => it[1] === writing)}`;
    const { writer: _, ...options } = writing;
    const jaeger = await startJaeger({
      storage: engine,
      version,
      indexPrefix,
      usesAliases: true,
      ...options,
    });
    try {
      await send(jaeger.otlpUrl, sent);
      await vi.waitFor(
        async () => expect(await countOf(indexPrefix), `seed ${seed}`).toBe(expected.length),
        { timeout: 60_000, interval: 250 },
      );
      const written = (await documents(indexPrefix)).map(documentText).sort();
      expect(written, `seed ${seed}`).toEqual(expected);
    } finally {
      await jaeger.stop();
    }
  });

  async function countOf(indexPrefix: string): Promise<number> {
    await engine.ask('POST', `/${indexPrefix}-jaeger-span-read/_refresh`);
    return Object(await engine.ask('GET', `/${indexPrefix}-jaeger-span-read/_count`)).count;
  }

  /** As text: the engine keeps a document as it came, and parsing would lose digits. */
  async function documents(indexPrefix: string): Promise<readonly string[]> {
    const answer = await fetch(
      `${engine.url}/${indexPrefix}-jaeger-span-read/_search?size=10000&filter_path=hits.hits._source`,
    );
    const text = (await answer.text()).slice('{"hits":{"hits":[{"_source":'.length, -'}]}}'.length);
    return text.split('},{"_source":');
  }
});

function randomSpans(seed: number): readonly Span[] {
  return fc.sample(arbitrarySpans(), { seed, numRuns: SAMPLES }).flat();
}

/** Whether Jaeger and its engine take it, and write it where it is. */
function isWritten(span: Span, writing: Writing): boolean {
  const isInTime =
    span.startUs + span.durationUs <= LAST_US &&
    span.events.every(({ timeUs }) => timeUs <= LAST_US);
  return isInTime && (span.flags ?? 0) <= INT32_MAX && spanDocument(span, writing) !== undefined;
}

async function send(otlpUrl: string, spans: readonly Span[]): Promise<void> {
  const answer = await fetch(`${otlpUrl}/v1/traces`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: encodeOtlpJson(spans),
  });
  if (!answer.ok) throw new Error(`the spans were refused: ${await answer.text()}`);
}
