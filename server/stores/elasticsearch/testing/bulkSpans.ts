import type { TestEngine } from '../../../../engines/testing/describeOnEngine.ts';

/** Well below the 100 MB that an engine takes in one request. */
const MAX_REQUEST_CHARACTERS = 8_000_000;

/**
 * Writes documents that are JSON text, so that every number keeps its digits, and makes them
 * visible; answers how many. A document that is refused is an error.
 */
export async function bulkSpans(
  engine: Pick<TestEngine, 'url'>,
  index: string,
  documents: readonly string[],
): Promise<number> {
  let body = '';
  for (const document of documents) {
    body += `{"index":{}}\n${document}\n`;
    if (body.length > MAX_REQUEST_CHARACTERS) {
      await post(engine, index, body);
      body = '';
    }
  }
  if (body !== '') await post(engine, index, body);
  return documents.length;
}

/** The lines of NDJSON as documents. */
export function documentsOf(ndjson: string): readonly string[] {
  return ndjson.split('\n').filter((line) => line.trim() !== '');
}

async function post({ url }: Pick<TestEngine, 'url'>, index: string, body: string): Promise<void> {
  const answer = await fetch(`${url}/${encodeURIComponent(index)}/_bulk?refresh=true`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-ndjson' },
    body,
  });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${index} did not take the spans: ${answer.status} ${text}`);
  const { errors, items } = Object(JSON.parse(text));
  if (errors !== true) return;
  const refused = items.filter((item: object) => 'error' in Object(item).index);
  const [first] = refused;
  throw new Error(
    `${refused.length} of ${items.length} documents were refused: ${JSON.stringify(first?.index.error)}`,
  );
}
