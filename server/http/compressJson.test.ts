import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { Hono } from 'hono';
import { describe, expect, test } from 'vitest';
import { compressJson } from './compressJson.ts';

const LONG = { detail: 'The store does not answer. '.repeat(100) };
const SHORT = { detail: 'gone' };

const app = new Hono()
  .use(compressJson)
  .get('/long', (c) => c.json(LONG, 200, { etag: '"1"' }))
  .get('/short', (c) => c.json(SHORT))
  .get('/problem', (c) =>
    c.body(JSON.stringify(LONG), 503, {
      'content-type': 'application/problem+json',
      'retry-after': '5',
    }),
  );

const get = (path: string, encoding: string) =>
  app.request(path, { headers: { 'accept-encoding': encoding } });

describe('JSON answers', () => {
  test.each([
    ['br', brotliDecompressSync],
    ['gzip', gunzipSync],
  ] as const)(
    'are sent as %s to who takes it, under the same headers',
    async (encoding, unpack) => {
      const answer = await get('/long', encoding);
      const packed = new Uint8Array(await answer.arrayBuffer());
      const { headers } = answer;
      expect([answer.status, headers.get('content-encoding'), headers.get('etag')]).toEqual([
        200,
        encoding,
        '"1"',
      ]);
      expect(headers.get('vary')).toBe('accept-encoding');
      expect(JSON.parse(unpack(packed).toString())).toEqual(LONG);
    },
  );

  test('keep their status and what they say beside it', async () => {
    for (const encoding of ['br', 'identity']) {
      const { status, headers } = await get('/problem', encoding);
      expect([status, headers.get('content-type'), headers.get('retry-after')]).toEqual([
        503,
        'application/problem+json',
        '5',
      ]);
    }
  });

  test('stay plain where they are short', async () => {
    const answer = await get('/short', 'br');
    expect(answer.headers.get('content-encoding')).toBeNull();
    expect(await answer.json()).toEqual(SHORT);
  });
});
