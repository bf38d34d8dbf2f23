import { Agent, request } from 'node:http';
import { gunzipSync } from 'node:zlib';

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** As it came over the wire. */
  readonly bytes: Buffer;
  /** From the first byte sent to the last received. */
  readonly ms: number;
}

const agent = new Agent({ keepAlive: true, maxSockets: 16 });

/** A request over a kept connection, without a fetch's overhead in the measured time. */
export function exchange(
  url: string,
  {
    method = 'GET',
    headers = {},
    body,
  }: {
    readonly method?: string;
    readonly headers?: Readonly<Record<string, string>>;
    readonly body?: Uint8Array;
  } = {},
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const startedMs = performance.now();
    const sent = request(url, { method, agent, headers }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () => {
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          bytes: Buffer.concat(chunks),
          ms: performance.now() - startedMs,
        });
      });
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

/** A GET that must succeed, asked the way a browser asks. */
export async function getJson(
  url: string,
): Promise<{ readonly value: unknown; readonly answer: Answer }> {
  const answer = await exchange(url, { headers: { 'accept-encoding': 'gzip' } });
  const isZipped = answer.headers['content-encoding'] === 'gzip';
  const text = (isZipped ? gunzipSync(answer.bytes) : answer.bytes).toString();
  if (answer.status !== 200)
    throw new Error(`${url} answered ${answer.status}: ${text.slice(0, 300)}`);
  return { value: JSON.parse(text), answer };
}
