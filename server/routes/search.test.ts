import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { problemSchema, searchPageSchema } from '../../shared/api/answerSchemas.ts';
import { createApp } from '../app.ts';
import { MESSAGES_RANGE, message, messageId } from '../testing/messages.ts';
import { openTestApp, type TestApp } from '../testing/testApp.ts';

const MESSAGES = 12;

let app: TestApp;

beforeAll(async () => {
  app = await openTestApp();
  await app.put(...Array.from({ length: MESSAGES }, (_, index) => message(index)));
});

afterAll(() => app.close());

const search = async (parameters: string) =>
  searchPageSchema.parse(await app.getJson(`/api/search?${MESSAGES_RANGE}&${parameters}`));

const found = async (q: string) =>
  (await search(`limit=1000&sort=start&q=${encodeURIComponent(q)}`)).traces.map(({ traceId }) =>
    Number(traceId.slice(6)),
  );

test('newest first, with a total and whether it is complete', async () => {
  const page = await search('limit=3');
  expect(page.traces.map(({ traceId }) => traceId)).toEqual([11, 10, 9].map(messageId));
  expect(page.total).toEqual({ value: MESSAGES, relation: 'eq' });
  expect(page.completeness).toMatchObject({ isComplete: true, isTimedOut: false });
});

test('the cursor visits every trace exactly once', async () => {
  const seen: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await search(`limit=5${cursor === undefined ? '' : `&cursor=${cursor}`}`);
    seen.push(...page.traces.map(({ traceId }) => traceId));
    cursor = page.nextCursor;
  } while (cursor !== undefined);
  expect(seen).toEqual(Array.from({ length: MESSAGES }, (_, index) => messageId(11 - index)));
});

test('the cursor of a relative range goes on in the range of its first page', async () => {
  let nowMs = Date.UTC(2026, 0, 5, 9, 13);
  const moving = createApp({ ...app.parts, nowMs: () => nowMs });
  const seen: string[] = [];
  let cursor = '';
  do {
    const answer = await moving.request(`/api/search?from=now-9m&to=now&limit=2${cursor}`);
    const page = searchPageSchema.parse(await answer.json());
    seen.push(...page.traces.map(({ traceId }) => traceId));
    nowMs += 60_000;
    cursor = page.nextCursor === undefined ? '' : `&cursor=${page.nextCursor}`;
  } while (cursor !== '');
  expect(seen).toEqual([11, 10, 9, 8, 7, 6, 5, 4].map(messageId));
});

test('the query is the one of the search bar', async () => {
  expect(await found('device=sensor-1')).toEqual([1, 5, 9]);
  expect(await found('db.status=error')).toEqual([0, 3, 6, 9]);
  expect(await found('device.id=sensor-1 db.status=error')).toEqual([9]);
  expect(await found('"field type conflict" device.id=sensor-0')).toEqual([0]);
  expect(await found('-status=error device.id=(sensor-0 OR sensor-3)')).toEqual([4, 7, 8, 11]);
});

test('a limit below what is there brings a cursor, and the last page none', async () => {
  expect((await search('limit=12')).nextCursor).toBeUndefined();
  expect((await search('limit=11')).nextCursor).toBeTypeOf('string');
});

describe('what cannot be answered says why', () => {
  const problemOf = async (parameters: string) => {
    const answer = await app.get(`/api/search?${parameters}`);
    expect(answer.headers.get('content-type')).toBe('application/problem+json');
    const problem = problemSchema.parse(await answer.json());
    expect(problem.status).toBe(answer.status);
    return problem;
  };

  test('a cursor made up by somebody else', async () => {
    const { nextCursor = '' } = await search('limit=5');
    const [, , asked, store] = JSON.parse(Buffer.from(nextCursor, 'base64url').toString());
    for (const fields of [[1e300, 2e300, asked, store], [null, {}, asked, store], 7]) {
      const cursor = Buffer.from(JSON.stringify(fields)).toString('base64url');
      expect(await problemOf(`limit=5&cursor=${cursor}`)).toMatchObject({
        status: 400,
        detail: 'The cursor is not one this server gave out.',
      });
    }
  });

  test.each(['0', '-1', '1001', '1e9', 'NaN', '', '5.5', '0x10', 'Infinity'])(
    'limit=%s names the range',
    async (limit) => {
      expect(await problemOf(`limit=${limit}`)).toMatchObject({
        type: 'urn:hopscope:bad-request',
        status: 400,
        detail: 'limit must be a whole number from 1 to 1000',
        parameter: 'limit',
      });
    },
  );

  test('a query that cannot be read: where and why', async () => {
    expect(await problemOf(`q=${encodeURIComponent('a=1 { b=2')}`)).toMatchObject({
      type: 'urn:hopscope:bad-query',
      status: 400,
      parameter: 'q',
      position: 4,
      length: 1,
    });
  });

  test('a regular expression beyond the subset is named', async () => {
    const { status, detail } = await problemOf(`q=${encodeURIComponent('a=~(?<=x)y')}`);
    expect([status, detail.includes('(?<=')]).toEqual([400, true]);
  });

  test('an empty range, and times that are none', async () => {
    expect((await problemOf('from=now&to=now')).detail).toContain('must be before');
    expect((await problemOf('from=yesterday')).detail).toContain('from: "yesterday"');
    expect((await problemOf('to=now-1y')).detail).toContain('to: "now-1y"');
  });

  test('a parameter nobody knows, with the one that was meant', async () => {
    expect(await problemOf('form=now-2h')).toMatchObject({ status: 400, parameter: 'form' });
    expect((await problemOf('sort=latest')).detail).toContain('-start, start, -duration');
    expect(await problemOf('q=a&q=b')).toMatchObject({
      status: 400,
      detail: 'q must be given once',
    });
  });

  test('a cursor of another query, and one that is none', async () => {
    const { nextCursor } = await search('limit=5');
    const foreign = `${MESSAGES_RANGE}&limit=5&q=device%3Dsensor-1&cursor=${nextCursor}`;
    expect((await problemOf(foreign)).type).toBe('urn:hopscope:bad-request');
    const later = MESSAGES_RANGE.replace('T09:00', 'T09:01');
    expect((await problemOf(`${later}&limit=5&cursor=${nextCursor}`)).parameter).toBe('cursor');
    expect((await problemOf('cursor=x')).type).toBe('urn:hopscope:bad-request');
  });
});

test.each([
  'from=2026-01-05T09:00:00Z&to=2026-01-05T09:02:00Z',
  `from=${Date.UTC(2026, 0, 5, 9)}&to=${Date.UTC(2026, 0, 5, 9, 2)}`,
  'from=2026-01-05T10:00:00%2B01:00&to=2026-01-05T10:02:00%2B01:00',
])('the range %s holds its start and not its end', async (range) => {
  const page = searchPageSchema.parse(await app.getJson(`/api/search?${range}`));
  expect(page.traces.map(({ traceId }) => traceId)).toEqual([1, 0].map(messageId));
});

test('without a range it is the last hour; fifty years are no matter', async () => {
  expect(searchPageSchema.parse(await app.getJson('/api/search')).traces).toEqual([]);
  const years = await app.getJson('/api/search?from=1976-01-01&to=now%2B1d');
  expect(searchPageSchema.parse(years).traces).toHaveLength(MESSAGES);
});
