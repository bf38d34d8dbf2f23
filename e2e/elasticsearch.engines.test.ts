import {
  type Browser,
  type BrowserContext,
  type Page,
  expect as playwrightExpect,
} from '@playwright/test';
import { afterAll, afterEach, beforeAll, describe, test } from 'vitest';
import { launchBrowser } from '../bench/browser.ts';
import { describeOnEngine, type TestEngine } from '../engines/testing/describeOnEngine.ts';
import { bulkSpans } from '../server/stores/elasticsearch/testing/bulkSpans.ts';
import { putSpanIndex } from '../server/stores/elasticsearch/testing/putSpanIndex.ts';
import { spanDocument } from '../server/stores/elasticsearch/testing/spanDocument.ts';
import { copiedLink } from './copiedLink.ts';
import { writeFleet } from './engineFleet.ts';
import { startOnEngine } from './engineHopscope.ts';
import { type EngineLine, engineLine } from './engineLine.ts';
import { FLEET_RANGE } from './fleet.ts';
import type { HopscopeServer } from './hopscopeServer.ts';
import { HOSTILE_TEXTS, HOSTILE_TRACE_ID, hostileTrace } from './hostileTrace.ts';
import { watchFaults } from './watchFaults.ts';

/** Two cores may be busy with engines. */
const expect = playwrightExpect.configure({ timeout: 20_000 });

const FAILED_WRITES = `/?${FLEET_RANGE}&q=${encodeURIComponent('db.status=error')}`;

