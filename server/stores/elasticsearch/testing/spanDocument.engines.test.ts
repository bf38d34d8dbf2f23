import fc from 'fast-check';
import { expect, test, vi } from 'vitest';
import type { JaegerVersion } from '../../../../engines/buildJaeger.ts';
import { startJaeger } from '../../../../engines/startJaeger.ts';
import { describeOnEngine } from '../../../../engines/testing/describeOnEngine.ts';
import { encodeOtlpJson } from '../../../../shared/formats/encodeOtlpJson.ts';
import type { Attributes, Span } from '../../../../shared/span/span.ts';
import { arbitrarySpans } from '../../../../shared/testing/arbitrarySpans.ts';
import { documentText } from './documentText.ts';
import { spanDocument, type Writing } from './spanDocument.ts';

const INT32_MAX = 2 ** 31 - 1;
/** Jaeger reads times as signed nanoseconds, which end in 2262. */
const LAST_US = 9.22e15;
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
    const spans = writing.tagsAsFields === 'all' ? withPlainKeys(seed) : randomSpans(seed);
    const sent = spans.filter((span) => isWritten(span, writing));
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
      const written = (await documents(indexPrefix)).sort();
      expect(
        written.flatMap((it, index) => difference(it, expected[index])),
        `seed ${seed}`,
      ).toEqual([]);
    } finally {
      await jaeger.stop();
    }
  });

  async function countOf(indexPrefix: string): Promise<number> {
    await engine.ask('POST', `/${indexPrefix}-jaeger-span-read/_refresh`);
    return Object(await engine.ask('GET', `/${indexPrefix}-jaeger-span-read/_count`)).count;
  }

  /** Cut from the answer as text: parsing would lose digits, and so would an answer the engine filters. */
  async function documents(indexPrefix: string): Promise<string[]> {
    const answer = await fetch(`${engine.url}/${indexPrefix}-jaeger-span-read/_search?size=10000`);
    const hits = documentText(await answer.text())
      .split('"_source":')
      .slice(1);
    return hits.map((hit) => hit.slice(0, hit.lastIndexOf(hit.endsWith(']}}') ? ']}}' : ',{') - 1));
  }
});

/** The surroundings of the first character in which two documents differ. */
function difference(written: string, expected = ''): readonly string[] {
  if (written === expected) return [];
  let at = 0;
  while (written[at] === expected[at]) at += 1;
  const around = (text: string) => text.slice(Math.max(0, at - 80), at + 60);
  return [`Jaeger wrote ${around(written)} instead of ${around(expected)}`];
}

function randomSpans(seed: number): readonly Span[] {
  return fc.sample(arbitrarySpans(), { seed, numRuns: SAMPLES }).flat();
}

/** An engine takes a thousand names of fields at most, and none that is empty. */
function withPlainKeys(seed: number): readonly Span[] {
  return randomSpans(seed).map((span) => ({
    ...span,
    attributes: plainKeys(span.attributes),
    resource: { ...span.resource, attributes: plainKeys(span.resource.attributes) },
  }));
}

function plainKeys(attributes: Attributes): Attributes {
  const isPlain = (key: string) => /^[\w.]+$/.test(key);
  return new Map(
    Array.from(attributes, ([key, value], index) => [isPlain(key) ? key : `key.${index}`, value]),
  );
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
