import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { problemSchema } from '../../shared/api/answerSchemas.ts';
import { openTestApp, type TestApp } from '../testing/testApp.ts';
import { readOnlyImports, readOnlyOtlp } from './readOnlyIngest.ts';

describe('a server that only reads', () => {
  let opened: TestApp;
  beforeAll(async () => {
    opened = await openTestApp({ otlp: readOnlyOtlp(), imports: readOnlyImports() });
  });
  afterAll(() => opened.close());

  const post = async (path: string, type: string) =>
    await opened.app.request(path, {
      method: 'POST',
      headers: { 'content-type': type, 'x-hopscope': '1', 'sec-fetch-site': 'same-origin' },
      body: '{"resourceSpans":[]}',
    });

  test.each(['application/json', 'application/x-protobuf'])(
    'refuses OTLP as %s for good and says where spans are to be sent',
    async (type) => {
      const answer = await post('/v1/traces', type);
      expect([answer.status, answer.headers.get('retry-after')]).toEqual([501, null]);
      expect(answer.headers.get('content-type')).toContain(type);
      expect(await answer.text()).toContain('send spans to Jaeger');
    },
  );

  test('refuses files likewise', async () => {
    const answer = await post('/api/import', 'application/json');
    expect(answer.status).toBe(501);
    const { type, detail } = problemSchema.parse(await answer.json());
    expect([type, detail]).toEqual([
      'urn:hopscope:read-only-store',
      expect.stringContaining('send spans to Jaeger'),
    ]);
  });
});
