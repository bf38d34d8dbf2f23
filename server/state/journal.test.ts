import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Journal } from './journal.ts';

let directory: string;
let file: string;
beforeEach(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'hopscope-journal-'));
  file = path.join(directory, 'state/journal.jsonl');
});
afterEach(() => rm(directory, { recursive: true }));

async function reread(): Promise<Record<string, unknown>> {
  const journal = await Journal.open(file);
  const entries = Object.fromEntries(journal.entries());
  await journal.close();
  return entries;
}

test('what was set is there after opening again, the last value of each key', async () => {
  const journal = await Journal.open(file);
  await journal.set('boost/s-1', { ratePercent: 10 });
  await journal.set('boost/s-2', { ratePercent: 20 });
  await journal.set('boost/s-1', { ratePercent: 30 });
  await journal.set('gone', 1);
  await journal.delete('gone');
  await journal.delete('never there');
  expect(journal.get('boost/s-1')).toEqual({ ratePercent: 30 });
  await journal.close();
  expect(await reread()).toEqual({
    'boost/s-1': { ratePercent: 30 },
    'boost/s-2': { ratePercent: 20 },
  });
});

test('a change is in the file when it is answered, one line each', async () => {
  const journal = await Journal.open(file);
  await Promise.all([journal.set('a', 'line\nbreak'), journal.set('__proto__', null)]);
  expect(await readFile(file, 'utf8')).toBe(
    '{"key":"a","value":"line\\nbreak"}\n{"key":"__proto__","value":null}\n',
  );
  await journal.close();
});

test('opening writes the file anew without what was replaced, and leaves no other file', async () => {
  const journal = await Journal.open(file);
  for (let round = 0; round < 100; round++) await journal.set('counter', round);
  await journal.close();
  await reread();
  expect(await readFile(file, 'utf8')).toBe('{"key":"counter","value":99}\n');
  expect(await readdir(path.dirname(file))).toEqual(['journal.jsonl']);
});

test('a last line cut short at any byte costs that line and no other', async () => {
  const journal = await Journal.open(file);
  await journal.set('first', 'kept');
  await journal.set('second', 'grüße');
  await journal.close();
  const whole = await readFile(file);
  const firstLine = whole.indexOf('\n') + 1;
  for (let length = firstLine; length < whole.length - 1; length++) {
    await writeFile(file, whole.subarray(0, length));
    const torn = await Journal.open(file);
    expect([...torn.entries()]).toEqual([['first', 'kept']]);
    await torn.set('third', length);
    await torn.close();
    expect(await reread()).toEqual({ first: 'kept', third: length });
  }
});

test('lines that are no records are passed over', async () => {
  const journal = await Journal.open(file);
  await journal.close();
  await writeFile(
    file,
    'null\n[]\n{"value":1}\n{"key":7,"value":1}\nx\n{"key":"a","value":1}\n\u0000',
  );
  expect(await reread()).toEqual({ a: 1 });
});

test('a crash while the file is written anew leaves the old one', async () => {
  const journal = await Journal.open(file);
  await journal.set('a', 1);
  await journal.close();
  await writeFile(`${file}.new`, '{"key":"b","va');
  expect(await reread()).toEqual({ a: 1 });
});

test('after a failed write nothing is answered as stored', async () => {
  const journal = await Journal.open(file);
  await journal.set('a', 1);
  await journal.close();
  await expect(journal.set('b', 2)).rejects.toThrow('The state could not be written.');
  await expect(journal.set('c', 3)).rejects.toThrow('The state could not be written.');
  expect(await reread()).toEqual({ a: 1 });
});

test('any sequence of changes reads back as a map would hold it', async () => {
  const change = fc.tuple(
    fc.constantFrom('a', 'b', 'constructor', '', 'ключ'),
    fc.option(fc.jsonValue(), { nil: undefined }),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(change, { maxLength: 12 }), async (changes) => {
      await rm(file, { force: true });
      const journal = await Journal.open(file);
      const expected = new Map<string, unknown>();
      for (const [key, value] of changes) {
        if (value === undefined) {
          expected.delete(key);
          await journal.delete(key);
        } else {
          expected.set(key, JSON.parse(JSON.stringify(value)));
          await journal.set(key, value);
        }
      }
      await journal.close();
      const again = await Journal.open(file);
      expect(new Map(again.entries())).toEqual(expected);
      await again.close();
    }),
    { numRuns: 50 },
  );
});
