import { rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { cached } from './cache.ts';
import type { EngineRelease } from './catalog.ts';
import { unpackArtifact } from './mavenArtifact.ts';

const GROUP = { elasticsearch: 'org.elasticsearch', opensearch: 'org.opensearch' };

/** The unpacked distribution in the cache; nothing may write into it. */
export async function fetchEngine(release: EngineRelease): Promise<string> {
  const { name, version } = release;
  return cached(path.join('engines', `${name}-${version}`), async (dir) => {
    process.stderr.write(`Fetching ${name}@${version} …\n`);
    const work = path.join(dir, 'work');
    const group = `${GROUP[name]}.distribution.integ-test-zip`;
    const unpacked = await unpackArtifact({ ...release, group }, work);
    await rename(path.join(unpacked, `${name}-${version}`), path.join(dir, 'home'));
    await rm(work, { recursive: true });
  }).then((dir) => path.join(dir, 'home'));
}
