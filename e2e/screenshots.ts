import { mkdir } from 'node:fs/promises';
import { type Browser, chromium } from '@playwright/test';
import { startHopscope } from './hopscopeServer.ts';

// Makes the pictures of the README from the demo fleet: both pages, light and dark.

const FOLDER = 'e2e/screenshots';
const INCIDENT = 'is:queue-gap';

const server = await startHopscope(['--demo', 'on']);
const browser = await chromium.launch({
  executablePath: process.env.HOPSCOPE_CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
});
await mkdir(FOLDER, { recursive: true });
const traceId = await untilIncident(server.url);
for (const colorScheme of ['light', 'dark'] as const) {
  await shoot(browser, `${server.url}/`, 'search', colorScheme);
  await shoot(browser, `${server.url}/trace/${traceId}`, 'trace', colorScheme);
}
await browser.close();
await server.stop();

async function shoot(
  browser: Browser,
  url: string,
  name: string,
  colorScheme: 'light' | 'dark',
): Promise<void> {
  const page = await browser.newPage({
    viewport: { width: 1600, height: 1000 },
    colorScheme,
    locale: 'en-GB',
  });
  await page.goto(url);
  await page.waitForLoadState('networkidle');
  if (name === 'trace') {
    await page.getByRole('treegrid', { name: 'Spans' }).getByRole('row').last().click();
    await page.getByRole('complementary', { name: 'Span details' }).waitFor();
  }
  await page.waitForTimeout(500);
  await page.screenshot({ path: `${FOLDER}/${name}-${colorScheme}.png` });
  await page.close();
}

/** The demo's history takes a few seconds to arrive: waits for the incident with the longest trace. */
async function untilIncident(url: string): Promise<string> {
  const search = `${url}/api/search?limit=1&sort=-duration&from=now-1h&q=${encodeURIComponent(INCIDENT)}`;
  const deadlineMs = Date.now() + 60_000;
  while (Date.now() < deadlineMs) {
    await new Promise((resolve) => setTimeout(resolve, 2_000));
    const answer: { traces: { traceId: string }[] } = await (await fetch(search)).json();
    const traceId = answer.traces[0]?.traceId;
    if (traceId !== undefined) return traceId;
  }
  throw new Error(`the demo showed no trace with ${INCIDENT} within a minute`);
}
