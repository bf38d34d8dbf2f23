import { type Answer, exchange } from '../httpClient.ts';
import type { Attribute, TimeWindow } from './questions.ts';

export interface JaegerQuestion {
  readonly service: string;
  readonly attribute: Attribute;
  readonly window: TimeWindow;
  readonly limit: number;
}

/** What Jaeger's own page asks for: whole traces of one service and one tag. */
export async function askJaeger(
  queryUrl: string,
  { service, attribute, window, limit }: JaegerQuestion,
): Promise<Answer> {
  const parameters = new URLSearchParams({
    service,
    tags: JSON.stringify({ [attribute.key]: attribute.value }),
    start: String(window.fromMs * 1_000),
    end: String(window.toMs * 1_000),
    limit: String(limit),
  });
  const answer = await exchange(`${queryUrl}/api/traces?${parameters}`, {
    headers: { 'accept-encoding': 'gzip' },
  });
  if (answer.status !== 200) {
    throw new Error(`Jaeger answered ${answer.status}: ${answer.bytes.toString().slice(0, 300)}`);
  }
  return answer;
}
