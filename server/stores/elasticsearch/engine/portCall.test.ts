import { once } from 'node:events';
import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, test } from 'vitest';
import { StoreUnavailable } from '../../traceStore.ts';
import {
  answering,
  oneAnswer,
  type Script,
  type ScriptedEngine,
  startScriptedEngine,
} from '../testing/scriptedEngine.ts';
import { AnswerTooLarge, type EngineSearch, SearchRefused } from './engineCall.ts';
import { EngineClient, type EngineClientOptions } from './engineClient.ts';
import { type CallBounds, PortCall } from './portCall.ts';

const ALL: EngineSearch = { indices: 'jaeger-span-*', body: { query: { match_all: {} } } };

let closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing) await close();
  closing = [];
});

async function startScript(script: Script): Promise<ScriptedEngine> {
  const engine = await startScriptedEngine(script);
  closing.unshift(() => engine.close());
  return engine;
}

interface CallOptions extends Partial<EngineClientOptions> {
  readonly bounds?: CallBounds;
  readonly signal?: AbortSignal;
}

function callOn(urls: readonly URL[], { bounds, signal, ...options }: CallOptions = {}): PortCall {
  const client = new EngineClient({ urls, ...options });
  closing.unshift(() => client.close());
  return new PortCall(client, signal ?? new AbortController().signal, bounds);
}

async function failureOf(promise: Promise<unknown>): Promise<string> {
  const error: unknown = await promise.then(
    () => undefined,
    (reason) => reason,
  );
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
}

async function failureAfter(script: Script, options: CallOptions = {}): Promise<string> {
  const engine = await startScript(script);
  return failureOf(callOn([engine.url], options).search(ALL));
}

const refused = (status: number, type: string, reason: string) =>
  answering(200, { responses: [{ status, error: { type, reason, root_cause: [] } }] });

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

describe('an engine that refuses or breaks', () => {
  test.each<[string, Script, string]>([
    [
      '401',
      answering(401, { error: { type: 'security_exception', reason: 'no' }, status: 401 }),
      'asks for credentials',
    ],
    [
      '403 of one index',
      refused(
        403,
        'security_exception',
        'action [indices:data/read/search] is unauthorized for user [reader] on indices [payroll], this action is granted by the index privileges [read,all]',
      ),
      'does not let us read payroll (it refuses indices:data/read/search)',
    ],
    ['404', answering(404, { error: 'no such path' }), 'does not know this index or path.'],
    [
      '429',
      refused(429, 'es_rejected_execution_exception', 'rejected'),
      'too much to do at this moment (es_rejected_execution_exception)',
    ],
    [
      'red shards',
      refused(503, 'search_phase_execution_exception', 'all shards failed'),
      'shards or its master are missing (search_phase_execution_exception)',
    ],
    ['503 of a proxy', answering(503, '<html>Sorry</html>'), 'shards or its master are missing.'],
    ['a page', answering(200, '<html>Hello</html>', { 'content-type': 'text/html' }), 'text/html'],
    ['a redirect', answering(302, '', { location: '/login' }), 'answers with a redirect (302)'],
    ['JSON of somebody else', answering(200, '[]'), 'answers 0 of 1 searches'],
    ['half of an answer', answering(200, '{"responses":[{"hits'), 'cut off or is no JSON'],
    [
      'an end before its length',
      (_, response) => {
        response.writeHead(200, { 'content-length': '1000' });
        response.write('{"responses":[');
        setImmediate(() => response.destroy());
      },
      'broke off',
    ],
    ['a closed connection', (request) => void request.socket.destroy(), 'broke off'],
  ])('%s is unavailable, and says what to do', async (_, script, sentence) => {
    const failure = await failureAfter(script);
    expect(failure).toContain(`StoreUnavailable: `);
    expect(failure).toContain(sentence);
    expect(failure).not.toMatch(/127\.0\.0\.1|reader/);
  });

  test('a mistake in a search is told apart, whatever its status', async () => {
    const caused_by = { type: 'too_many_buckets_exception', reason: 'over 10' };
    const error = { type: 'search_phase_execution_exception', reason: '', caused_by };
    for (const status of [400, 503]) {
      const engine = await startScript(answering(200, { responses: [{ status, error }] }));
      const search = callOn([engine.url]).search(ALL);
      await expect(search).rejects.toThrow(
        expect.objectContaining({ name: 'SearchRefused', type: 'too_many_buckets_exception' }),
      );
      await expect(search).rejects.toBeInstanceOf(SearchRefused);
    }
  });

  test('nothing is asked twice of an engine that answers', async () => {
    const engine = await startScript(answering(503, {}));
    await failureOf(callOn([engine.url]).search(ALL));
    expect(engine.requests).toHaveLength(1);
  });

  test('an engine that is not there, or a name nobody knows, is unavailable', async () => {
    const engine = await startScript(() => undefined);
    await engine.close();
    expect(await failureOf(callOn([engine.url]).search(ALL))).toBe(
      'StoreUnavailable: The engine cannot be reached (ECONNREFUSED): is it running, and is HOPSCOPE_ELASTICSEARCH_URL right?',
    );
    const nowhere = new URL('http://no-such-host.invalid:9200');
    expect(await failureOf(callOn([nowhere]).search(ALL))).toContain('host name is not known');
  });

  test('the next node answers for one that is gone, and alone from then on', async () => {
    const gone = await startScript(() => undefined);
    await gone.close();
    const engine = await startScript(answering(200, oneAnswer({})));
    const call = callOn([gone.url, engine.url]);
    for (let i = 0; i < 4; i++) await call.search(ALL);
    expect(engine.requests).toHaveLength(4);
  });

  test('a connection the engine has closed meanwhile is no failure', async () => {
    let count = 0;
    const engine = await startScript((request, response) => {
      count += 1;
      if (count === 2) request.socket.destroy();
      else response.end(JSON.stringify(oneAnswer({})));
    });
    const call = callOn([engine.url]);
    await call.search(ALL);
    await call.search(ALL);
    expect(count).toBe(3);
  });

  test('an endless answer is not read to its end', async () => {
    let isClosed: Promise<unknown> = Promise.resolve();
    const failure = await failureAfter(
      (_, response) => {
        isClosed = once(response, 'close');
        response.writeHead(200);
        const more = () => {
          while (!response.destroyed && response.write('x'.repeat(65_536)));
        };
        response.on('drain', more);
        more();
      },
      { maxAnswerBytes: 1024 * 1024 },
    );
    expect(failure).toContain('larger than the 1 MB');
    await isClosed;
  });

  test('an answer that is too large has a class of its own', async () => {
    const engine = await startScript(answering(200, 'x'.repeat(2_000)));
    const call = callOn([engine.url], { maxAnswerBytes: 1_000 });
    const search = call.search(ALL);
    await expect(search).rejects.toBeInstanceOf(AnswerTooLarge);
    await expect(search).rejects.toBeInstanceOf(StoreUnavailable);
  });
});

