import { afterEach } from 'vitest';
import type { EngineSearch } from '../engine/engineCall.ts';
import { EngineClient, type EngineClientOptions } from '../engine/engineClient.ts';
import { type CallBounds, PortCall } from '../engine/portCall.ts';
import { type Script, type ScriptedEngine, startScriptedEngine } from './scriptedEngine.ts';

export const ALL: EngineSearch = { indices: 'jaeger-span-*', body: { query: { match_all: {} } } };

let closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing) await close();
  closing = [];
});

/** Ends what a test has started; the last one first. */
export function closeAfterwards(close: () => Promise<void>): void {
  closing.unshift(close);
}

export async function startScript(script: Script): Promise<ScriptedEngine> {
  const engine = await startScriptedEngine(script);
  closeAfterwards(() => engine.close());
  return engine;
}

export interface CallOptions extends Partial<EngineClientOptions> {
  readonly bounds?: CallBounds;
  readonly signal?: AbortSignal;
}

export function callOn(
  urls: readonly URL[],
  { bounds, signal, ...options }: CallOptions = {},
): PortCall {
  const client = new EngineClient({ urls, ...options });
  closeAfterwards(() => client.close());
  return new PortCall(client, signal ?? new AbortController().signal, bounds);
}

export async function failureOf(promise: Promise<unknown>): Promise<string> {
  const error: unknown = await promise.then(
    () => undefined,
    (reason) => reason,
  );
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
}

export async function failureAfter(script: Script, options: CallOptions = {}): Promise<string> {
  const engine = await startScript(script);
  return failureOf(callOn([engine.url], options).search(ALL));
}
