import { expect, test } from 'vitest';
import { MATCH_ALL } from '../../../../shared/query/ast.ts';
import type { SpanIndices } from '../discovery/spanIndices.ts';
import type { SpanAsk, SpanSource } from '../discovery/spanSource.ts';
import { EngineClient } from '../engine/engineClient.ts';
import { PortCall } from '../engine/portCall.ts';
import { SharedMatches } from './sharedMatches.ts';
import type { TraceMatches } from './traceMatches.ts';

const QUESTION = { where: MATCH_ALL, fromUs: 0, toUs: 1 };
const client = new EngineClient({ urls: [new URL('http://127.0.0.1:9')] });

function askWith(signal: AbortSignal): SpanAsk {
  const indices: Pick<SpanIndices, 'spans'> = { spans: 'jaeger-span-*' };
  return { indices: indices as SpanIndices, call: new PortCall(client, signal) };
}

const source: Pick<SpanSource, 'begin'> = { begin: async (signal) => askWith(signal) };

/** Matches that take until they are let go, and say how often they were begun and stopped. */
function slowMatches(): { matches: TraceMatches; letGo: () => void; log: string[] } {
  const log: string[] = [];
  let letGo: () => void = () => undefined;
  const matches: Pick<TraceMatches, 'count'> = {
    count: (_, { call }) => {
      log.push('begun');
      call.note('one index was missing');
      return new Promise((resolve, reject) => {
        letGo = () => resolve({ value: 7, relation: 'eq' });
        call.signal.addEventListener('abort', () => {
          log.push('stopped');
          reject(call.signal.reason);
        });
      });
    },
  };
  return { matches: matches as TraceMatches, letGo: () => letGo(), log };
}

const share = (matches: TraceMatches) => new SharedMatches(matches, source as SpanSource);
const settled = () => new Promise((resolve) => setImmediate(resolve));

test('equal questions at one time are one piece of work, with what it covered', async () => {
  const { matches, letGo, log } = slowMatches();
  const shared = share(matches);
  const asks = [1, 2, 3].map(() => askWith(new AbortController().signal));
  const counts = asks.map((ask) => shared.count(QUESTION, ask));
  await settled();
  letGo();
  expect(await Promise.all(counts)).toEqual([7, 7, 7].map((value) => ({ value, relation: 'eq' })));
  expect(log).toEqual(['begun']);
  expect(asks.map(({ call }) => call.completeness().notes)).toEqual(
    asks.map(() => ['one index was missing']),
  );
});

test('other questions are not', async () => {
  const { matches, log } = slowMatches();
  const shared = share(matches);
  const ask = askWith(new AbortController().signal);
  void shared.count(QUESTION, ask);
  void shared.count({ ...QUESTION, toUs: 2 }, ask);
  await settled();
  expect(log).toEqual(['begun', 'begun']);
});

test('it goes on while somebody waits and stops with the last', async () => {
  const { matches, log } = slowMatches();
  const shared = share(matches);
  const [first, second] = [new AbortController(), new AbortController()];
  const counts = [first, second].map(({ signal }) => shared.count(QUESTION, askWith(signal)));
  const outcomes = counts.map((count) => count.catch((error: unknown) => error));
  await settled();
  first.abort(new Error('first left'));
  await settled();
  expect(log).toEqual(['begun']);
  second.abort(new Error('second left'));
  expect(await Promise.all(outcomes)).toEqual([new Error('first left'), new Error('second left')]);
  await settled();
  expect(log).toEqual(['begun', 'stopped']);
});

test('an answer that was cut short is not kept for the next', async () => {
  const log: string[] = [];
  const matches: Pick<TraceMatches, 'count'> = {
    count: async (_, { call }) => {
      log.push('begun');
      call.absorb({ isComplete: false, isTimedOut: true, notes: [] });
      return { value: 1, relation: 'gte' };
    },
  };
  const shared = share(matches as TraceMatches);
  await shared.count(QUESTION, askWith(new AbortController().signal));
  await settled();
  await shared.count(QUESTION, askWith(new AbortController().signal));
  expect(log).toEqual(['begun', 'begun']);
});
