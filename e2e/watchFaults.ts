import type { Page } from '@playwright/test';

/** Collects dialogs, script errors, violations of the content policy, and what an attack would leave. */
export function watchFaults(page: Page): () => Promise<readonly string[]> {
  const faults: string[] = [];
  page.on('dialog', (dialog) => {
    faults.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on('pageerror', (error) => faults.push(`error: ${error.message}`));
  page.on('console', (message) => {
    if (message.type() === 'error') faults.push(`console: ${message.text()}`);
  });
  return async () => {
    const isHacked = await page.evaluate(() => 'hacked' in window);
    return isHacked ? [...faults, 'window.hacked is set'] : faults;
  };
}
