import { once } from 'node:events';
import { describe, expect, test } from 'vitest';
import { StoreUnavailable } from '../../traceStore.ts';
import {
  ALL,
  callOn,
  closeAfterwards,
  failureAfter,
  failureOf,
  startScript,
} from '../testing/scriptedCalls.ts';
import { answering, oneAnswer, type Script } from '../testing/scriptedEngine.ts';
import { AnswerTooLarge, SearchRefused } from './engineCall.ts';
import { EngineClient } from './engineClient.ts';
import { PortCall } from './portCall.ts';

const refused = (status: number, type: string, reason: string) =>
  answering(200, { responses: [{ status, error: { type, reason, root_cause: [] } }] });

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
    [
      '403 of the plugin of OpenSearch',
      answering(403, {
        error: {
          type: 'security_exception',
          reason:
            'no permissions for [indices:data/read/msearch] and User [name=reader, backend_roles=[], requestedTenant=null]',
        },
      }),
      '(it refuses indices:data/read/msearch): the role needs read there as one of its index permissions, and cluster_composite_ops_ro as one for the cluster.',
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

  test('a search too large for some of the shards is refused, and what the others found is not shown', async () => {
    const reason = { type: 'too_many_clauses', reason: 'maxClauseCount is set to 64' };
    const failures = [{ shard: 0, index: 'jaeger-span-a', reason }];
    const _shards = { total: 2, successful: 1, skipped: 0, failed: 1, failures };
    const engine = await startScript(answering(200, oneAnswer({ _shards })));
    const search = callOn([engine.url]).search(ALL);
    await expect(search).rejects.toThrow(
      expect.objectContaining({ name: 'SearchRefused', type: 'too_many_clauses' }),
    );
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
    closeAfterwards(() => client.close());
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
    closeAfterwards(() => client.close());
    const calls = [1, 2, 3].map(() => new PortCall(client, new AbortController().signal));
    const tenOf = (call: PortCall) => Array.from({ length: 10 }, () => call.search(ALL));
    await Promise.all(calls.slice(0, 1).flatMap(tenOf));
    expect(mostInFlight).toBe(4);
    await Promise.all(calls.flatMap(tenOf));
    expect(mostInFlight).toBe(6);
  });
});
