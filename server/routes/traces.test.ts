import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  matchesSchema,
  spanDetailSchema,
  traceAnswerSchema,
} from '../../shared/api/answerSchemas.ts';
import { ColumnsDecoder, decodeRowIds } from '../../shared/columns/decode.ts';
import { decodeJaegerJson } from '../../shared/formats/jaegerJson.ts';
import { decodeOtlpJson } from '../../shared/formats/otlpJson.ts';
import { spanIdFromBigInt } from '../../shared/span/ids.ts';
import {
  OTHER_TRACE_ID,
  TEXT_TRACE_ID,
  traceFromText,
} from '../../shared/testing/traceFromText.ts';
import { message, messageId } from '../testing/messages.ts';
import { openTestApp, type TestApp } from '../testing/testApp.ts';

const HOSTILE = `
  publish @sensor     |--      | id:1 producer device.id=s-1 __proto__=polluted mqtt.topic="<img onerror=alert(1)>"
    forward @emqx     | --     | id:2
    forward @emqx     |  --    | id:2 error:"twice"
  orphan @rules       |   --   | id:4 parent:99 rule.name=store event:note:reason=late link:${OTHER_TRACE_ID}/5 flags:257
  loop @rules         |    --  | id:6 parent:6
`;

let app: TestApp;

beforeAll(async () => {
  app = await openTestApp();
  await app.put(message(0), traceFromText(HOSTILE));
});

afterAll(() => app.close());

const trace = (rest = '') => `/api/traces/${TEXT_TRACE_ID}${rest}`;

async function readColumns() {
  const decoder = new ColumnsDecoder();
  const answer = await app.get(trace('/columns'));
  const snapshots = decoder.push(new Uint8Array(await answer.arrayBuffer()));
  decoder.finish();
  const last = snapshots.at(-1);
  if (last === undefined) throw new Error('no snapshot');
  const ids = await app.get(trace('/columns?part=ids'));
  return { columns: last, ids: decodeRowIds(new Uint8Array(await ids.arrayBuffer())) };
}

describe('a trace', () => {
  test('is its summary, its findings and a verdict in words', async () => {
    const answer = traceAnswerSchema.parse(await app.getJson(`/api/traces/${messageId(0)}`));
    expect(answer.summary).toMatchObject({
      traceId: messageId(0),
      spanCount: 5,
      deviceId: 'sensor-0',
    });
    expect(answer.findings).toEqual(answer.summary.findings);
    expect(answer.verdict).toBe(answer.verdictParts.map(({ text }) => text).join(''));
    expect(answer.verdict).toMatch(/\w.*\.$/);
  });

  test('is found by upper case and short ids, and with the hint where to look', async () => {
    const id = messageId(0).toUpperCase();
    const startMs = Date.UTC(2026, 0, 5, 9);
    for (const address of [`/api/traces/${id}`, `/api/traces/${id}?at=${startMs}`]) {
      expect((await app.get(address)).status).toBe(200);
    }
  });

  test.each([
    [`/api/traces/${'0'.repeat(31)}1`, 404, 'no-such-trace'],
    [`/api/traces/${'0'.repeat(32)}`, 404, 'no-such-trace'],
    ['/api/traces/not-hex', 400, 'bad-request'],
    [`/api/traces/${'a'.repeat(33)}`, 400, 'bad-request'],
    ['/api/traces/%27%3B--', 400, 'bad-request'],
    [`/api/traces/${messageId(0)}?at=soon`, 400, 'bad-request'],
    [`/api/traces/${messageId(0)}/spans/ffff`, 404, 'no-such-span'],
    [`/api/traces/${messageId(0)}/spans/xyz`, 400, 'bad-request'],
    [`/api/traces/${'0'.repeat(31)}1/columns`, 404, 'no-such-trace'],
    [`/api/traces/${'0'.repeat(31)}1/export`, 404, 'no-such-trace'],
    [`/api/traces/${messageId(0)}/export?format=zipkin`, 400, 'bad-request'],
    [`/api/traces/${messageId(0)}/columns?part=rows`, 400, 'bad-request'],
  ])('%s is %i %s', async (address, status, kind) => {
    const answer = await app.get(address);
    expect(answer.status).toBe(status);
    expect(await answer.json()).toMatchObject({ type: `urn:hopscope:${kind}` });
  });
});

