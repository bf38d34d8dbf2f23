import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { SYSTEM_CLOCK } from '../clock.ts';
import { DuckDbTraceStore } from './duckDbTraceStore.ts';
import { SessionKeeper } from './sessionKeeper.ts';
import { startChild } from './testing/childProcess.ts';
import {
  countSpans,
  makeDataDir,
  RecordingLog,
  removeDataDir,
  searchAll,
  testOptions,
  until,
} from './testing/openTestStore.ts';

let dataDir: string;
beforeEach(async () => {
  dataDir = await makeDataDir();
});
afterEach(() => removeDataDir(dataDir));

async function reopen(log = new RecordingLog()): Promise<DuckDbTraceStore> {
  return new DuckDbTraceStore(await SessionKeeper.open(testOptions(dataDir, SYSTEM_CLOCK, log)));
}

const numberIn = (line: string | undefined): number => Number(/\d+/.exec(line ?? '')?.[0] ?? 0);

describe('an acknowledged batch', () => {
  test('survives the process being killed, and so do all before it', async () => {
    let acknowledged = 0;
    for (const waitMs of [40, 250, 700, 1_100]) {
      const child = startChild('appendForever.ts', [dataDir, '500']);
      await child.untilLine('acknowledged');
      await sleep(waitMs);
      child.process.kill('SIGKILL');
      await child.ended;
      acknowledged += numberIn(child.lines.findLast((line) => line.startsWith('acknowledged')));
      const store = await reopen();
      const stored = await countSpans(store);
      // One more batch may have reached the disk without its answer reaching anybody.
      expect(stored).toBeGreaterThanOrEqual(acknowledged);
      expect((stored - acknowledged) % 500).toBe(0);
      acknowledged = stored;
      await store.close();
    }
  });

  test('is summarised after the restart when the process was killed before it could be', async () => {
    const child = startChild('appendForever.ts', [dataDir, '20']);
    await child.untilLine('acknowledged');
    child.process.kill('SIGKILL');
    await child.ended;
    const store = await reopen();
    const stored = await countSpans(store);
    const found = await until(
      () => searchAll(store),
      (traces) => traces.length === stored,
    );
    expect(found).toHaveLength(stored);
    await store.close();
  });
});

describe('a full disk', () => {
  test('is said to the sender, loses nothing acknowledged, and leaves the store answering', async () => {
    const child = startChild('appendForever.ts', [dataDir, '1000', '3'], 6_000_000);
    const end = await child.untilLine('after that');
    const [refused] = child.lines.filter((line) => line.startsWith('refused'));
    expect(refused).toBe('refused: The disk of the data directory is full; nothing was stored.');
    expect(end).toBe(
      'after that: degraded (The disk of the data directory is full; nothing was stored.), reads 1 span',
    );
    await child.untilLine('closed');
    expect(await child.ended).toBe(0);

    const acknowledged = numberIn(child.lines.findLast((line) => line.startsWith('acknowledged')));
    expect(acknowledged).toBeGreaterThan(1_000);
    const store = await reopen();
    expect(await countSpans(store)).toBe(acknowledged);
    await store.close();
  });
});

describe('one data directory', () => {
  test('is refused to a second process, which is told who has it and what to do', async () => {
    const child = startChild('appendForever.ts', [dataDir, '1']);
    await child.untilLine('open');
    await expect(reopen()).rejects.toThrow(
      `The data directory ${dataDir} is in use by process ${child.process.pid}. Stop that process, or start with another directory: --data-dir /path`,
    );
    child.process.kill('SIGKILL');
    await child.ended;
    await (await reopen()).close();
  });

  test('is refused to a second store of the same process', async () => {
    const store = await reopen();
    await expect(reopen()).rejects.toThrow(`is in use by process ${process.pid}`);
    await store.close();
    await (await reopen()).close();
  });
});