describeOnEngine('elasticsearch@8.19.7', (engine) => {
  const browsing = useBrowser();
  let hopscope: HopscopeServer;
  let line: EngineLine;
  let traceCount = 0;

  beforeAll(async () => {
    traceCount = await writeFleet(engine);
    line = await engineLine(engine.url);
    hopscope = await startOnEngine({ url: line.url, indexPrefix: engine.prefix });
  });

  afterAll(async () => {
    await hopscope?.stop();
    await line?.cut();
  });

  const open = (path: string) => browsing.open(hopscope.url + path);

  describe('the search page', () => {
    test('shows the traces of the hour with their count, facets and the chart', async () => {
      const page = await open(`/?${FLEET_RANGE}`);
      await expect(rowsOf(page).first()).toBeVisible();
      await expect(grid(page)).toHaveAttribute('aria-rowcount', String(traceCount));
      await expect(facet(page, 'firmware').getByRole('checkbox').first()).toBeVisible();
      await expect(page.getByRole('img', { name: 'Traces over time' })).toBeVisible();
      await expect(page.getByRole('alert')).toHaveCount(0);
    });

    test('a facet narrows the search', async () => {
      const page = await open(`/?${FLEET_RANGE}`);
      await facet(page, 'finding').getByRole('checkbox', { name: 'queue-gap' }).click();
      await expect(page.getByRole('combobox', { name: 'Query' })).toHaveValue(/queue-gap/);
      await expect(rowsOf(page).first()).toContainText(/queue gap/i);
    });

    test('completes keys and values from the indices', async () => {
      const page = await open(`/?${FLEET_RANGE}`);
      const query = page.getByRole('combobox', { name: 'Query' });
      await query.click();
      await query.pressSequentially('db.stat');
      await expect(page.getByRole('option', { name: /db\.status/ }).first()).toBeVisible();
      await query.pressSequentially('us=');
      await expect(page.getByRole('option', { name: /error/ }).first()).toBeVisible();
    });

    test('the whole hour is reached by scrolling', async () => {
      const page = await open(`/?${FLEET_RANGE}`);
      await expect(rowsOf(page).first()).toBeVisible();
      const last = grid(page).locator(`[aria-rowindex="${traceCount}"]`);
      await rowsOf(page).nth(1).hover();
      await expect(async () => {
        await page.mouse.wheel(0, 20_000);
        await expect(last).toBeVisible({ timeout: 100 });
      }).toPass({ timeout: 60_000 });
    });

    test('what is longer than a page can show is text, whatever it says', async () => {
      const page = await open(`/?${FLEET_RANGE}&q=${encodeURIComponent(`"${HOSTILE_TRACE_ID}"`)}`);
      const faults = watchFaults(page);
      await expect(rowsOf(page).first()).toContainText(HOSTILE_TEXTS[0]);
      await rowsOf(page).first().hover();
      expect(await faults()).toEqual([]);
    });

    test('a long note beside many traces pushes nothing out of the page', async () => {
      const page = await open(`/?${FLEET_RANGE}&q=${encodeURIComponent('mqtt.topic=*/telemetry')}`);
      await expect(rowsOf(page).first()).toBeVisible();
      await expect(page.getByText(/longer than 256 characters/).first()).toBeVisible();
      await expect(page.getByRole('button', { name: 'Columns' })).toBeInViewport({ ratio: 1 });
    });

    test('offers no import: the engine is only read', async () => {
      const page = await open(`/?${FLEET_RANGE}`);
      await expect(rowsOf(page).first()).toBeVisible();
      await expect(page.getByRole('button', { name: 'Import a file' })).toHaveCount(0);
      const transfer = await page.evaluateHandle(() => {
        const files = new DataTransfer();
        files.items.add(new File(['{}'], 'spans.json', { type: 'application/json' }));
        return files;
      });
      await page.locator('body').dispatchEvent('dragover', { dataTransfer: transfer });
      await expect(page.getByText(/drop to import/i)).toHaveCount(0);
    });

    test('the source badge says which engine and what was found there', async () => {
      const page = await open(`/?${FLEET_RANGE}`);
      await page.getByRole('button', { name: 'Source: Elasticsearch 8.19.7' }).click();
      const details = page.getByRole('dialog', { name: 'Source' });
      await expect(details).toContainText(`${engine.prefix}-jaeger-span-`);
      await expect(details).toContainText('nested');
      await expect(details).not.toContainText('may import');
    });
  });

  describe('the trace page', () => {
    test('from a search to a trace, a span, and a link that shows a colleague the same', async () => {
      const page = await open(FAILED_WRITES);
      await rowsOf(page)
        .first()
        .click({ position: { x: 40, y: 10 } });
      const tree = page.getByRole('treegrid', { name: 'Spans' });
      await tree.getByRole('row').nth(1).click();
      const panel = page.getByRole('complementary', { name: 'Span details' });
      const spanName = await panel.getByRole('heading').first().textContent();
      const verdict = await page.getByRole('region', { name: 'Verdict' }).textContent();

      const theirs = await browsing.open(await copiedLink(page));
      await expect(theirs.getByRole('region', { name: 'Verdict' })).toHaveText(verdict ?? '');
      const theirPanel = theirs.getByRole('complementary', { name: 'Span details' });
      await expect(theirPanel.getByRole('heading').first()).toHaveText(spanName ?? '');
    });

    test('a link without a time finds the trace', async () => {
      const page = await open(`/trace/${HOSTILE_TRACE_ID}`);
      await expect(page.getByRole('treegrid', { name: 'Spans' }).getByRole('row')).toHaveCount(
        HOSTILE_TEXTS.length,
      );
    });

    test('hostile texts are text in every span', async () => {
      const page = await open(`/trace/${HOSTILE_TRACE_ID}`);
      const faults = watchFaults(page);
      const rows = page.getByRole('treegrid', { name: 'Spans' }).getByRole('row');
      await expect(rows).toHaveCount(HOSTILE_TEXTS.length);
      const panel = page.getByRole('complementary', { name: 'Span details' });
      for (let row = 0; row < HOSTILE_TEXTS.length; row++) {
        await rows.nth(row).click();
        await expect(panel).toBeVisible();
        if (row === 0) await expect(panel).toContainText(HOSTILE_TEXTS[0]);
      }
      expect(await faults()).toEqual([]);
    });

    test('exports every span, as Jaeger JSON and as OTLP', async () => {
      const page = await open(FAILED_WRITES);
      await rowsOf(page)
        .first()
        .click({ position: { x: 40, y: 10 } });
      await expect(page.getByRole('treegrid', { name: 'Spans' })).toBeVisible();
      const [, traceId] = /\/trace\/([0-9a-f]+)/.exec(page.url()) ?? [];
      const ask = async (path: string) =>
        (await page.request.get(`${hopscope.url}/api/traces/${traceId}${path}`)).json();
      const { summary } = await ask('');
      const jaeger = await ask('/export?format=jaeger');
      expect(jaeger.data[0].spans).toHaveLength(summary.spanCount);
      const otlp = await ask('/export?format=otlp');
      const spans = otlp.resourceSpans.flatMap((group: { scopeSpans: { spans: unknown[] }[] }) =>
        group.scopeSpans.flatMap((scope) => scope.spans),
      );
      expect(spans).toHaveLength(summary.spanCount);
    });
  });

  describe('without the engine', () => {
    test('a page says so, keeps its rows, and comes back by itself', async () => {
      const page = await open(`/?${FLEET_RANGE}`);
      await expect(rowsOf(page).first()).toBeVisible();
      await line.cut();
      const query = page.getByRole('combobox', { name: 'Query' });
      await query.fill('duration>17ms');
      await query.press('Enter');
      await expect(page.getByRole('alert').first()).toContainText('The store does not answer');
      await expect(rowsOf(page).first()).toBeVisible();
      await expect(page.getByText('not renewed')).toBeVisible();
      const facets = page.getByRole('complementary', { name: 'Facets' });
      await expect(facets.getByText('unknown').first()).toBeVisible();
      await expect(page.getByText('searching…')).toHaveCount(0);
      await expect(page.getByRole('button', { name: /^Source: .*down$/ })).toBeVisible();

      await line.mend();
      await expect(page.getByRole('alert')).toHaveCount(0, { timeout: 30_000 });
      await expect(grid(page)).toHaveAttribute('aria-busy', 'false');
      await expect(
        page.getByRole('button', { name: 'Source: Elasticsearch 8.19.7' }),
      ).toBeVisible();
    });

    test('a server that starts before its engine serves pages and finds it later', async () => {
      await line.cut();
      const early = await startOnEngine({ url: line.url, indexPrefix: engine.prefix });
      try {
        const ready = await (await fetch(`${early.url}/health/ready`)).json();
        expect(ready).toMatchObject({ status: 'ready', store: { state: 'down' } });
        const page = await browsing.open(`${early.url}/?${FLEET_RANGE}`);
        await expect(page.getByRole('alert').first()).toContainText('The store does not answer');
        await expect(page.getByText(/searching…|not renewed/)).toHaveCount(0);
        await line.mend();
        await expect(rowsOf(page).first()).toBeVisible({ timeout: 30_000 });
        await expect(page.getByRole('alert')).toHaveCount(0);
      } finally {
        await early.stop();
      }
    });
  });
});

