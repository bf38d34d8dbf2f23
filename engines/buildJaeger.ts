import { copyFile, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { cached } from './cache.ts';
import { throwAwayModule } from './goModule.ts';
import { runCommand } from './runCommand.ts';

const MODULE = 'github.com/jaegertracing/jaeger';
const INSTALL_GO =
  'Jaeger is built from its Go module, and there is no `go` on the PATH. Install Go 1.21 or newer (https://go.dev/dl, on Debian: apt-get install golang-go).';

/** The generations of documents Jaeger has written, each by the release that wrote it last. */
export type JaegerVersion = '2.13' | '1.62';

const BUILDS: Readonly<Record<JaegerVersion, { version: string; command: string }>> = {
  '2.13': { version: 'v1.76.0', command: 'cmd/jaeger' },
  '1.62': { version: 'v1.62.0', command: 'cmd/all-in-one' },
};

/** Path of the Jaeger binary, built the first time: two to four minutes on two cores. */
export async function buildJaeger(jaeger: JaegerVersion): Promise<string> {
  const { version, command } = BUILDS[jaeger];
  const dir = await cached(path.join('engines', `jaeger-${jaeger}`), async (emptyDir) => {
    process.stderr.write(`Building jaeger@${jaeger}, which takes some minutes …\n`);
    const work = path.join(emptyDir, 'build');
    await mkdir(work);
    const source = await moduleDir(version, work);
    const goMod = await readFile(path.join(source, 'go.mod'), 'utf8');
    await writeFile(path.join(work, 'go.mod'), throwAwayModule(MODULE, version, goMod));
    await copyFile(path.join(source, 'go.sum'), path.join(work, 'go.sum'));
    const stripped = ['-trimpath', '-buildvcs=false', '-ldflags=-s -w'];
    await go(['build', ...stripped, '-o', 'jaeger', `${MODULE}/${command}`], work);
    await rename(path.join(work, 'jaeger'), path.join(emptyDir, 'jaeger'));
    await rm(work, { recursive: true });
  });
  return path.join(dir, 'jaeger');
}

async function moduleDir(version: string, cwd: string): Promise<string> {
  const said: unknown = JSON.parse(
    await go(['mod', 'download', '-json', `${MODULE}@${version}`], cwd),
  );
  if (typeof said === 'object' && said !== null && 'Dir' in said && typeof said.Dir === 'string') {
    return said.Dir;
  }
  throw new Error(`go mod download did not say where ${MODULE}@${version} is`);
}

async function go(args: readonly string[], cwd: string): Promise<string> {
  // GOWORK: a workspace around the cache must not claim the throw-away module.
  const env = { GOFLAGS: '-mod=mod', GOWORK: 'off' };
  return runCommand({ program: 'go', args, cwd, env, ifMissing: INSTALL_GO });
}
