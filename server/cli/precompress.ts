import { readdirSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';

/** Below it the headers weigh more than what is saved. */
const WORTH_COMPRESSING_BYTES = 1_000;

const COMPRESSIBLE = /\.(?:js|css|svg|json|txt|webmanifest)$/;

const brotliInPool = promisify(brotliCompress);
const gzipInPool = promisify(gzip);

/** Puts `x.br` and `x.gz` beside every file worth it: done once, and as well as can be. */
export async function precompress(folder: string): Promise<void> {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  await Promise.all(
    names
      .filter((name) => COMPRESSIBLE.test(name))
      .map((name) => compress(path.join(folder, name))),
  );
}

async function compress(file: string): Promise<void> {
  const plain = await readFile(file);
  if (plain.length < WORTH_COMPRESSING_BYTES) return;
  const params = {
    [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY,
    [constants.BROTLI_PARAM_SIZE_HINT]: plain.length,
  };
  const [br, gz] = await Promise.all([
    brotliInPool(plain, { params }),
    gzipInPool(plain, { level: 9 }),
  ]);
  await Promise.all([writeFile(`${file}.br`, br), writeFile(`${file}.gz`, gz)]);
}
