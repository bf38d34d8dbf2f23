import { expect, type Page } from '@playwright/test';

/** What the button puts into the clipboard. */
export async function copiedLink(page: Page): Promise<string> {
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await page.getByRole('button', { name: 'Copy link' }).click();
  await expect(page.getByText(/copied/i).first()).toBeVisible();
  return page.evaluate(() => navigator.clipboard.readText());
}
