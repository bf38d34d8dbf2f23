import { expect } from '@playwright/test';
import { test } from './hopscopeTest.ts';

const HOUR = '/?from=2026-01-15T10:00:00Z&to=2026-01-15T13:00:00Z';

test('after an outage one button brings the whole search page back', async ({ page }) => {
  await page.route('**/api/{search,facets,histogram}*', (route) => route.abort());
  await page.goto(HOUR);
  await expect(page.getByRole('alert')).toContainText('Hopscope does not answer');

  await page.unrouteAll();
  await page.getByRole('button', { name: 'Try again' }).click();
  await expect(page.getByRole('grid', { name: 'Traces' }).getByRole('row').first()).toBeVisible();
  await expect(page.getByRole('img', { name: 'Traces over time' })).toBeVisible();
  const firmware = page.getByRole('group', { name: 'Facet: firmware' });
  await expect(firmware.getByRole('checkbox').first()).toBeVisible();
  await expect(page.getByText('failed:')).toHaveCount(0);
});
