import { copyFile, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { cached } from './cache.ts';
import { throwAwayModule } from './goModule.ts';
import { downloadModule, goFor, INSTALLED_GO, runGo } from './goToolchain.ts';

const MODULE = 'github.com/jaegertracing/jaeger';

/** The generations of documents Jaeger has written, each by the release that wrote it last. */
export type JaegerVersion = '2.13' | '1.62';

const BUILDS: Readonly<Record<JaegerVersion, { version: string; command: string }>> = {
  '2.13': { version: 'v1.76.0', command: 'cmd/jaeger' },
  '1.62': { version: 'v1.62.0', command: 'cmd/all-in-one' },
};

/** Path of the Jaeger binary, built the first time: two to four minutes on two idle cores. */
export async function buildJaeger(jaeger: JaegerVersion): Promise<string> {
  const { version, command } = BUILDS[jaeger];
  const dir = await cached(path.join('engines', `jaeger-${jaeger}`), async (emptyDir) => {
    process.stderr.write(`Building jaeger@${jaeger}, which takes some minutes …\n`);
    const work = path.join(emptyDir, 'build');
    await mkdir(work);
    const source = await downloadModule(INSTALLED_GO, `${MODULE}@${version}`, work);
    const goMod = await readFile(path.join(source, 'go.mod'), 'utf8');
    const go = await goFor(goMod, work);
    await writeFile(path.join(work, 'go.mod'), throwAwayModule(MODULE, version, goMod));
    await copyFile(path.join(source, 'go.sum'), path.join(work, 'go.sum'));
    const stripped = ['-trimpath', '-buildvcs=false', '-ldflags=-s -w'];
    await runGo(go, ['build', ...stripped, '-o', 'jaeger', `${MODULE}/${command}`], work);
    await rename(path.join(work, 'jaeger'), path.join(emptyDir, 'jaeger'));
    await rm(work, { recursive: true });
  });
  return path.join(dir, 'jaeger');
}
