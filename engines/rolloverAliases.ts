import type { JaegerOptions } from './jaegerOptions.ts';
import { authorization } from './startEngine.ts';

const KINDS = ['jaeger-span', 'jaeger-service', 'jaeger-dependencies', 'jaeger-sampling'];

/**
 * What `jaeger-es-rollover init` leaves: a first index of each kind behind its two aliases. Called
 * when Jaeger has put its templates, before it writes.
 */
export async function createAliases(options: JaegerOptions): Promise<void> {
  for (const kind of KINDS) {
    const name = prefixed(options, kind);
    const aliases = { [`${name}-read`]: {}, [`${name}-write`]: { is_write_index: true } };
    await ask(options, 'PUT', `/${name}-000001`, { aliases });
  }
}

/** What `jaeger-es-rollover rollover` does: from here on, spans go into a new index. */
export async function rollOverSpans(options: JaegerOptions): Promise<void> {
  const name = prefixed(options, 'jaeger-span');
  const answer = await ask(options, 'POST', `/${name}-write/_rollover`, {});
  const { new_index: index } = Object(await answer.json());
  await ask(options, 'PUT', `/${index}/_alias/${name}-read`, {});
}

function prefixed({ indexPrefix }: JaegerOptions, kind: string): string {
  return indexPrefix ? `${indexPrefix}-${kind}` : kind;
}

async function ask(
  { storage }: JaegerOptions,
  method: string,
  path: string,
  body: object,
): Promise<Response> {
  const answer = await fetch(storage.url + path, {
    method,
    headers: { 'content-type': 'application/json', ...authorization(storage.credentials) },
    body: JSON.stringify(body),
  });
  if (answer.ok) return answer;
  throw new Error(`${method} ${path} was answered ${answer.status}: ${await answer.text()}`);
}