describe('columns', () => {
  test('every span has a row, whatever its parents are', async () => {
    const { columns, ids } = await readColumns();
    const rows = Array.from(ids, (id, row) => {
      const operation = columns.operations[columns.operation[row] ?? 0];
      return `${'  '.repeat(columns.depth[row] ?? 0)}${operation} ${Number(id)}`;
    });
    expect(rows).toEqual(['publish 1', '  forward 2', '  forward 2', 'orphan 4', 'loop 6']);
  });

  test('a settled trace is not sent twice to whoever holds it', async () => {
    const first = await app.get(trace('/columns'));
    const tag = first.headers.get('etag') ?? '';
    expect(first.headers.get('cache-control')).toBe('private, no-cache');
    const again = await app.get(trace('/columns'), { 'if-none-match': `"other", ${tag}` });
    expect([again.status, again.headers.get('etag')]).toEqual([304, tag]);
    expect((await app.get(trace('/columns?part=ids'), { 'if-none-match': tag })).status).toBe(200);
  });

  test('compress as negotiated', async () => {
    const answer = await app.get(trace('/columns'), { 'accept-encoding': 'br' });
    expect(answer.headers.get('content-encoding')).toBe('br');
    expect(answer.headers.get('content-type')).toBe('application/octet-stream');
  });
});

describe('a span', () => {
  const detail = async (spanId: string) =>
    spanDetailSchema.parse(await app.getJson(trace(`/spans/${spanId}`)));

  test('has everything that was sent, values as text with their type', async () => {
    const span = await detail('4');
    expect(span).toMatchObject({
      spanId: '0000000000000004',
      parentSpanId: '0000000000000099',
      service: 'rules',
      stage: 'rule',
      flags: 257,
      events: [{ name: 'note', attributes: [{ key: 'reason', type: 'string', text: 'late' }] }],
      links: [{ traceId: OTHER_TRACE_ID, spanId: '0000000000000005' }],
    });
  });

  test('with hostile keys and values is plain data', async () => {
    const { attributes } = await detail('1');
    expect(attributes).toContainEqual({ key: '__proto__', type: 'string', text: 'polluted' });
    expect(attributes).toContainEqual({
      key: 'mqtt.topic',
      type: 'string',
      text: '<img onerror=alert(1)>',
    });
    expect('polluted' in {}).toBe(false);
  });

  test('comes with the others of its id', async () => {
    const span = await detail('2');
    expect([span.status, span.duplicates?.map(({ status }) => status)]).toEqual([
      'unset',
      ['error'],
    ]);
  });
});

describe('matches', () => {
  const matches = async (q: string) =>
    matchesSchema.parse(await app.getJson(trace(`/matches?q=${encodeURIComponent(q)}`)));

  test('are rows of the columns', async () => {
    const { columns } = await readColumns();
    const { rows, total, rowCount } = await matches('operation=forward');
    expect([rows, total, rowCount]).toEqual([[1, 2], 2, columns.rowCount]);
    expect((await matches('status=error')).rows).toHaveLength(1);
    expect((await matches('twice')).rows).toHaveLength(1);
    expect((await matches('-operation=forward service=(rules OR sensor)')).rows).toEqual([0, 3, 4]);
    expect((await matches('')).total).toBe(5);
  });

  test('a query about the whole trace is refused', async () => {
    const answer = await app.get(trace('/matches?q=is%3Aorphan'));
    expect(await answer.json()).toMatchObject({
      type: 'urn:hopscope:bad-query',
      parameter: 'q',
      detail: expect.stringMatching(/^"is:" is about the whole trace .* on the search page/),
    });
  });

  test('follow a trace that grows', async () => {
    const id = 'd0'.repeat(16);
    await app.put(traceFromText('a @x |--| id:1', { traceId: id }));
    const count = async () =>
      matchesSchema.parse(await app.getJson(`/api/traces/${id}/matches?q=service%3Dx`)).rows;
    expect(await count()).toEqual([0]);
    await app.put(traceFromText('b @x | -| id:2 parent:1', { traceId: id }));
    await expect.poll(count).toEqual([0, 1]);
  });
});

describe('an export', () => {
  const ids = (spans: readonly { readonly spanId: string }[]) =>
    spans.map(({ spanId }) => spanIdFromBigInt(BigInt(`0x${spanId}`))).sort();

  test('as Jaeger JSON is what Jaeger would have answered', async () => {
    const answer = await app.get(trace('/export?format=jaeger'));
    expect(answer.headers.get('content-disposition')).toBe(
      `attachment; filename="trace-${TEXT_TRACE_ID}.jaeger.json"`,
    );
    const decoded = decodeJaegerJson(await answer.text());
    if (!decoded.ok) throw new Error(decoded.error.message);
    expect([decoded.value.rejected, ids(decoded.value.spans)]).toEqual([
      0,
      ids(traceFromText(HOSTILE)),
    ]);
  });

  test('as OTLP JSON loses nothing', async () => {
    const decoded = decodeOtlpJson(await (await app.get(trace('/export?format=otlp'))).text());
    if (!decoded.ok) throw new Error(decoded.error.message);
    const bySpanId = (a: { spanId: string; startUs: number }, b: typeof a) =>
      a.spanId.localeCompare(b.spanId) || a.startUs - b.startUs;
    expect(decoded.value.spans.toSorted(bySpanId)).toEqual(
      traceFromText(HOSTILE).toSorted(bySpanId),
    );
  });
});
