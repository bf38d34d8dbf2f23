import { mkdtempSync, readdirSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { cacheDir, cached } from './cache.ts';

beforeEach(() => {
  vi.stubEnv('XDG_CACHE_HOME', mkdtempSync(path.join(tmpdir(), 'hopscope-cache-')));
});
afterEach(() => vi.unstubAllEnvs());

test('what is cached is made once, also when several ask at once', async () => {
  let fills = 0;
  const fill = async (dir: string) => {
    fills += 1;
    await writeFile(path.join(dir, 'file'), 'whole');
  };
  const dirs = await Promise.all([cached('a/b', fill), cached('a/b', fill), cached('a/b', fill)]);
  expect(new Set(dirs)).toEqual(new Set([path.join(cacheDir(), 'a/b')]));
  expect(fills).toBe(1);
});

test('what was begun and not finished is never taken for whole', async () => {
  const half = cached('engine', async (dir) => {
    await writeFile(path.join(dir, 'half'), '');
    throw new Error('connection lost');
  });
  await expect(half).rejects.toThrow('connection lost');
  const dir = await cached('engine', (empty) => writeFile(path.join(empty, 'whole'), ''));
  expect(readdirSync(dir)).toEqual(['whole']);
  expect(readdirSync(cacheDir())).toEqual(['engine']);
});