describeOnEngine('elasticsearch@8.19.7', (engine) => {
  const browsing = useBrowser();

  test('what a lost index held is said to be missing', async () => {
    const index = await putSpanIndex(engine, { date: '2026-01-15', variant: 'jaeger-2.13' });
    const documents = hostileTrace().flatMap(
      (span) => spanDocument(span, { writer: 'jaeger-2.13' }) ?? [],
    );
    await bulkSpans(engine, index, documents);
    await putLostIndex(engine, index);
    const hopscope = await startOnEngine({ url: engine.url, indexPrefix: engine.prefix });
    try {
      const page = await browsing.open(`${hopscope.url}/?${FLEET_RANGE}`);
      await expect(rowsOf(page).first()).toBeVisible();
      await expect(page.getByText('1 of 2 shards answered').first()).toBeVisible();
      await expect(page.getByText('at least 1 trace').first()).toBeVisible();
    } finally {
      await hopscope.stop();
    }
  });
});

/** An index like the other, whose only shard no node may hold. */
async function putLostIndex(engine: TestEngine, other: string): Promise<void> {
  const known = Object(await engine.ask('GET', `/${other}/_mapping`));
  const lost = `${engine.prefix}-jaeger-span-2026-01-14`;
  // Otherwise the engine waits half a minute for the shard.
  await engine.ask('PUT', `/${lost}?wait_for_active_shards=0`, {
    mappings: known[other].mappings,
    settings: {
      'index.number_of_shards': 1,
      'index.number_of_replicas': 0,
      'index.routing.allocation.require._name': 'nobody',
    },
  });
}

const grid = (page: Page) => page.getByRole('grid', { name: 'Traces' });
const rowsOf = (page: Page) => grid(page).getByRole('row');
const facet = (page: Page, field: string) =>
  page.getByRole('group', { name: `Facet: ${field}`, exact: true });

interface Browsing {
  /** In a context of its own, as a colleague has it. */
  open(address: string): Promise<Page>;
}

function useBrowser(): Browsing {
  let browser: Browser;
  const contexts: BrowserContext[] = [];
  beforeAll(async () => {
    browser = await launchBrowser();
  });
  afterEach(async () => {
    for (const context of contexts.splice(0)) await context.close();
  });
  afterAll(() => browser?.close());
  return {
    open: async (address) => {
      const viewport = { width: 1_280, height: 720 };
      const context = await browser.newContext({ viewport, locale: 'en-GB', timezoneId: 'UTC' });
      contexts.push(context);
      const page = await context.newPage();
      await page.goto(address);
      return page;
    },
  };
}
