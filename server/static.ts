import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import type { Context, MiddlewareHandler } from 'hono';
import type { AppEnv } from './http/appEnv.ts';
import { type ContentEncoding, negotiateEncoding } from './http/contentEncoding.ts';
import { entityTag, isUnchanged, unchanged } from './http/entityTag.ts';
import { traceCodeLinks, traceDataLinks } from './pageHints.ts';

interface PageFile {
  readonly plain: Buffer;
  readonly encoded: Readonly<Partial<Record<ContentEncoding, Buffer>>>;
  readonly headers: Readonly<Record<string, string>>;
  readonly tag: string;
}

/** The built page: every file there is, by the path it is asked for. A request never names a file. */
export interface Pages {
  readonly files: ReadonlyMap<string, PageFile>;
  readonly index: PageFile;
  /** In the head of the page that opens a trace: what else it needs. */
  readonly traceCode: string;
  readonly basePath: string;
}

/** Reads the build once. `undefined` when there is none (development: Vite serves the page). */
export function loadPages(folder: string, basePath: string): Pages | undefined {
  const files = new Map<string, PageFile>();
  for (const name of filesIn(folder)) {
    if (name.startsWith('.') || /\.(?:br|gz)$/.test(name) || name === 'index.html') continue;
    files.set(`/${name}`, readPageFile(folder, name));
  }
  const html = readIfThere(path.join(folder, 'index.html'));
  if (html === undefined) return undefined;
  const manifest = readIfThere(path.join(folder, '.vite/manifest.json'))?.toString('utf8');
  return {
    files,
    index: indexFile(html, basePath),
    traceCode: manifest === undefined ? '' : traceCodeLinks(manifest, basePath),
    basePath,
  };
}

/** Addresses of the page that somebody may open or reload; the script draws what belongs there. */
const PAGE_ADDRESS = /^\/(?:trace\/([^/]+))?$/;

/** Serves files and pages; an unknown address gets the page too, as 404, when a person asks. */
export const servePages =
  (pages: Pages): MiddlewareHandler<AppEnv> =>
  async (c, next) => {
    if (c.req.method !== 'GET' && c.req.method !== 'HEAD') return await next();
    const address = c.req.path;
    const file = pages.files.get(address);
    if (file !== undefined) return answerFile(c, file, 200);
    const page = PAGE_ADDRESS.exec(address);
    if (page !== null) return answerFile(c, pageOf(pages, page[1], c.req.query('at')), 200);
    if (isPerson(c) && !SERVER_ADDRESS.test(address)) return answerFile(c, pages.index, 404);
    return await next();
  };

/** The page of a trace says in its head what it will need, so that the browser need not wait to be asked. */
function pageOf(
  { index, traceCode, basePath }: Pages,
  traceId: string | undefined,
  at: string | undefined,
): PageFile {
  if (traceId === undefined) return index;
  const links = `${traceDataLinks(traceId, at, basePath)}${traceCode}`;
  const text = index.plain.toString('utf8').replace('</head>', `${links}</head>`);
  return { ...index, plain: Buffer.from(text), encoded: {}, tag: entityTag(text) };
}

/** As routes, for whoever asks which methods an address takes. */
export function pageAddresses(pages: Pages | undefined) {
  if (pages === undefined) return [];
  return ['/', '/trace/:traceId', ...pages.files.keys()].map((path) => ({ method: 'GET', path }));
}

const SERVER_ADDRESS = /^\/(?:api|v1|health|metrics|assets)(?:\/|$)/;

const isPerson = (c: Context): boolean => c.req.header('accept')?.includes('text/html') ?? false;

function answerFile(c: Context<AppEnv>, file: PageFile, status: 200 | 404): Response {
  const headers = { ...file.headers, etag: file.tag, vary: 'accept-encoding' };
  if (status === 200 && isUnchanged(c, file.tag)) return unchanged(headers);
  const encoding = negotiateEncoding(c.req.header('accept-encoding'));
  const encoded = encoding === undefined ? undefined : file.encoded[encoding];
  const body = encoded ?? file.plain;
  return new Response(c.req.method === 'HEAD' ? null : new Uint8Array(body), {
    status,
    headers: {
      ...headers,
      'content-length': String(body.byteLength),
      ...(encoding === undefined || encoded === undefined ? {} : { 'content-encoding': encoding }),
    },
  });
}

function readPageFile(folder: string, name: string): PageFile {
  const plain = readFileSync(path.join(folder, name));
  const br = readIfThere(path.join(folder, `${name}.br`));
  const gzip = readIfThere(path.join(folder, `${name}.gz`));
  const isHashed = name.startsWith('assets/');
  return {
    plain,
    encoded: { ...(br && { br }), ...(gzip && { gzip }) },
    headers: {
      'content-type': CONTENT_TYPES[path.extname(name)] ?? 'application/octet-stream',
      'cache-control': isHashed ? 'public, max-age=31536000, immutable' : 'no-cache',
    },
    tag: entityTag(plain.toString('latin1')),
  };
}

/**
 * The build refers to its files relative to the page (`./assets/…`), and a page
 * may lie deeper (`/trace/…`): what the HTML names becomes absolute below the
 * base path. A `<base>` would do it too, and break every `url(#…)` in an SVG.
 */
function indexFile(html: Buffer, basePath: string): PageFile {
  const text = html.toString('utf8').replaceAll(/(\s(?:src|href)=")\.\//g, `$1${basePath}/`);
  const plain = Buffer.from(text);
  return {
    plain,
    encoded: {
      br: brotliCompressSync(plain, { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } }),
      gzip: gzipSync(plain),
    },
    headers: { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-cache' },
    tag: entityTag(text),
  };
}

const CONTENT_TYPES: Readonly<Record<string, string>> = {
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.json': 'application/json',
  '.txt': 'text/plain; charset=utf-8',
  '.webmanifest': 'application/manifest+json',
};

function filesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)))
      .map((name) => name.split(path.sep).join('/'));
  } catch {
    return [];
  }
}

function readIfThere(file: string): Buffer | undefined {
  try {
    return readFileSync(file);
  } catch {
    return undefined;
  }
}
