import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';

/** What an engine does wrong on demand: answers one request in whatever way a test needs. */
export type Script = (request: IncomingMessage, response: ServerResponse, body: string) => unknown;

export interface ScriptedEngine {
  readonly url: URL;
  /** From the next request on. */
  play(script: Script): void;
  readonly requests: readonly { readonly path: string; readonly body: string }[];
  close(): Promise<void>;
}

export interface ListenOptions {
  readonly port?: number;
  /** Speaks TLS, and shows this certificate. */
  readonly identity?: { readonly cert: string; readonly key: string };
}

/** A server that only looks like an engine, for what a real one cannot be brought to do. */
export async function startScriptedEngine(
  first: Script,
  { port = 0, identity }: ListenOptions = {},
): Promise<ScriptedEngine> {
  let script = first;
  const requests: { path: string; body: string }[] = [];
  const answer = (request: IncomingMessage, response: ServerResponse) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = Buffer.concat(chunks).toString();
      requests.push({ path: request.url ?? '', body });
      script(request, response, body);
    });
  };
  const server = identity === undefined ? createServer(answer) : createTlsServer(identity, answer);
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  const address = server.address();
  const takenPort = typeof address === 'object' ? address?.port : undefined;
  return {
    url: new URL(`http${identity === undefined ? '' : 's'}://127.0.0.1:${takenPort}`),
    play(next) {
      script = next;
    },
    requests,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** Answers every request the same. */
export function answering(
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): Script {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return (_, response) => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(text);
  };
}

const ALL_SHARDS = { total: 1, successful: 1, skipped: 0, failed: 0 };

/** The one answer of a multi search of one. */
export const oneAnswer = (answer: object): object => ({
  took: 1,
  responses: [
    { status: 200, timed_out: false, _shards: ALL_SHARDS, hits: { hits: [] }, ...answer },
  ],
});

/** An engine of a known version without any index. */
export const answeringEmpty: Script = (request, response, body) => {
  const searchCount = body.split('\n').filter((line) => line !== '').length / 2;
  const answer =
    request.url === '/_msearch'
      ? { responses: Array.from({ length: searchCount }, () => ({ hits: { hits: [] } })) }
      : { version: { number: '8.19.7' }, indices: [] };
  response.end(JSON.stringify(answer));
};
