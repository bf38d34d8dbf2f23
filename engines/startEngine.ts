import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { authorization } from './askEngine.ts';
import { type EngineName, type EngineRelease, hasSecurity, parseEngine } from './catalog.ts';
import { fetchEngine } from './fetchEngine.ts';
import { engineIdentity, type Identity } from './identity.ts';
import { findJava, isFetched, type Java } from './java.ts';
import { type KeptProcess, startKept } from './keptProcess.ts';
import { Mendable } from './mendable.ts';
import { addSecurityPlugin, hasSecurityPlugin, PLUGIN_SETTINGS } from './openSearchSecurity.ts';
import { copyTree, createRunFolder, give, linkTree } from './runFolder.ts';
import { type Credentials, SECURITY_SETTINGS, type Security, writeSecurity } from './security.ts';
import { untilReady } from './untilReady.ts';

export interface EngineOptions {
  readonly name: EngineName;
  readonly version: string;
  /** Real users and roles: Elasticsearch 8 and newer, and OpenSearch where its plugin is known. */
  readonly security?: Security;
  /** 0, the default, for a free one that the engine takes by itself. */
  readonly port?: number;
  readonly heapMb?: number;
  /** Further settings of the node, such as `search.max_buckets`. */
  readonly settings?: Readonly<Record<string, string>>;
}

export interface RunningEngine {
  readonly name: EngineName;
  readonly version: string;
  readonly url: string;
  /** Of a superuser; undefined where anybody may do anything. */
  readonly credentials?: Credentials;
  readonly process: Pick<KeptProcess, 'pid' | 'log' | 'pause' | 'resume'>;
  /** Ends the engine and removes all its data. */
  stop(): Promise<void>;
}

/** Starts one node with no data in it, fetched the first time, and waits until it answers. */
export async function startEngine(options: EngineOptions): Promise<RunningEngine> {
  const release = parseEngine(`${options.name}@${options.version}`);
  if (options.security !== undefined) refuseWithoutSecurity(release);
  const java = await findJava(release.minJava, release.maxJava);
  const distribution = await fetchEngine(release);
  const identity = await engineIdentity();
  const folder = await createRunFolder(`${release.name}-${release.version}`, identity);
  const home = await layOut(distribution, folder, identity);
  await dropMissingModules(home, java);
  const credentials = options.security && (await secure(release, home, options.security, identity));
  const kept = await startKept({
    program: path.join(home, 'bin', release.name),
    args: argumentsOf(release, options),
    cwd: home,
    env: await environment(release, options, { folder, java, identity }),
    identity,
    folder,
  });
  try {
    const url = await firstAnswer(kept, home, release, credentials);
    const { name, version } = release;
    const { stop, ...process } = kept;
    return { name, version, url, process, stop, ...(credentials && { credentials }) };
  } catch (error) {
    await kept.stop();
    throw error;
  }
}

function refuseWithoutSecurity(release: EngineRelease): void {
  if (hasSecurity(release) || hasSecurityPlugin(release)) return;
  throw new Mendable(
    `${release.name}@${release.version} is fetched without a security module: users and roles need Elasticsearch 8 or newer, or opensearch@2.19.4.`,
  );
}

function secure(
  release: EngineRelease,
  home: string,
  security: Security,
  identity: Identity,
): Promise<Credentials> {
  return hasSecurity(release)
    ? writeSecurity(path.join(home, 'config'), security, identity)
    : addSecurityPlugin(release, home, security, identity);
}

/** A home for one run: the cached files, a configuration and temporary folder of its own. */
async function layOut(distribution: string, folder: string, identity: Identity): Promise<string> {
  const home = path.join(folder, 'home');
  await linkTree(distribution, home, identity, ['config']);
  await copyTree(path.join(distribution, 'config'), path.join(home, 'config'), identity);
  const temporary = path.join(folder, 'tmp');
  await mkdir(temporary);
  await give(temporary, identity);
  return home;
}

/**
 * The engines ask for a module that speeds up vector search, and the runtime on PyPI, which has only
 * the usual ones, would not start with it.
 */
async function dropMissingModules(home: string, { modules }: Java): Promise<void> {
  const file = path.join(home, 'config/jvm.options');
  const lines = (await readFile(file, 'utf8')).split('\n');
  const isMissing = (line: string) => {
    const [, module] = /--add-modules=([\w.]+)/.exec(line) ?? [];
    return module !== undefined && !modules.includes(module);
  };
  await writeFile(file, lines.filter((line) => !isMissing(line)).join('\n'));
}

function argumentsOf(release: EngineRelease, options: EngineOptions): readonly string[] {
  const settings: Readonly<Record<string, string>> = {
    'http.port': String(options.port ?? 0),
    'transport.port': '0',
    'node.portsfile': 'true',
    'network.host': '127.0.0.1',
    'discovery.type': 'single-node',
    'cluster.routing.allocation.disk.threshold_enabled': 'false',
    ...(hasSecurity(release) && { 'xpack.security.enabled': 'false' }),
    ...(options.security && (hasSecurity(release) ? SECURITY_SETTINGS : PLUGIN_SETTINGS)),
    ...options.settings,
  };
  return Object.entries(settings).map(([name, value]) => `-E${name}=${value}`);
}

const DEFAULT_HEAP_MB = 512;

async function environment(
  release: EngineRelease,
  options: EngineOptions,
  run: { readonly folder: string; readonly java: Java; readonly identity: Identity },
): Promise<Readonly<Record<string, string>>> {
  const prefix = release.name === 'elasticsearch' ? 'ES' : 'OPENSEARCH';
  const heapMb = options.heapMb ?? DEFAULT_HEAP_MB;
  return {
    PATH: process.env.PATH ?? '/usr/bin:/bin',
    HOME: run.folder,
    // Performance data would be left in the system's temporary folder.
    [`${prefix}_JAVA_OPTS`]: `-Xms${heapMb}m -Xmx${heapMb}m -XX:-UsePerfData`,
    [`${prefix}_JAVA_HOME`]: await reachableHome(run),
    [`${prefix}_TMPDIR`]: path.join(run.folder, 'tmp'),
    TMPDIR: path.join(run.folder, 'tmp'),
  };
}

async function reachableHome(run: {
  readonly folder: string;
  readonly java: Java;
  readonly identity: Identity;
}): Promise<string> {
  if (!isFetched(run.java)) return run.java.home;
  const home = path.join(run.folder, 'java');
  await linkTree(run.java.home, home, run.identity);
  return home;
}

/** The engine writes the port it got into a file, then answers on it, then finds its cluster. */
async function firstAnswer(
  kept: KeptProcess,
  home: string,
  release: EngineRelease,
  credentials: Credentials | undefined,
): Promise<string> {
  const headers = authorization(credentials);
  return untilReady(kept, `${release.name}@${release.version}`, async () => {
    const address = await readFile(path.join(home, 'logs/http.ports'), 'utf8');
    const url = `http://${address.trim().split('\n')[0]}`;
    const answer = await fetch(`${url}/_cluster/health?wait_for_status=green&timeout=1s`, {
      headers,
    });
    await answer.body?.cancel();
    return answer.ok ? url : undefined;
  });
}
