import { rootCertificates } from 'node:tls';
import { type Dispatcher, Pool } from 'undici';

/** Where an engine is and how it lets us in. */
export interface EngineAccess {
  /** Nodes of one cluster; a path before the engine's own, as behind a proxy, is kept. */
  readonly urls: readonly URL[];
  readonly credentials?: EngineCredentials;
  /** PEM of the authority that signed the certificates, beside the usual ones. */
  readonly caPem?: string;
}

type EngineCredentials =
  | { readonly kind: 'basic'; readonly username: string; readonly password: string }
  | { readonly kind: 'api-key'; readonly apiKey: string };

export interface EngineRequest {
  readonly method: 'GET' | 'POST';
  /** From the slash on, with its query. */
  readonly path: string;
  readonly contentType?: string;
  readonly body?: string;
}

interface Node {
  readonly pool: Pool;
  readonly basePath: string;
  readonly isLocal: boolean;
  /** After a failed connection the others go first until then; a monotonic clock's reading. */
  avoidedUntilMs: number;
}

const MAX_CONNECTIONS = 32;
const CONNECT_TIMEOUT_MS = 5_000;

/** Below what load balancers usually grant, so that we hang up first. */
const KEEP_ALIVE_MS = 30_000;

const AVOIDED_MS = 10_000;

/** The nodes of a cluster, asked in turn; one that cannot be reached is passed over. */
export class EngineNodes {
  readonly #nodes: readonly Node[];
  readonly #authorization: string | undefined;
  #turn = 0;

  constructor({ urls, credentials, caPem }: EngineAccess) {
    this.#authorization = credentials && authorizationOf(credentials);
    this.#nodes = urls.map((url) => ({
      pool: new Pool(url.origin, {
        connections: Math.max(1, Math.floor(MAX_CONNECTIONS / urls.length)),
        pipelining: 1,
        keepAliveTimeout: KEEP_ALIVE_MS,
        // Each request has a deadline of its own that covers all of it.
        headersTimeout: 0,
        bodyTimeout: 0,
        connect: {
          timeout: CONNECT_TIMEOUT_MS,
          ...(caPem !== undefined && { ca: [...rootCertificates, caPem] }),
        },
      }),
      basePath: url.pathname.replace(/\/+$/, ''),
      isLocal: LOOPBACK.test(url.hostname),
      avoidedUntilMs: 0,
    }));
  }

  /** The head of the first answer, whatever its status; rejects with what the last node failed of. */
  async send(request: EngineRequest, signal: AbortSignal): Promise<Dispatcher.ResponseData> {
    const queue = this.#inOrder();
    let failure: unknown;
    let brokenCount = 0;
    for (let node = queue.shift(); node !== undefined; node = queue.shift()) {
      try {
        return await this.#sendTo(node, request, signal);
      } catch (error) {
        signal.throwIfAborted();
        node.avoidedUntilMs = performance.now() + AVOIDED_MS;
        failure = error;
        if (!isBroken(error)) continue;
        brokenCount += 1;
        // An idle connection may just have been closed, so once more; but this very request may
        // be what the engine broke by, so not on every node.
        if (brokenCount > 1) break;
        queue.push(node);
      }
    }
    throw failure;
  }

  async close(): Promise<void> {
    await Promise.all(this.#nodes.map(({ pool }) => pool.destroy()));
  }

  #inOrder(): Node[] {
    const first = this.#turn++ % this.#nodes.length;
    const turned = [...this.#nodes.slice(first), ...this.#nodes.slice(0, first)];
    const nowMs = performance.now();
    return turned.sort((a, b) => rank(a, nowMs) - rank(b, nowMs));
  }

  #sendTo(
    node: Node,
    { method, path, contentType = 'application/json', body }: EngineRequest,
    signal: AbortSignal,
  ): Promise<Dispatcher.ResponseData> {
    return node.pool.request({
      method,
      path: node.basePath + path,
      headers: {
        accept: 'application/json',
        ...(body !== undefined && { 'content-type': contentType }),
        // Packing costs more than it saves where bytes do not travel.
        ...(!node.isLocal && { 'accept-encoding': 'gzip' }),
        ...(this.#authorization !== undefined && { authorization: this.#authorization }),
      },
      ...(body !== undefined && { body }),
      signal,
    });
  }
}

const rank = (node: Node, nowMs: number): number => (node.avoidedUntilMs <= nowMs ? 0 : 1);

const LOOPBACK = /^(?:localhost|127\.\d+\.\d+\.\d+|\[::1\])$/;

function authorizationOf(credentials: EngineCredentials): string {
  if (credentials.kind === 'api-key') return `ApiKey ${credentials.apiKey}`;
  const { username, password } = credentials;
  return `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
}

/** The connection was there and ended before an answer. */
const isBroken = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && BROKEN_CODES.has(String(error.code));

const BROKEN_CODES: ReadonlySet<string> = new Set(['UND_ERR_SOCKET', 'ECONNRESET', 'EPIPE']);
