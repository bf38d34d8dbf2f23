import { readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { traceFromText } from '../../../shared/testing/traceFromText.ts';
import { SYSTEM_CLOCK } from '../clock.ts';
import { DuckDbTraceStore } from './duckDbTraceStore.ts';
import { SCHEMA_VERSION } from './schema.ts';
import { SessionKeeper } from './sessionKeeper.ts';
import {
  countSpans,
  makeDataDir,
  RecordingLog,
  removeDataDir,
  searchAll,
  testOptions,
} from './testing/openTestStore.ts';

const TRACE = traceFromText(`
  device_publish @sensor  |--   | producer device.id=s-1 mqtt.topic=devices/s-1/telemetry
    evaluate @rules       |  -- | rule.name=store scope:rules-engine`);

let dataDir: string;
let file: string;
beforeEach(async () => {
  dataDir = await makeDataDir();
  file = path.join(dataDir, 'hopscope.duckdb');
});
afterEach(() => removeDataDir(dataDir));

async function open(log = new RecordingLog(), at = dataDir): Promise<DuckDbTraceStore> {
  return new DuckDbTraceStore(await SessionKeeper.open(testOptions(at, SYSTEM_CLOCK, log)));
}

async function storeTrace(): Promise<void> {
  const store = await open();
  await store.append(TRACE);
  await store.close();
}

/** Changes the store's file with SQL while it is closed. */
async function change(...statements: readonly string[]): Promise<void> {
  const instance = await DuckDBInstance.create(file);
  const connection = await instance.connect();
  for (const statement of statements) await connection.run(statement);
  connection.closeSync();
  instance.closeSync();
}

describe('a damaged file', () => {
  const zeroes = (bytes: Buffer, from: number, to: number) => bytes.fill(0, from, to);
  const damages: Readonly<Record<string, (bytes: Buffer) => Buffer>> = {
    'a header of zeroes': (bytes) => zeroes(bytes, 0, 4_096),
    'one flipped bit': (bytes) => {
      bytes[12_288 + 100_000] = (bytes[12_288 + 100_000] ?? 0) ^ 1;
      return bytes;
    },
    'cut in half': (bytes) => bytes.subarray(0, bytes.length / 2),
    'an empty file': () => Buffer.alloc(0),
    'some other file': () => Buffer.from('This is no database.\n'.repeat(1_000)),
  };

  test.each(Object.entries(damages))('%s is set aside and a new store begun', async (_, damage) => {
    await storeTrace();
    const damaged = damage(await readFile(file));
    await writeFile(file, damaged);

    const log = new RecordingLog();
    const store = await open(log);
    expect(await countSpans(store)).toBe(0);
    await store.append(TRACE);
    expect(await countSpans(store)).toBe(2);
    await store.close();

    const kept = (await readdir(dataDir)).find((name) => name.includes('.damaged-')) ?? '';
    expect((await readFile(path.join(dataDir, kept))).equals(damaged)).toBe(true);
    expect(log.lines).toEqual([
      `The store's file was damaged. It is kept as ${kept}; a new store begins.`,
    ]);
  });
});

describe('a file of another version', () => {
  test('is refused when it is newer, and left as it is', async () => {
    await storeTrace();
    await change("UPDATE meta SET value = '999' WHERE name = 'schema'");
    const before = await readFile(file);
    await expect(open()).rejects.toThrow(
      `The store was written by a newer version (schema 999, this one knows ${SCHEMA_VERSION}). Start that one, or name another data directory: --data-dir /path`,
    );
    expect((await readFile(file)).equals(before)).toBe(true);
  });

  test('is brought up to date from version 1, nothing lost', async () => {
    await storeTrace();
    await change(
      'ALTER TABLE key_1 DROP COLUMN raw',
      'DROP TABLE keyuse_1',
      "UPDATE meta SET value = '1' WHERE name = 'schema'",
    );
    const store = await open();
    const [summary] = await searchAll(store);
    expect(summary).toMatchObject({ deviceId: 's-1', spanCount: 2 });
    const signal = new AbortController().signal;
    for await (const spans of store.readTrace({ traceId: TRACE[0]?.traceId ?? '' }, signal)) {
      expect(spans).toEqual(TRACE);
    }
    const { fields } = await store.fields({ prefix: '', limit: 100 }, signal);
    const uses = fields.flatMap(({ name, count }) => (count ? [`${name} ${count}`] : []));
    expect(uses.toSorted()).toEqual([
      'device.id 1',
      'mqtt.topic 1',
      'otel.scope.name 1',
      'rule.name 1',
      'service.name 2',
    ]);
    await store.append(TRACE.map((span) => ({ ...span, traceId: 'ee'.repeat(16) })));
    await store.flush();
    expect(await searchAll(store)).toHaveLength(2);
    await store.close();
  });
});

describe('a data directory', () => {
  test('is made when it is not there', async () => {
    const store = await open(new RecordingLog(), path.join(dataDir, 'a/b'));
    await store.close();
    expect(await readdir(path.join(dataDir, 'a/b'))).toEqual(['hopscope.duckdb']);
  });

  test('that cannot be written is named, with what to do', async () => {
    const blocked = path.join(file, 'data');
    await writeFile(file, 'a file where a directory should be');
    await expect(open(new RecordingLog(), blocked)).rejects.toThrow(
      new RegExp(`^The data directory ${blocked} cannot be written \\(ENOTDIR.*Make it writable`),
    );
  });
});

describe('the engine', () => {
  test.each([
    "COPY span_1 TO '/tmp/hopscope-leak.csv'",
    "ATTACH '/tmp/hopscope-leak.db'",
    "SELECT * FROM read_csv('/etc/passwd')",
    "SELECT * FROM read_text('/etc/passwd')",
    "SELECT * FROM '/etc/hosts.csv'",
    'INSTALL httpfs',
    'LOAD httpfs',
    'SET enable_external_access = true',
    'SET lock_configuration = false',
    "SET memory_limit = '64GB'",
    'RESET memory_limit',
    "EXPORT DATABASE '/tmp/hopscope-leak'",
  ])('refuses %s', async (sql) => {
    await storeTrace();
    const keeper = await SessionKeeper.open(testOptions(dataDir, SYSTEM_CLOCK, new RecordingLog()));
    await keeper.use(async ({ engine }) => {
      const attempt = engine.use(new AbortController().signal, (connection) => connection.run(sql));
      await expect(attempt).rejects.toThrow(
        /Permission Error|configuration has been locked|disabled|Table with name .* does not exist/,
      );
    });
    await keeper.close();
  });

  test('is opened again when it has given up, and the caller notices nothing', async () => {
    const log = new RecordingLog();
    const keeper = await SessionKeeper.open(testOptions(dataDir, SYSTEM_CLOCK, log));
    const store = new DuckDbTraceStore(keeper);
    await store.append(TRACE);
    await store.flush();
    let calls = 0;
    const answer = await keeper.use(async (session) => {
      calls++;
      if (calls === 1) {
        throw new Error(
          'FATAL Error: Failed: database has been invalidated because of a previous fatal error',
        );
      }
      return session.slices.all[0]?.stats.spanCount;
    });
    expect(answer).toBe(2);
    expect(await searchAll(store)).toHaveLength(1);
    await store.append(TRACE.map((span) => ({ ...span, traceId: 'ee'.repeat(16) })));
    await store.flush();
    expect(await searchAll(store)).toHaveLength(2);
    expect(log.lines).toEqual([
      'The store failed and is opened again.',
      'The store is open again.',
    ]);
    await store.close();
  });

  test('leaves one file and nothing else behind', async () => {
    await storeTrace();
    expect(await readdir(dataDir)).toEqual(['hopscope.duckdb']);
  });
});
