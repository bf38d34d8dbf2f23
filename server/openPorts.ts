import { isIPv6 } from 'node:net';
import { fail, ok, type Result } from '../shared/result.ts';
import { type App, type AppParts, createApp, createOtlpApp } from './app.ts';
import { createHttpServer, listen } from './http/httpServer.ts';
import type { Listening } from './http/shutdown.ts';

export interface PortSettings {
  readonly host: string;
  readonly port: number;
  readonly otlpPort: number | undefined;
}

export interface OpenPorts {
  /** Where the page is. */
  readonly url: string;
  readonly listening: readonly Listening[];
}

/** Opens the main port, or says what is in its way; without the OTLP port the show goes on. */
export async function openPorts(
  settings: PortSettings,
  parts: AppParts,
  say: (line: string) => void,
): Promise<Result<OpenPorts, string>> {
  const main = await tryListen(createApp(parts), settings.host, settings.port);
  if (!main.ok) return fail(whyNot(main.error, settings.host, settings.port));
  const origin = `http://${inUrl(settings.host)}:${main.value.port}`;
  const url = `${origin}${parts.basePath}/`;
  const listening = [main.value];
  if (settings.otlpPort !== undefined) {
    const otlp = await tryListen(createOtlpApp(parts), settings.host, settings.otlpPort);
    if (otlp.ok) {
      listening.push(otlp.value);
      say(`OTLP/HTTP goes to port ${otlp.value.port} or ${url}v1/traces`);
    } else {
      say(`OTLP/HTTP goes to ${url}v1/traces only: ${whyNotOtlp(otlp.error, settings.otlpPort)}`);
    }
  }
  return ok({ url, listening });
}

async function tryListen(
  app: App,
  host: string,
  port: number,
): Promise<Result<Listening & { readonly port: number }, NodeJS.ErrnoException>> {
  const server = createHttpServer(app);
  try {
    return ok({ app, server, port: await listen(server, host, port) });
  } catch (error) {
    return fail(error instanceof Error ? error : new Error(String(error)));
  }
}

function whyNot(error: NodeJS.ErrnoException, host: string, port: number): string {
  if (error.code === 'EADDRINUSE') {
    return `Port ${port} on ${host} is in use, perhaps by another Hopscope. Stop that one, or start with --port ${port + 100}.`;
  }
  if (error.code === 'EACCES') {
    return `Port ${port} may not be opened by this user. Start with --port 4100 or another one above 1023.`;
  }
  if (error.code === 'EADDRNOTAVAIL' || error.code === 'ENOTFOUND') {
    return `This machine has no address ${host}. Start with --host 127.0.0.1, or 0.0.0.0 for all of its addresses.`;
  }
  return `Cannot listen on ${host} port ${port}: ${error.message}`;
}

function whyNotOtlp(error: NodeJS.ErrnoException, port: number): string {
  const isTaken = error.code === 'EADDRINUSE';
  return `port ${port} ${isTaken ? 'is in use' : `cannot be opened (${error.code ?? error.message})`}`;
}

/** A wildcard address is where to listen, not where to go. */
function inUrl(host: string): string {
  if (host === '0.0.0.0' || host === '::') return 'localhost';
  return isIPv6(host) ? `[${host}]` : host;
}
