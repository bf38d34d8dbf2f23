import { expect, type Page } from '@playwright/test';
import { copiedLink } from './copiedLink.ts';
import { FLEET_RANGE } from './fleet.ts';
import { test } from './hopscopeTest.ts';

test('from search by a facet to a trace, a span and a link that shows a colleague the same', async ({
  page,
  browser,
  fleet,
}) => {
  await page.goto(`/?${FLEET_RANGE}`);
  await page
    .getByRole('group', { name: 'Facet: finding' })
    .getByRole('checkbox', { name: 'queue-gap' })
    .click();
  await expect(page.getByRole('combobox', { name: 'Query' })).toHaveValue(/queue-gap/);
  const firstRow = page.getByRole('grid', { name: 'Traces' }).getByRole('row').first();
  await expect(firstRow).toContainText(/queue gap/);
  await firstRow.click({ position: { x: 40, y: 10 } });

  await expect(page.getByRole('region', { name: 'Verdict' })).toContainText(/waiting/);
  await page.getByRole('treegrid', { name: 'Spans' }).getByRole('row').nth(1).click();
  const panel = page.getByRole('complementary', { name: 'Span details' });
  await expect(panel).toBeVisible();
  const spanName = await panel.getByRole('heading').first().textContent();

  const link = await copiedLink(page);
  const colleague = await browser.newContext();
  const theirPage = await colleague.newPage();
  await theirPage.goto(link);
  await expect(theirPage.getByRole('region', { name: 'Verdict' })).toContainText(/waiting/);
  const theirPanel = theirPage.getByRole('complementary', { name: 'Span details' });
  await expect(theirPanel.getByRole('heading').first()).toHaveText(spanName ?? '');
  expect(link).toContain(fleet.url);
  await colleague.close();
});

test('opens fully expanded, collapses with the keyboard and keeps that in the address', async ({
  page,
  fleet,
}) => {
  await openTraceOf(page, fleet.url, 'spans>6');
  const tree = page.getByRole('treegrid', { name: 'Spans' });
  const rowCount = Number(await tree.getAttribute('aria-rowcount'));
  expect(rowCount).toBeGreaterThan(6);
  await tree.getByRole('row').first().click();
  await page.keyboard.press('ArrowLeft');
  await expect(tree).toHaveAttribute('aria-rowcount', '1');
  await expect(page).toHaveURL(/collapsed=/);
  await page.reload();
  await expect(tree).toHaveAttribute('aria-rowcount', '1');
  await page.keyboard.press(']');
  await expect(tree).toHaveAttribute('aria-rowcount', String(rowCount));
});

test('a link asks for everything once, whoever asks first', async ({ page, fleet }) => {
  await openTraceOf(page, fleet.url, 'spans>6');
  const asked: string[] = [];
  page.on('request', (request) => asked.push(request.url()));
  const row = page.getByRole('treegrid', { name: 'Spans' }).getByRole('row').first();
  for (const address of [page.url(), page.url().replace(/\?.*/, '')]) {
    asked.length = 0;
    await page.goto(address);
    await row.click();
    await expect(page.getByRole('complementary', { name: 'Span details' })).toBeVisible();
    const ofTrace = asked.filter((url) => /\/api\/traces\/[^/?]+(\/columns)?(\?at=|$)/.test(url));
    expect(ofTrace).toHaveLength(new Set(ofTrace).size);
    expect(ofTrace.filter((url) => !url.includes('part=ids'))).toHaveLength(2);
  }
});

test('searches within the trace in the same language', async ({ page, fleet }) => {
  await openTraceOf(page, fleet.url, 'is:type-conflict');
  await page.keyboard.press('/');
  await page.keyboard.type('status=error');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('status').filter({ hasText: /of \d/ })).toBeVisible();
});

test('adds an attribute of a span to the search', async ({ page, fleet }) => {
  await openTraceOf(page, fleet.url, 'is:type-conflict');
  await page.getByRole('treegrid', { name: 'Spans' }).getByRole('row').first().click();
  const panel = page.getByRole('complementary', { name: 'Span details' });
  await panel
    .getByRole('link', { name: /^Add .* to the search$/ })
    .first()
    .click();
  await expect(page.getByRole('combobox', { name: 'Query' })).toHaveValue(/=/);
});

test('a trace that is not there says so and what to do', async ({ page }) => {
  await page.goto('/trace/00000000000000000000000000c0ffee');
  await expect(page.getByText(/not (found|here)|no trace|unknown/i).first()).toBeVisible();
});

test('what is exported is what came in', async ({ page, fleet }) => {
  const traceId = await traceIdOf(fleet.url, 'is:type-conflict');
  const jaeger = await (
    await page.request.get(`/api/traces/${traceId}/export?format=jaeger`)
  ).json();
  const otlp = await (await page.request.get(`/api/traces/${traceId}/export?format=otlp`)).json();
  const summary = await (await page.request.get(`/api/traces/${traceId}`)).json();
  expect(jaeger.data[0].spans).toHaveLength(summary.summary.spanCount);
  const otlpSpans = otlp.resourceSpans.flatMap((group: { scopeSpans: { spans: unknown[] }[] }) =>
    group.scopeSpans.flatMap((scope) => scope.spans),
  );
  expect(otlpSpans).toHaveLength(summary.summary.spanCount);
});

async function openTraceOf(page: Page, url: string, query: string): Promise<void> {
  await page.goto(`/trace/${await traceIdOf(url, query)}`);
  await expect(
    page.getByRole('treegrid', { name: 'Spans' }).getByRole('row').first(),
  ).toBeVisible();
}

async function traceIdOf(url: string, query: string): Promise<string> {
  const search = `${url}/api/search?limit=1&${FLEET_RANGE}&q=${encodeURIComponent(query)}`;
  const answer: { traces: { traceId: string }[] } = await (await fetch(search)).json();
  const traceId = answer.traces[0]?.traceId;
  if (traceId === undefined) throw new Error(`no trace of the fleet matches ${query}`);
  return traceId;
}

test('an address without a trace id says so and leads to the search', async ({ page }) => {
  await page.goto('/trace/zzz');
  await expect(page.getByRole('alert')).toContainText('zzz is no trace id');
  await expect(page.getByRole('button', { name: 'Try again' })).toHaveCount(0);
  await page.getByRole('alert').getByRole('link', { name: 'Go to Search' }).click();
  await expect(page.getByRole('heading', { name: 'Search', level: 1 })).toBeAttached();
  await expect(page.getByRole('combobox', { name: 'Query' })).toBeVisible();
});
