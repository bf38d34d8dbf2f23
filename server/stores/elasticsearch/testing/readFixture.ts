import { readFile } from 'node:fs/promises';
import path from 'node:path';

/** What real Jaeger wrote for the spans of `typed.otlp.json`, or those themselves. */
export async function readFixture(name: string): Promise<string> {
  return readFile(path.join(import.meta.dirname, 'fixtures', name), 'utf8');
}
