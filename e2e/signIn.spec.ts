import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { startHopscope } from './hopscopeServer.ts';

test('where tokens are asked for, a browser signs in with one as its password', async ({
  browser,
}) => {
  const folder = await mkdtemp(join(tmpdir(), 'hopscope-tokens-'));
  const tokensFile = join(folder, 'tokens.yaml');
  const sha256 = createHash('sha256').update('see').digest('hex');
  await writeFile(tokensFile, `- { name: ada, role: viewer, sha256: ${sha256} }`);
  const server = await startHopscope(['--no-demo', '--tokens-file', tokensFile]);
  try {
    const httpCredentials = { username: 'anybody', password: 'see' };
    const viewer = await (await browser.newContext({ httpCredentials })).newPage();
    await viewer.goto(server.url);
    await expect(viewer.getByRole('button', { name: 'Source: embedded' })).toBeVisible();
    await expect(viewer.getByRole('button', { name: 'Import a file' })).toHaveCount(0);
  } finally {
    await server.stop();
    await rm(folder, { recursive: true });
  }
});
