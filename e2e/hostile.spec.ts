import { expect } from '@playwright/test';
import { FLEET_RANGE } from './fleet.ts';
import { test } from './hopscopeTest.ts';
import { HOSTILE_TEXTS, HOSTILE_TRACE_ID } from './hostileTrace.ts';
import { watchFaults } from './watchFaults.ts';

const VISIBLE_TEXT = HOSTILE_TEXTS[0];

test('hostile texts are shown as text on the search page', async ({ page }) => {
  const faults = watchFaults(page);
  await page.goto(
    `/?${FLEET_RANGE}&q=${encodeURIComponent(`trace.duration>0 "${HOSTILE_TRACE_ID}"`)}`,
  );
  const row = page.getByRole('grid', { name: 'Traces' }).getByRole('row').first();
  await expect(row).toContainText(VISIBLE_TEXT);
  await row.hover();
  await page.getByRole('group', { name: 'Facet: service' }).scrollIntoViewIfNeeded();
  await expect(page.getByRole('group', { name: 'Facet: service' })).toContainText(VISIBLE_TEXT);
  expect(await faults()).toEqual([]);
});

test('hostile texts are shown as text on the trace page, in every span', async ({ page }) => {
  const faults = watchFaults(page);
  await page.goto(`/trace/${HOSTILE_TRACE_ID}`);
  const tree = page.getByRole('treegrid', { name: 'Spans' });
  await expect(tree.getByRole('row')).toHaveCount(HOSTILE_TEXTS.length);
  await expect(tree).toContainText(VISIBLE_TEXT);
  const panel = page.getByRole('complementary', { name: 'Span details' });
  for (let row = 0; row < HOSTILE_TEXTS.length; row++) {
    await tree.getByRole('row').nth(row).click();
    await expect(panel).toBeVisible();
    if (row === 0) await expect(panel).toContainText(VISIBLE_TEXT);
  }
  expect(await faults()).toEqual([]);
});
