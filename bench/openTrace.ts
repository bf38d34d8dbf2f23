import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Browser } from '@playwright/test';
import { z } from 'zod';
import { VIEWPORT } from './browser.ts';
import { ROOT } from './snapshot.ts';

export interface Opening {
  readonly firstMs: number;
  readonly interactiveMs: number;
  readonly clickMs: number;
  /** Of `/columns`, as the network carried it. */
  readonly layoutBytes: number;
}

const openedSchema = z.object({ firstMs: z.number(), interactiveMs: z.number() });

/** Opens a trace's address in a new context with nothing cached, and clicks a row of it. */
export async function openTrace(
  browser: Browser,
  address: string,
  spanCount: number,
): Promise<Opening> {
  const context = await browser.newContext({ viewport: VIEWPORT });
  const page = await context.newPage();
  await page.addInitScript(`window.expectedRows = ${spanCount};`);
  await page.addInitScript({
    content: readFileSync(path.join(ROOT, 'bench/interactiveProbe.js'), 'utf8'),
  });
  await page.goto(address, { waitUntil: 'commit' });
  const opened = openedSchema.parse(await page.evaluate('window.opened'));
  const rows = page.getByRole('treegrid', { name: 'Spans' }).getByRole('row');
  await rows.nth(3).click({ timeout: 10_000 });
  const clickMs = z.number().parse(await page.evaluate('window.clicked'));
  const layoutBytes = z.number().parse(await page.evaluate(LAYOUT_BYTES));
  await context.close();
  return { ...opened, clickMs, layoutBytes };
}

/** Asked of the page itself: an inspector that listens makes it keep a stack for every request. */
const LAYOUT_BYTES = `performance.getEntriesByType('resource')
  .filter(({ name }) => new URL(name).pathname.endsWith('/columns') && !name.includes('part=ids'))
  .reduce((bytes, { transferSize }) => bytes + transferSize, 0)`;
