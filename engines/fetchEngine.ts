import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { cached } from './cache.ts';
import type { EngineRelease } from './catalog.ts';
import { Mendable } from './mendable.ts';
import { runCommand } from './runCommand.ts';

const GROUP = { elasticsearch: 'org.elasticsearch', opensearch: 'org.opensearch' };
const INSTALL_MAVEN =
  'Elasticsearch and OpenSearch are fetched by Maven, and there is no `mvn` on the PATH. Install it (on Debian: apt-get install maven).';

/** The unpacked distribution in the cache; nothing may write into it. */
export async function fetchEngine(release: EngineRelease): Promise<string> {
  const { name, version } = release;
  return cached(path.join('engines', `${name}-${version}`), async (dir) => {
    process.stderr.write(`Fetching ${name}@${version} …\n`);
    const work = path.join(dir, 'work');
    const repository = path.join(work, 'repository');
    const unpacked = path.join(work, 'unpacked');
    await mkdir(work);
    const group = `${GROUP[name]}.distribution.integ-test-zip`;
    await runCommand({
      program: 'mvn',
      args: [
        '--quiet',
        '--batch-mode',
        `-Dmaven.repo.local=${repository}`,
        'dependency:unpack',
        `-Dartifact=${group}:${name}:${version}:zip`,
        `-DoutputDirectory=${unpacked}`,
      ],
      cwd: work,
      ifMissing: INSTALL_MAVEN,
    });
    const archive = path.join(group.replaceAll('.', '/'), name, version, `${name}-${version}.zip`);
    await verify(release, path.join(repository, archive));
    await rename(path.join(unpacked, `${name}-${version}`), path.join(dir, 'home'));
    await rm(work, { recursive: true });
  }).then((dir) => path.join(dir, 'home'));
}

async function verify(release: EngineRelease, archive: string): Promise<void> {
  if (release.sha256 === undefined) return;
  const hash = createHash('sha256');
  await pipeline(createReadStream(archive), hash);
  const found = hash.digest('hex');
  if (found === release.sha256) return;
  throw new Mendable(
    `${path.basename(archive)} is not what was expected: SHA-256 ${found} instead of ${release.sha256}. Something on the way has changed or cut it; try again.`,
  );
}
