import { pbkdf2Sync, randomBytes } from 'node:crypto';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { cached } from './cache.ts';
import type { EngineRelease } from './catalog.ts';
import { createAuthority } from './certificateAuthority.ts';
import type { Identity } from './identity.ts';
import { unpackArtifact } from './mavenArtifact.ts';
import { give, linkTree } from './runFolder.ts';
import type { Credentials, Security } from './security.ts';

const PLUGIN = 'opensearch-security';

const SHA256: Readonly<Record<string, string>> = {
  '2.19.4': '1f673622c462c4171a8c53f9b1ad20e5b839834cb79b0d3b388da180a0e514e8',
};

/** Releases that can be given users and roles, which their distribution lacks. */
export function hasSecurityPlugin({ name, version }: EngineRelease): boolean {
  return name === 'opensearch' && SHA256[version] !== undefined;
}

export const PLUGIN_SETTINGS: Readonly<Record<string, string>> = {
  'plugins.security.allow_default_init_securityindex': 'true',
  'plugins.security.password.hashing.algorithm': 'pbkdf2',
  'plugins.security.ssl.http.enabled': 'false',
  // It does not start without certificates, whether or not there is another node.
  'plugins.security.ssl.transport.pemcert_filepath': 'node.pem',
  'plugins.security.ssl.transport.pemkey_filepath': 'node-key.pem',
  'plugins.security.ssl.transport.pemtrustedcas_filepath': 'authority.pem',
};

/** The unpacked plugin in the cache. */
export async function fetchSecurityPlugin({ version }: EngineRelease): Promise<string> {
  const dir = await cached(path.join('engines', `${PLUGIN}-${version}`), async (emptyDir) => {
    process.stderr.write(`Fetching ${PLUGIN}@${version} …\n`);
    const work = path.join(emptyDir, 'work');
    const sha256 = SHA256[version];
    const artifact = {
      group: 'org.opensearch.plugin',
      name: PLUGIN,
      version: `${version}.0`,
      ...(sha256 !== undefined && { sha256 }),
    };
    await rename(await unpackArtifact(artifact, work), path.join(emptyDir, 'plugin'));
    await rm(work, { recursive: true });
  });
  return path.join(dir, 'plugin');
}

/** Puts the plugin into a home, with users and roles; answers the credentials of a superuser. */
export async function addSecurityPlugin(
  release: EngineRelease,
  home: string,
  security: Security,
  identity: Identity,
): Promise<Credentials> {
  const plugin = await fetchSecurityPlugin(release);
  await linkTree(plugin, path.join(home, 'plugins', PLUGIN), identity);
  const admin = { username: 'hopscope-admin', password: randomBytes(12).toString('hex') };
  const configDir = path.join(home, 'config');
  const folder = path.join(configDir, PLUGIN);
  await mkdir(folder);
  await give(folder, identity);
  const files = { ...certificateFiles(), ...securityFiles(security, admin) };
  for (const [name, text] of Object.entries(files)) {
    const file = path.join(configDir, name);
    await writeFile(file, text);
    await give(file, identity);
  }
  return admin;
}

function certificateFiles(): Readonly<Record<string, string>> {
  const authority = createAuthority('Hopscope test engines');
  const { cert, key } = authority.identify('127.0.0.1');
  return { 'authority.pem': authority.pem, 'node.pem': cert, 'node-key.pem': key };
}

/** All it asks for at its first start, each as JSON, which is YAML too. */
function securityFiles(
  { roles = {}, users = [] }: Security,
  admin: Credentials,
): Readonly<Record<string, string>> {
  const internalUsers = Object.fromEntries([
    [admin.username, { hash: hashed(admin.password), backend_roles: ['admin'] }],
    ...users.map(({ username, password, roles: of }) => [
      username,
      { hash: hashed(password), opendistro_security_roles: of },
    ]),
  ]);
  const files: Readonly<Record<string, object>> = {
    config: { config: { dynamic: { authc: { basic: BASIC } } } },
    internal_users: internalUsers,
    roles,
    roles_mapping: { all_access: { backend_roles: ['admin'] } },
    action_groups: {},
    tenants: {},
    nodes_dn: {},
    whitelist: { config: { enabled: false } },
    allowlist: { config: { enabled: false } },
    audit: { config: { enabled: false } },
  };
  return Object.fromEntries(
    Object.entries(files).map(([name, content]) => {
      const type = name === 'config' ? name : name.replaceAll('_', '');
      const text = JSON.stringify({ _meta: { type, config_version: 2 }, ...content });
      return [`${PLUGIN}/${name}.yml`, text];
    }),
  );
}

const BASIC = {
  http_enabled: true,
  transport_enabled: true,
  order: 0,
  http_authenticator: { type: 'basic', challenge: true },
  authentication_backend: { type: 'intern' },
};

const ITERATIONS = 1_000;
const HASH_BITS = 256;
const HMAC_SHA256 = 3;

/** As the plugin's library keeps it: both numbers in one, then salt and hash. */
function hashed(password: string): string {
  const salt = randomBytes(32);
  const hash = pbkdf2Sync(password, salt, ITERATIONS, HASH_BITS / 8, 'sha256');
  const numbers = (BigInt(ITERATIONS) << 32n) | BigInt(HASH_BITS);
  return `$${HMAC_SHA256}$${numbers}$${salt.toString('base64')}$${hash.toString('base64')}`;
}
