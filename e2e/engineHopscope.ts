import { createRequire } from 'node:module';
import { type HopscopeServer, startHopscope } from './hopscopeServer.ts';

interface EngineSource {
  readonly url: string;
  readonly indexPrefix: string;
}

/** A Hopscope, built from the sources as they are now, that reads an engine's span indices. */
export async function startOnEngine({ url, indexPrefix }: EngineSource): Promise<HopscopeServer> {
  const prepare: { ensureBuilt(): Promise<void> } = createRequire(import.meta.url)(
    '../server/cli/prepare.cjs',
  );
  await prepare.ensureBuilt();
  return startHopscope([
    '--store',
    'elasticsearch',
    '--elasticsearch-url',
    url,
    '--elasticsearch-index-prefix',
    indexPrefix,
  ]);
}
