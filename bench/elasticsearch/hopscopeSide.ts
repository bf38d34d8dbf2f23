import { z } from 'zod';
import type { BuiltServer } from '../builtServer.ts';
import { type Answer, getJson } from '../httpClient.ts';
import type { Attribute, TimeWindow } from './questions.ts';

const pageSchema = z.object({
  traces: z.array(z.object({ traceId: z.string() })),
  nextCursor: z.string().optional(),
  total: z.object({ value: z.number(), relation: z.string() }),
  completeness: z.object({ isComplete: z.boolean(), notes: z.array(z.string()) }),
});
export type Page = z.infer<typeof pageSchema>;

/** One page as the search page asks for it. */
export async function searchPage(
  { url }: BuiltServer,
  q: string,
  window: TimeWindow,
  limit: number,
): Promise<{ readonly page: Page; readonly answer: Answer }> {
  const { value, answer } = await getJson(`${url}/api/search?${scopeOf(q, window)}&limit=${limit}`);
  return { page: pageSchema.parse(value), answer };
}

/** `q`, `from` and `to` as URL parameters. */
export function scopeOf(q: string, { fromMs, toMs }: TimeWindow): string {
  return new URLSearchParams({ q, from: String(fromMs), to: String(toMs) }).toString();
}

export const termOf = ({ key, value }: Attribute): string => `${key}=${JSON.stringify(value)}`;

/** The same window to the millisecond is a question that was asked; this one was not. */
export function movedBy({ fromMs, toMs }: TimeWindow, ms: number): TimeWindow {
  return { fromMs: fromMs - ms, toMs };
}

export async function timed<T>(work: () => Promise<T>): Promise<{ value: T; ms: number }> {
  const startedMs = performance.now();
  const value = await work();
  return { value, ms: performance.now() - startedMs };
}
