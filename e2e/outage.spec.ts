import { expect, type Page } from '@playwright/test';
import { test } from './hopscopeTest.ts';

const HOUR = '/?from=2026-01-15T10:00:00Z&to=2026-01-15T13:00:00Z';

test('after an outage one button brings the whole search page back', async ({ page }) => {
  await withoutSource(page);
  const answers = '**/api/{search,facets,histogram}*';
  await page.route(answers, (route) => route.abort());
  await page.goto(HOUR);
  await expect(page.getByRole('alert')).toContainText('Hopscope does not answer');

  await page.unroute(answers);
  await page.getByRole('button', { name: 'Try again' }).click();
  await expect(page.getByRole('grid', { name: 'Traces' }).getByRole('row').first()).toBeVisible();
  await expect(page.getByRole('img', { name: 'Traces over time' })).toBeVisible();
  const firmware = page.getByRole('group', { name: 'Facet: firmware' });
  await expect(firmware.getByRole('checkbox').first()).toBeVisible();
  await expect(page.getByText('failed:')).toHaveCount(0);
});

test('a search that fails leaves the rows before it, dimmed under the error', async ({ page }) => {
  await withoutSource(page);
  await page.goto(HOUR);
  const grid = page.getByRole('grid', { name: 'Traces' });
  await expect(grid.getByRole('row').nth(2)).toBeVisible();

  const searches = '**/api/search*';
  await page.route(searches, (route) => route.abort());
  const query = page.getByRole('combobox', { name: 'Query' });
  await query.fill('errors>0');
  await query.press('Enter');
  await expect(page.getByRole('alert')).toContainText('Hopscope does not answer');
  await expect(grid.getByRole('row').nth(2)).toBeVisible();
  await expect(grid).toHaveAttribute('aria-busy', 'true');

  await page.unroute(searches);
  await page.getByRole('button', { name: 'Try again' }).click();
  await expect(page.getByRole('alert')).toHaveCount(0);
  await expect(grid).toHaveAttribute('aria-busy', 'false');
});

/** A page that sees its source up again comes back by itself, before anybody presses a button. */
async function withoutSource(page: Page): Promise<void> {
  await page.route('**/api/source*', (route) => route.abort());
}
