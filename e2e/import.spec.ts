import { readFile } from 'node:fs/promises';
import { expect } from '@playwright/test';
import { test } from './hopscopeTest.ts';

const TYPED = 'shared/testing/fixtures/otlpTyped.json';
const TRACE_ID = '0000000000000000a1b2c3d4e5f60718';

test('a chosen OTLP file is imported, found, opened and exported as Jaeger JSON that imports again', async ({
  page,
}) => {
  await page.goto('/');
  const chooser = page.waitForEvent('filechooser');
  await page.getByRole('button', { name: 'Import a file' }).click();
  await (await chooser).setFiles(TYPED);
  await expect(page.getByText(/7 spans/)).toBeVisible();

  await page.goto(`/trace/${TRACE_ID}`);
  await expect(page.getByRole('region', { name: 'Verdict' })).toContainText(
    /field type|battery_voltage/i,
  );
  await expect(page.getByRole('treegrid', { name: 'Spans' })).toHaveAttribute('aria-rowcount', '5');

  const jaeger = await page.request.get(`/api/traces/${TRACE_ID}/export?format=jaeger`);
  const again = await page.request.post('/api/import', {
    headers: { 'X-Hopscope': '1', 'content-type': 'application/json', accept: 'application/json' },
    data: await jaeger.body(),
  });
  expect(again.status()).toBe(200);
  expect((await again.json()).spans).toBe(5);
});

test('a dropped file that is no trace is refused in words', async ({ page }) => {
  await page.goto('/');
  const text = await readFile('README.md', 'utf8');
  const transfer = await page.evaluateHandle((content) => {
    const files = new DataTransfer();
    files.items.add(new File([content], 'README.md', { type: 'text/markdown' }));
    return files;
  }, text);
  const body = page.locator('body');
  // Whether files are taken is known a moment after the page is there.
  await expect(async () => {
    await body.dispatchEvent('dragover', { dataTransfer: transfer });
    await expect(page.getByText('Drop to import')).toBeVisible({ timeout: 1_000 });
  }).toPass();
  await body.dispatchEvent('drop', { dataTransfer: transfer });
  await expect(page.getByRole('alert').first()).toContainText(/The file cannot be imported.*JSON/i);
});
