import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { ALL, callOn, startScript } from '../testing/scriptedCalls.ts';
import { answering, oneAnswer } from '../testing/scriptedEngine.ts';

describe('what is asked', () => {
  test('names of indices stand in heads and never in the address', async () => {
    const engine = await startScript(answering(200, oneAnswer({})));
    const indices = Array.from({ length: 2_000 }, (_, i) => `jaeger-span-${i}`).join(',');
    await callOn([engine.url]).search({ ...ALL, indices });
    expect(engine.requests.map(({ path }) => path)).toEqual(['/_msearch']);
    const [head = ''] = engine.requests[0]?.body.split('\n') ?? [];
    expect(JSON.parse(head)).toMatchObject({ index: indices.split(','), ignore_unavailable: true });
  });

  test('integers beyond 2^53 go out and come back whole, halves of surrogate pairs do not', async () => {
    const engine = await startScript(
      answering(200, '{"responses":[{"hits":{"hits":[{"sort":[9007199254740993]}]}}]}'),
    );
    const body = { search_after: [9007199254740993n, 'a\ud83d', '\\ud83d', '"1"'] };
    const { hits } = await callOn([engine.url]).search({ ...ALL, body });
    expect(hits[0]?.sort).toEqual([9007199254740993n]);
    expect(engine.requests[0]?.body).toContain(
      String.raw`"search_after":[9007199254740993,"a${'\ufffd'}","\\ud83d","\"1\""]`,
    );
  });

  test('a path before the engine and the credentials reach it', async () => {
    const seen: unknown[] = [];
    const engine = await startScript((request, response) => {
      seen.push(request.url, request.headers.authorization);
      response.end(JSON.stringify(oneAnswer({})));
    });
    const url = new URL('/behind/proxy/', engine.url);
    await callOn([url], { credentials: { kind: 'api-key', apiKey: 'a2V5' } }).search(ALL);
    await callOn([url], {
      credentials: { kind: 'basic', username: 'reader', password: 'p:ü' },
    }).search(ALL);
    const basic = `Basic ${Buffer.from('reader:p:ü').toString('base64')}`;
    expect(seen).toEqual([
      '/behind/proxy/_msearch',
      'ApiKey a2V5',
      '/behind/proxy/_msearch',
      basic,
    ]);
  });

  test('packing is asked for where bytes travel, and not on the same machine', async () => {
    const seen: unknown[] = [];
    const engine = await startScript((request, response) => {
      seen.push(request.headers['accept-encoding']);
      response.end(JSON.stringify(oneAnswer({})));
    });
    // Nobody's name for this machine, which leads here all the same.
    const far = new URL(`http://0.0.0.0:${engine.url.port}`);
    for (const url of [engine.url, far]) await callOn([url]).search(ALL);
    expect(seen).toEqual([undefined, 'gzip']);
  });

  test('searches on rounded times carry the same text, so that the engine may remember them', async () => {
    const engine = await startScript(answering(200, oneAnswer({})));
    const search = { ...ALL, isCachable: true };
    for (const searchMs of [9_000, 9_300]) {
      await callOn([engine.url], { bounds: { callMs: 60_000, searchMs } }).search(search);
    }
    expect(engine.requests[0]?.body).toBe(engine.requests[1]?.body);
    expect(engine.requests[0]?.body).toContain('"request_cache":true');
  });
});

describe('what comes back', () => {
  test('failed shards, a time-out and skipped clusters are said', async () => {
    const engine = await startScript(answering(200, oneAnswer({})));
    const call = callOn([engine.url]);
    await call.search(ALL);
    expect(call.completeness()).toMatchObject({ isComplete: true, notes: [] });
    const failures = [
      { index: 'jaeger-span-a', reason: { type: 'query_shard_exception', reason: 'no nested.' } },
    ];
    engine.play(
      answering(
        200,
        oneAnswer({
          timed_out: true,
          _shards: { total: 5, successful: 3, skipped: 1, failed: 1, failures },
          _clusters: { total: 2, successful: 1, skipped: 1 },
        }),
      ),
    );
    expect((await call.search(ALL)).isPartial).toBe(true);
    engine.play(answering(200, oneAnswer({})));
    expect((await call.search(ALL)).isPartial).toBe(false);
    call.note('Only the newest are shown.');
    expect(call.completeness({ notes: ['Only the newest are shown.'] })).toEqual({
      isComplete: false,
      isTimedOut: true,
      shards: { total: 5, successful: 3, skipped: 1, failed: 2 },
      notes: [
        '2 of 5 shards failed, among them of jaeger-span-a: query_shard_exception, no nested.',
        '1 of 2 clusters did not answer; their spans are missing.',
        'The engine ran out of time; what it had found until then is shown.',
        'Only the newest are shown.',
      ],
    });
  });

  test('a packed answer is unpacked', async () => {
    const body = gzipSync(JSON.stringify(oneAnswer({ hits: { hits: [{ _source: { a: 1 } }] } })));
    const engine = await startScript((_, response) => {
      response.writeHead(200, { 'content-encoding': 'gzip' }).end(body);
    });
    const { hits } = await callOn([engine.url]).search(ALL);
    expect(hits.map(({ source }) => source)).toEqual([{ a: 1 }]);
  });

  test('keys such as __proto__ are plain keys', async () => {
    const engine = await startScript(
      answering(200, '{"responses":[{"hits":{"hits":[{"fields":{"__proto__":["x"]}}]}}]}'),
    );
    const { hits } = await callOn([engine.url]).search(ALL);
    expect(Object.entries(hits[0]?.fields ?? {})).toEqual([['__proto__', ['x']]]);
  });
});
