import { createServer, type Server } from 'node:http';
import type { Socket } from 'node:net';
import { getRequestListener } from '@hono/node-server';
import { PROBLEMS, type ProblemKind } from '../../shared/api/problem.ts';
import type { App } from '../app.ts';
import { SECURITY_HEADERS } from '../security/headers.ts';
import { PROBLEM_TYPE, problemResponse } from './problemJson.ts';

/** A query fits in well below it; beyond it Node answers 431. */
const MAX_HEADER_BYTES = 32_768;

/** A client that neither reads nor sends for so long is cut off. */
const IDLE_MS = 120_000;

/** For the head of a request. The body of an import may take hours, as long as it keeps coming. */
const HEADERS_MS = 30_000;

/** The Node server around an app; what fails before the app sees a request is answered like the rest. */
export function createHttpServer(app: App): Server {
  const listener = getRequestListener(app.fetch, {
    errorHandler: () => problemResponse('bad-request', NOT_A_REQUEST, SECURITY_HEADERS),
  });
  // Without `requireHostHeader` a missing Host would get Node's own bare 400.
  const options = {
    maxHeaderSize: MAX_HEADER_BYTES,
    headersTimeout: HEADERS_MS,
    requestTimeout: 0,
    requireHostHeader: false,
  };
  const server = createServer(options, (incoming, outgoing) => {
    void listener(incoming, outgoing);
  });
  server.setTimeout(IDLE_MS);
  server.on('clientError', answerClientError);
  return server;
}

const NOT_A_REQUEST = 'The request line or the Host header cannot be read.';

function answerClientError(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  socket.end(rawAnswer(error.code === 'HPE_HEADER_OVERFLOW' ? 'headers-too-large' : 'bad-request'));
}

function rawAnswer(kind: ProblemKind): string {
  const { status, title } = PROBLEMS[kind];
  const detail = kind === 'headers-too-large' ? HEADERS_TOO_LARGE : NOT_A_REQUEST;
  const body = JSON.stringify({ type: `urn:hopscope:${kind}`, title, status, detail });
  const headers = {
    ...SECURITY_HEADERS,
    'content-type': PROBLEM_TYPE,
    'content-length': String(Buffer.byteLength(body)),
    connection: 'close',
  };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  return `HTTP/1.1 ${status} ${title}\r\n${lines.join('')}\r\n${body}`;
}

const HEADERS_TOO_LARGE = `Request line and headers together may have ${MAX_HEADER_BYTES} bytes.`;

/** Resolves with the port once it listens; rejects with Node's error (`EADDRINUSE`, …). */
export function listen(server: Server, host: string, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : port);
    });
  });
}