describe('time and going away', () => {
  const BOUNDS = { callMs: 400, searchMs: 200 };

  test('an engine that says nothing has its deadline', async () => {
    const failure = await failureAfter(() => undefined, { bounds: BOUNDS });
    expect(failure).toBe('StoreUnavailable: The engine did not answer within 0.2 s.');
  });

  test('a body that trickles has it as well', async () => {
    const failure = await failureAfter(
      (_, response) => {
        response.writeHead(200);
        const timer = setInterval(() => response.write(' '), 5);
        response.on('close', () => clearInterval(timer));
      },
      { bounds: BOUNDS },
    );
    expect(failure).toContain('did not answer within 0.2 s');
  });

  test('a call that has used up its time asks nothing more', async () => {
    const engine = await startScript(answering(200, oneAnswer({})));
    const call = callOn([engine.url], { bounds: { callMs: 0, searchMs: 200 } });
    expect(await failureOf(call.search(ALL))).toContain('a shorter time range may do');
    expect(engine.requests).toEqual([]);
  });

  test.each(['before the head', 'in the middle of the body'])(
    'a caller who goes away %s closes the connection to the engine',
    async (moment) => {
      const caller = new AbortController();
      let closed: Promise<unknown> | undefined;
      const engine = await startScript((request, response) => {
        closed = once(request.socket, 'close');
        if (moment !== 'before the head') response.writeHead(200).write('{"responses"');
        setTimeout(() => caller.abort(new Error('gone')), 20);
      });
      const search = callOn([engine.url], { signal: caller.signal }).search(ALL);
      expect(await failureOf(search)).toBe('Error: gone');
      expect(closed).toBeDefined();
      await closed;
    },
  );

  test('one who goes away while waiting leaves the others alone', async () => {
    const answers: (() => void)[] = [];
    const engine = await startScript((_, response) => {
      answers.push(() => response.end(JSON.stringify(oneAnswer({}))));
    });
    const client = new EngineClient({ urls: [engine.url], maxInFlight: 1 });
    closing.unshift(() => client.close());
    const leaver = new AbortController();
    const first = new PortCall(client, new AbortController().signal).search(ALL);
    const left = failureOf(new PortCall(client, leaver.signal).search(ALL));
    const last = new PortCall(client, new AbortController().signal).search(ALL);
    leaver.abort(new Error('gone'));
    expect(await left).toBe('Error: gone');
    for (const search of [first, last]) {
      await expect.poll(() => answers.length).toBeGreaterThan(0);
      answers.shift()?.();
      expect((await search).hits).toEqual([]);
    }
  });

  test('one call has four exchanges at once, all calls together no more than the client allows', async () => {
    let inFlight = 0;
    let mostInFlight = 0;
    const engine = await startScript((_, response) => {
      inFlight += 1;
      mostInFlight = Math.max(mostInFlight, inFlight);
      setTimeout(() => {
        inFlight -= 1;
        response.end(JSON.stringify(oneAnswer({})));
      }, 10);
    });
    const client = new EngineClient({ urls: [engine.url], maxInFlight: 6 });
    closing.unshift(() => client.close());
    const calls = [1, 2, 3].map(() => new PortCall(client, new AbortController().signal));
    const tenOf = (call: PortCall) => Array.from({ length: 10 }, () => call.search(ALL));
    await Promise.all(calls.slice(0, 1).flatMap(tenOf));
    expect(mostInFlight).toBe(4);
    await Promise.all(calls.flatMap(tenOf));
    expect(mostInFlight).toBe(6);
  });
});
