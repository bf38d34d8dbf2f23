import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { Hono } from 'hono';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { precompress } from './cli/precompress.ts';
import type { AppEnv } from './http/appEnv.ts';
import { loadPages, servePages } from './static.ts';

const MANIFEST = JSON.stringify({
  'index.html': { file: 'assets/main-abc123.js' },
  'features/trace/TracePage.tsx': { file: 'assets/Trace-def.js', css: ['assets/Trace-def.css'] },
});
const HTML = `<!doctype html>
<head></head>
<link rel="icon" href="./icon.svg">
<script type="module" crossorigin src="./assets/main-abc123.js"></script>
<a href="https://example.org/">out</a>`;
const SCRIPT = `${'export const x = 1;\n'.repeat(200)}`;

let folder = '';

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'hopscope-pages-'));
  await mkdir(path.join(folder, 'assets'));
  await mkdir(path.join(folder, '.vite'));
  await writeFile(path.join(folder, 'index.html'), HTML);
  await writeFile(path.join(folder, 'icon.svg'), '<svg xmlns="http://www.w3.org/2000/svg"/>');
  await writeFile(path.join(folder, 'assets/main-abc123.js'), SCRIPT);
  await writeFile(path.join(folder, '.vite/manifest.json'), MANIFEST);
  await precompress(folder);
});

afterAll(() => rm(folder, { recursive: true }));

function ask(address: string, headers: Record<string, string> = {}, basePath = '', method = 'GET') {
  const pages = loadPages(folder, basePath);
  if (pages === undefined) throw new Error('no pages');
  const app = new Hono<AppEnv>().use(servePages(pages));
  app.notFound((c) => c.text('passed on', 404));
  return app.request(address, { method, headers });
}

test('a hashed file may be kept for ever, anything else is checked', async () => {
  const script = await ask('/assets/main-abc123.js');
  expect(script.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
  expect(script.headers.get('content-type')).toBe('text/javascript; charset=utf-8');
  expect(await script.text()).toBe(SCRIPT);
  expect((await ask('/icon.svg')).headers.get('cache-control')).toBe('no-cache');
  expect((await ask('/')).headers.get('cache-control')).toBe('no-cache');
});

test('the precompressed file is sent to whoever takes it', async () => {
  const address = '/assets/main-abc123.js';
  const br = await ask(address, { 'accept-encoding': 'gzip, br' });
  expect(br.headers.get('content-encoding')).toBe('br');
  expect(br.headers.get('vary')).toBe('accept-encoding');
  expect(brotliDecompressSync(await br.arrayBuffer()).toString()).toBe(SCRIPT);
  const gzip = await ask(address, { 'accept-encoding': 'gzip' });
  expect(gunzipSync(await gzip.arrayBuffer()).toString()).toBe(SCRIPT);
});

test('a file the client holds is not sent again', async () => {
  const first = await ask('/icon.svg');
  const again = await ask('/icon.svg', { 'if-none-match': first.headers.get('etag') ?? '' });
  expect(again.status).toBe(304);
  expect(await again.text()).toBe('');
});

test('the page is served at its own addresses, with its files below the base path', async () => {
  for (const address of ['/', '/trace/4bf92f3577b34da6a3ce929d0e0e4736']) {
    const page = await ask(address, {}, '/hop');
    expect(page.status).toBe(200);
    const html = await page.text();
    expect(html).toContain('src="/hop/assets/main-abc123.js"');
    expect(html).toContain('href="/hop/icon.svg"');
    expect(html).toContain('href="https://example.org/"');
  }
});

test('an unknown address gets the page as 404 when a person asks, and nothing when a program does', async () => {
  const person = await ask('/nope', { accept: 'text/html,*/*' });
  expect([person.status, person.headers.get('content-type')]).toEqual([
    404,
    'text/html; charset=utf-8',
  ]);
  expect(await (await ask('/nope')).text()).toBe('passed on');
  expect(await (await ask('/api/nope', { accept: 'text/html' })).text()).toBe('passed on');
  expect(await (await ask('/assets/gone.js', { accept: 'text/html' })).text()).toBe('passed on');
});

test.each([
  '/index.html',
  '/.vite/manifest.json',
  '/assets/main-abc123.js.br',
  '/assets/',
  '/assets/../index.html',
  '/package.json',
  '/__proto__',
])('%s is no file of the page', async (address) => {
  expect((await ask(address)).status).toBe(404);
});

test('other methods are none of its business; HEAD has no body', async () => {
  expect(await (await ask('/', {}, '', 'POST')).text()).toBe('passed on');
  const head = await ask('/icon.svg', {}, '', 'HEAD');
  expect([head.status, await head.text()]).toEqual([200, '']);
});

test('without a build there are no pages', () => {
  expect(loadPages(path.join(folder, 'missing'), '')).toBeUndefined();
});

const TRACE_ID = 'AB'.repeat(16);

async function linked(address: string, basePath = ''): Promise<readonly string[]> {
  const head = /<head>(.*)<\/head>/s.exec(await (await ask(address, {}, basePath)).text())?.[1];
  return Array.from(
    (head ?? '').matchAll(/rel="([^"]+)".*?href="([^"]+)"/g),
    ([, rel, href]) => `${rel} ${href}`,
  );
}

test('the page of a trace names its data and its code', async () => {
  expect(await linked(`/trace/${TRACE_ID}?q=a&at=17`, '/hop')).toEqual([
    `preload /hop/api/traces/${TRACE_ID}/columns?at=17`,
    `preload /hop/api/traces/${TRACE_ID}?at=17`,
    'modulepreload /hop/assets/Trace-def.js',
    'stylesheet /hop/assets/Trace-def.css',
  ]);
  expect(await linked(`/trace/${TRACE_ID}`)).toContain(`preload /api/traces/${TRACE_ID}/columns`);
  expect(await linked('/')).toEqual([]);
});

test.each([
  '/trace/%22%3E%3Cscript%3E',
  '/trace/"onload="alert(1)',
  `/trace/${TRACE_ID}?at=01`,
  `/trace/${TRACE_ID}?at="`,
])('%s names code only', async (address) => {
  expect((await linked(address)).map((link) => link.split(' ')[0])).toEqual([
    'modulepreload',
    'stylesheet',
  ]);
});
