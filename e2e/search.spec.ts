import { expect } from '@playwright/test';
import { FLEET_RANGE } from './fleet.ts';
import { test } from './hopscopeTest.ts';

test('shows the traces of the hour with their count, the facets and the chart', async ({
  page,
  fleet,
}) => {
  await page.goto(`/?${FLEET_RANGE}`);
  const grid = page.getByRole('grid', { name: 'Traces' });
  await expect(grid.getByRole('row').first()).toBeVisible();
  const rowCount = Number(await grid.getAttribute('aria-rowcount'));
  expect(rowCount).toBeGreaterThanOrEqual(fleet.truths.length);
  await expect(page.getByRole('group', { name: 'Facet: finding' })).toBeVisible();
  await expect(page.getByRole('img', { name: 'Traces over time' })).toBeVisible();
});

test('a facet narrows the search, excludes, and leaves it again', async ({ page }) => {
  await page.goto(`/?${FLEET_RANGE}`);
  const finding = page.getByRole('group', { name: 'Facet: finding' });
  const query = page.getByRole('combobox', { name: 'Query' });
  await finding.getByRole('checkbox', { name: 'queue-gap' }).click();
  await expect(query).toHaveValue(/queue-gap/);
  await expect(page).toHaveURL(/queue-gap/);
  const rows = page.getByRole('grid', { name: 'Traces' }).getByRole('row');
  await expect(rows.first()).toContainText(/queue gap/i);
  await finding.getByRole('button', { name: 'Exclude queue-gap' }).click();
  await expect(query).toHaveValue(/-/);
  await expect(page.getByRole('grid', { name: 'Traces' })).not.toContainText('queue gap');
});

test('a query with a mistake is answered under the bar and nothing is lost', async ({ page }) => {
  await page.goto(`/?${FLEET_RANGE}`);
  const query = page.getByRole('combobox', { name: 'Query' });
  await query.fill('{ db.system=influxdb');
  await query.press('Enter');
  await expect(page.getByRole('alert').first()).toContainText('}');
  await expect(query).toHaveValue('{ db.system=influxdb');
});

test('completes keys and values from the data', async ({ page }) => {
  await page.goto(`/?${FLEET_RANGE}`);
  const query = page.getByRole('combobox', { name: 'Query' });
  await query.click();
  await query.pressSequentially('db.stat');
  await expect(page.getByRole('option', { name: /db\.status/ }).first()).toBeVisible();
  await query.pressSequentially('us=');
  await expect(page.getByRole('option', { name: /error/ }).first()).toBeVisible();
});

test('the whole hour is reached by scrolling', async ({ page }) => {
  await page.goto(`/?${FLEET_RANGE}`);
  const grid = page.getByRole('grid', { name: 'Traces' });
  await expect(grid.getByRole('row').first()).toBeVisible();
  const rowCount = await grid.getAttribute('aria-rowcount');
  await grid
    .getByRole('row')
    .nth(1)
    .click({ position: { x: 300, y: 14 }, modifiers: ['Shift'] });
  for (let i = 0; i < 60; i++) {
    await page.mouse.wheel(0, 20_000);
    await page.waitForTimeout(50);
    const isThere = await grid.locator(`[aria-rowindex="${rowCount}"]`).count();
    if (isThere > 0) break;
  }
  await expect(grid.locator(`[aria-rowindex="${rowCount}"]`)).toBeVisible();
});

test('says why nothing was found and offers ways out', async ({ page }) => {
  await page.goto(`/?${FLEET_RANGE}&q=device.idd%3Dsensor-0001`);
  await expect(page.getByText(/no trace/i).first()).toBeVisible();
  await expect(
    page.getByRole('button', { name: 'Search for device.id instead' }).first(),
  ).toBeVisible();
});

test('a pasted trace id, traceparent or Jaeger link opens the trace', async ({ page, fleet }) => {
  const traceId = fleet.truths[10]?.traceId ?? '';
  for (const pasted of [
    traceId,
    `00-${traceId}-00f067aa0ba902b7-01`,
    `http://jaeger.example/trace/${traceId}`,
  ]) {
    await page.goto(`/?${FLEET_RANGE}`);
    const query = page.getByRole('combobox', { name: 'Query' });
    await query.fill(pasted);
    await query.press('Enter');
    await expect(page).toHaveURL(new RegExp(`/trace/${traceId}`));
    await expect(page.getByRole('treegrid', { name: 'Spans' })).toBeVisible();
  }
});

test('sorting by duration puts the slowest trace first and is in the address', async ({ page }) => {
  await page.goto(`/?${FLEET_RANGE}`);
  await page
    .getByRole('columnheader', { name: /duration/i })
    .getByRole('button')
    .click();
  await expect(page).toHaveURL(/sort=-duration/);
});

test('the keyboard walks the list and opens a trace', async ({ page }) => {
  await page.goto(`/?${FLEET_RANGE}`);
  const grid = page.getByRole('grid', { name: 'Traces' });
  await expect(grid.getByRole('row').first()).toBeVisible();
  await page.locator('body').press('j');
  await page.locator('body').press('j');
  await page.locator('body').press('Enter');
  await expect(page.getByRole('treegrid', { name: 'Spans' })).toBeVisible();
});
