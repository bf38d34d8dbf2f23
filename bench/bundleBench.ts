import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { OtlpSender } from '../server/simulate/otlpSender.ts';
import { simulateHistory } from '../server/simulate/simulate.ts';
import { wallClock } from '../server/simulate/wallClock.ts';
import { launchBrowser, VIEWPORT } from './browser.ts';
import { startBuiltServer } from './builtServer.ts';
import { exchange } from './httpClient.ts';
import type { Measurement } from './measurement.ts';

const HOUR_US = 3_600_000_000;

/** Every byte of JavaScript a cold browser loads until the first rows of the search page show. */
export async function bundleBench(): Promise<readonly Measurement[]> {
  const dataDir = mkdtempSync(path.join(tmpdir(), 'hopscope-bench-bundle-'));
  const server = await startBuiltServer(dataDir);
  const browser = await launchBrowser();
  try {
    await fill(server.url);
    const page = await browser.newPage({ viewport: VIEWPORT });
    const network = await page.context().newCDPSession(page);
    await network.send('Network.enable');
    await network.send('Network.setCacheDisabled', { cacheDisabled: true });
    const scripts = new Set<string>();
    page.on('request', (request) => {
      if (request.resourceType() === 'script') scripts.add(request.url());
    });
    await page.goto(server.url);
    await page.getByRole('grid', { name: 'Traces' }).getByRole('row').nth(1).waitFor();
    const gzipBytes = await sizeOf([...scripts], (bytes) => gzipSync(bytes).length);
    const plainBytes = await sizeOf([...scripts], (bytes) => bytes.length);
    return [
      {
        bench: 'bundle',
        what: 'JavaScript until the first rows, gzip',
        value: gzipBytes / 1024,
        unit: 'KB',
        budget: { atMost: 170, kind: 'count' },
        note: `${scripts.size} files, ${(plainBytes / 1024).toFixed(0)} KB unpacked`,
      },
    ];
  } finally {
    await browser.close();
    await server.stop();
    rmSync(dataDir, { recursive: true, force: true });
  }
}

async function fill(url: string): Promise<void> {
  const toUs = wallClock.nowUs();
  const sender = new OtlpSender(url);
  for await (const { spans } of simulateHistory({ seed: 7, fromUs: toUs - HOUR_US, toUs })) {
    await sender.send(spans);
  }
  await new Promise((resolve) => setTimeout(resolve, 2_500));
}

async function sizeOf(
  urls: readonly string[],
  measure: (bytes: Buffer) => number,
): Promise<number> {
  let sum = 0;
  for (const url of urls) sum += measure((await exchange(url)).bytes);
  return sum;
}
