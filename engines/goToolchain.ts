import { chmod, readdir } from 'node:fs/promises';
import path from 'node:path';
import { Mendable } from './mendable.ts';
import { runCommand } from './runCommand.ts';

const INSTALL_GO =
  'Jaeger is built from its Go module, and there is no `go` on the PATH. Install it (https://go.dev/dl, on Debian: apt-get install golang-go): any Go since 1.16 does, which fetches a newer one where it must.';

/** Runs a `go` with the settings that matter here; answers what it printed. */
export async function runGo(go: Go, args: readonly string[], cwd: string): Promise<string> {
  const env = {
    GOFLAGS: '-mod=mod',
    // A workspace around the cache must not claim the throw-away module.
    GOWORK: 'off',
    GOTOOLCHAIN: 'local',
    ...(go.root !== undefined && { GOROOT: go.root }),
  };
  return runCommand({ program: go.program, args, cwd, env, ifMissing: INSTALL_GO });
}

export interface Go {
  readonly program: string;
  /** Where it is not the one the machine has. */
  readonly root?: string;
}

export const INSTALLED_GO: Go = { program: 'go' };

/**
 * A Go that builds the module with this `go.mod`: the installed one when it is new enough, else the
 * one the module names, which every Go can fetch as a module. (Since 1.21 they would by themselves,
 * unless somebody has told them not to.)
 */
export async function goFor(goMod: string, cwd: string): Promise<Go> {
  const installed = await runGo(INSTALLED_GO, ['env', 'GOVERSION'], cwd);
  const { minimum, preferred } = versionsOf(goMod);
  if (isAtLeast(installed.trim().replace(/^go/, ''), minimum)) return INSTALLED_GO;
  process.stderr.write(`Fetching Go ${preferred}, because this is ${installed.trim()} …\n`);
  const root = await fetchGo(preferred, cwd).catch((error: unknown) => {
    throw new Mendable(
      `Jaeger needs Go ${minimum} or newer. This is ${installed.trim()}, and fetching Go ${preferred} failed: ${String(error)}`,
    );
  });
  return { program: path.join(root, 'bin/go'), root };
}

/** What a `go.mod` asks for at least, and what its authors use. */
export function versionsOf(goMod: string): {
  readonly minimum: string;
  readonly preferred: string;
} {
  const [, minimum = '1.21.0'] = /^go\s+([\d.]+)/m.exec(goMod) ?? [];
  const [, preferred = withPatch(minimum)] = /^toolchain\s+go([\d.]+)/m.exec(goMod) ?? [];
  return { minimum, preferred };
}

/** Whether a version such as `1.19.8` or `1.26rc1` is not older than another. */
export function isAtLeast(version: string, minimum: string): boolean {
  const [have, want] = [numbersOf(version), numbersOf(minimum)];
  const different = want.findIndex((number, index) => (have[index] ?? 0) !== number);
  return different === -1 || (have[different] ?? 0) > (want[different] ?? 0);
}

/** The folder of the toolchain's module. Only a Go since 1.21 makes its programs executable. */
async function fetchGo(version: string, cwd: string): Promise<string> {
  const module = `golang.org/toolchain@v0.0.1-go${version}.${platform()}`;
  const root = await downloadModule(INSTALLED_GO, module, cwd);
  for (const folder of ['bin', 'pkg/tool']) {
    const inside = path.join(root, folder);
    const entries = await readdir(inside, { recursive: true, withFileTypes: true });
    for (const entry of entries.filter((it) => it.isFile())) {
      await chmod(path.join(entry.parentPath ?? entry.path, entry.name), 0o755);
    }
  }
  return root;
}

/** Where the files of a module are, `name@version`, downloaded if need be. */
export async function downloadModule(go: Go, module: string, cwd: string): Promise<string> {
  const said: unknown = JSON.parse(await runGo(go, ['mod', 'download', '-json', module], cwd));
  if (typeof said === 'object' && said !== null && 'Dir' in said && typeof said.Dir === 'string') {
    return said.Dir;
  }
  throw new Error(`go mod download did not say where ${module} is`);
}

function platform(): string {
  const systems: Partial<Record<NodeJS.Platform, string>> = { win32: 'windows' };
  const processors: Readonly<Record<string, string>> = { x64: 'amd64', ia32: '386' };
  const { platform: system, arch } = process;
  return `${systems[system] ?? system}-${processors[arch] ?? arch}`;
}

function withPatch(version: string): string {
  return version.split('.').length < 3 ? `${version}.0` : version;
}

function numbersOf(version: string): readonly number[] {
  return version.split('.').map((part) => Number.parseInt(part, 10));
}
