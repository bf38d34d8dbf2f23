import { askEngine } from './askEngine.ts';
import type { JaegerOptions } from './jaegerOptions.ts';

const KINDS = ['jaeger-span', 'jaeger-service', 'jaeger-dependencies', 'jaeger-sampling'];

/**
 * What `jaeger-es-rollover init` leaves: a first index of each kind behind its two aliases. Called
 * when Jaeger has put its templates, before it writes.
 */
export async function createAliases(options: JaegerOptions): Promise<void> {
  for (const kind of KINDS) {
    const name = prefixed(options, kind);
    const aliases = { [`${name}-read`]: {}, [`${name}-write`]: { is_write_index: true } };
    await askEngine(options.storage, 'PUT', `/${name}-000001`, { aliases });
  }
}

/** What `jaeger-es-rollover rollover` does: from here on, spans go into a new index. */
export async function rollOverSpans(options: JaegerOptions): Promise<void> {
  const name = prefixed(options, 'jaeger-span');
  const answer = await askEngine(options.storage, 'POST', `/${name}-write/_rollover`, {});
  const { new_index: index } = Object(answer);
  await askEngine(options.storage, 'PUT', `/${index}/_alias/${name}-read`, {});
}

function prefixed({ indexPrefix }: JaegerOptions, kind: string): string {
  return indexPrefix ? `${indexPrefix}-${kind}` : kind;
}
