import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { Mendable } from './mendable.ts';
import { runCommand } from './runCommand.ts';

/** An archive in Maven's registry. */
export interface MavenArtifact {
  readonly group: string;
  readonly name: string;
  readonly version: string;
  /** Of the archive; undefined where it is not known. */
  readonly sha256?: string;
}

const INSTALL_MAVEN =
  'Elasticsearch and OpenSearch are fetched by Maven, and there is no `mvn` on the PATH. Install it (on Debian: apt-get install maven).';

/** Fetches and unpacks it below the empty folder `work`, which may go when the files are moved. */
export async function unpackArtifact(artifact: MavenArtifact, work: string): Promise<string> {
  const { group, name, version, sha256 } = artifact;
  const repository = path.join(work, 'repository');
  const unpacked = path.join(work, 'unpacked');
  await mkdir(work);
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
  const file = path.join(group.replaceAll('.', '/'), name, version, `${name}-${version}.zip`);
  if (sha256 !== undefined) await verify(path.join(repository, file), sha256);
  return unpacked;
}

async function verify(archive: string, expected: string): Promise<void> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(archive), hash);
  const found = hash.digest('hex');
  if (found === expected) return;
  throw new Mendable(
    `${path.basename(archive)} is not what was expected: SHA-256 ${found} instead of ${expected}. Something on the way has changed or cut it; try again.`,
  );
}
