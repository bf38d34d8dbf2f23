import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { parseEngine } from '../catalog.ts';
import { type RunningEngine, startEngine } from '../startEngine.ts';

export interface EngineBroker {
  /** `POST {url}/elasticsearch@8.19.7` is answered with the address of that engine. */
  readonly url: string;
  stop(): Promise<void>;
}

/**
 * Starts engines for test files that share them, when one is first asked for. Only one is up at a
 * time, whose memory a small machine has beside that of an engine a test starts for itself: the next
 * release ends the one before it. `running` are engines to take instead, by `name@version`.
 */
export async function startEngineBroker(
  running: Readonly<Record<string, string>> = {},
): Promise<EngineBroker> {
  const shared = new SharedEngine();
  const server = createServer((request, response) => {
    const label = labelOf(request);
    const answer = running[label] ?? shared.become(label);
    Promise.resolve(answer).then(
      (url) => response.end(url),
      (error: unknown) => response.writeHead(500).end(String(error)),
    );
  });
  // An engine that starts on a busy machine takes minutes.
  server.requestTimeout = 0;
  const url = await listening(server);
  return {
    url,
    stop: async () => {
      server.closeAllConnections();
      server.close();
      await shared.stop();
    },
  };
}

class SharedEngine {
  #current: RunningEngine | undefined;
  #turn: Promise<unknown> = Promise.resolve();

  become(label: string): Promise<string> {
    const next = this.#turn.then(() => this.#become(label));
    this.#turn = next.catch(() => undefined);
    return next;
  }

  async stop(): Promise<void> {
    await this.#turn;
    await this.#current?.stop();
    this.#current = undefined;
  }

  async #become(label: string): Promise<string> {
    const { name, version } = parseEngine(label);
    const current = this.#current;
    if (current?.name === name && current.version === version && (await answers(current))) {
      return current.url;
    }
    await current?.stop();
    this.#current = undefined;
    this.#current = await startEngine({ name, version });
    return this.#current.url;
  }
}

/** A test may have ended it, or have made it end. */
async function answers({ url }: RunningEngine): Promise<boolean> {
  return fetch(`${url}/_cluster/health`).then(
    async (answer) => {
      await answer.body?.cancel();
      return answer.ok;
    },
    () => false,
  );
}

function labelOf(request: IncomingMessage): string {
  return decodeURIComponent(request.url ?? '').slice(1);
}

async function listening(server: Server): Promise<string> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  return `http://127.0.0.1:${isPort(address) ? address.port : 0}`;
}

function isPort(address: ReturnType<Server['address']>): address is AddressInfo {
  return typeof address === 'object' && address !== null;
}
