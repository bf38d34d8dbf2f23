import type { Credentials } from './security.ts';

interface AskedEngine {
  readonly url: string;
  readonly credentials?: Credentials | undefined;
}

/** Asks as the superuser; what the engine answers with anything but success is an error. */
export async function askEngine(
  engine: AskedEngine,
  method: string,
  path: string,
  body?: object,
): Promise<unknown> {
  const answer = await fetch(engine.url + path, {
    method,
    headers: { 'content-type': 'application/json', ...authorization(engine.credentials) },
    ...(body && { body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${method} ${path} was answered ${answer.status}: ${text}`);
  return JSON.parse(text);
}

/** The header that proves them; none where there are none. */
export function authorization(
  credentials: Credentials | undefined,
): Readonly<Record<string, string>> {
  if (credentials === undefined) return {};
  const { username, password } = credentials;
  return { authorization: `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}` };
}
