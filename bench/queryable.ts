import { z } from 'zod';
import type { BuiltServer } from './builtServer.ts';
import { exchange, getJson } from './httpClient.ts';

const PROBE_EVERY_MS = 1_500;
const POLL_EVERY_MS = 40;
const GIVE_UP_MS = 20_000;

/** Sends one marked span after the other and asks for it until it is found; milliseconds of each. */
export async function probeQueryable(
  { url }: BuiltServer,
  signal: AbortSignal,
): Promise<readonly number[]> {
  const times: number[] = [];
  while (!signal.aborted) {
    const marker = `probe-${process.pid}-${times.length}`;
    const startedMs = performance.now();
    await exchange(`${url}/v1/traces`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: new TextEncoder().encode(markedSpan(marker, times.length)),
    });
    while (!(await isFound(url, marker)) && performance.now() - startedMs < GIVE_UP_MS) {
      await pause(POLL_EVERY_MS);
    }
    times.push(performance.now() - startedMs);
    await pause(PROBE_EVERY_MS);
  }
  return times;
}

const pageSchema = z.object({ traces: z.array(z.unknown()) });

async function isFound(url: string, marker: string): Promise<boolean> {
  const { value } = await getJson(
    `${url}/api/search?q=bench.marker%3D${marker}&from=now-10m&to=now%2B10m`,
  );
  return pageSchema.parse(value).traces.length > 0;
}

function markedSpan(marker: string, number: number): string {
  const startNano = `${Date.now()}000000`;
  const hex = (digits: number) => (number + 1).toString(16).padStart(digits, 'a');
  const attributes = [{ key: 'bench.marker', value: { stringValue: marker } }];
  const span = {
    traceId: hex(32),
    spanId: hex(16),
    name: 'probe',
    startTimeUnixNano: startNano,
    endTimeUnixNano: startNano,
    attributes,
  };
  return JSON.stringify({
    resourceSpans: [{ resource: { attributes: [] }, scopeSpans: [{ spans: [span] }] }],
  });
}

const totalSchema = z.object({ total: z.object({ value: z.number(), relation: z.literal('eq') }) });

/** All spans in the store, counted by asking how many traces have one span, two, three … */
export async function countSpansFound({ url }: BuiltServer): Promise<number> {
  await pause(SUMMARY_DELAY_MS);
  const count = async (q: string) => {
    const range = 'from=now-60m&to=now%2B60m';
    const { value } = await getJson(`${url}/api/search?q=${q}&limit=1&${range}`);
    return totalSchema.parse(value).total.value;
  };
  const traceCount = await count('');
  let traces = 0;
  let spans = 0;
  for (let size = 1; traces < traceCount && size < MAX_TRACE_SPANS; size += 1) {
    const found = await count(`spans%3D${size}`);
    traces += found;
    spans += found * size;
  }
  return spans;
}

const SUMMARY_DELAY_MS = 4_000;
const MAX_TRACE_SPANS = 200;

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
