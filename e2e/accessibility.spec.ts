import AxeBuilder from '@axe-core/playwright';
import { expect, type Page } from '@playwright/test';
import { FLEET_RANGE } from './fleet.ts';
import { test } from './hopscopeTest.ts';
import { HOSTILE_TRACE_ID } from './hostileTrace.ts';

for (const colorScheme of ['light', 'dark'] as const) {
  test.describe(`in ${colorScheme}`, () => {
    test.use({ colorScheme });

    test('axe finds nothing on the search page', async ({ page }) => {
      await page.goto(`/?${FLEET_RANGE}`);
      await expect(
        page.getByRole('grid', { name: 'Traces' }).getByRole('row').first(),
      ).toBeVisible();
      expect(await violations(page)).toEqual([]);
    });

    test('axe finds nothing on the trace page with a span open', async ({ page }) => {
      await page.goto(`/trace/${HOSTILE_TRACE_ID}`);
      await page.getByRole('treegrid', { name: 'Spans' }).getByRole('row').first().click();
      await expect(page.getByRole('complementary', { name: 'Span details' })).toBeVisible();
      expect(await violations(page)).toEqual([]);
    });
  });
}

async function violations(page: Page): Promise<readonly string[]> {
  const { violations: found } = await new AxeBuilder({ page }).analyze();
  return found.map(
    ({ id, nodes }) =>
      `${id}: ${nodes
        .map(({ html }) => html)
        .join(' ')
        .slice(0, 400)}`,
  );
}
