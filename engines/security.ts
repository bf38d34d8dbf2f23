import { pbkdf2Sync, randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Identity } from './identity.ts';
import { give } from './runFolder.ts';

export interface Credentials {
  readonly username: string;
  readonly password: string;
}

/** A role of Elasticsearch: what it may do with which indices. */
interface Role {
  readonly cluster?: readonly string[];
  readonly indices?: readonly {
    readonly names: readonly string[];
    readonly privileges: readonly string[];
  }[];
}

interface User extends Credentials {
  readonly roles: readonly string[];
}

/** A role of OpenSearch: the same in its plugin's words. */
interface PluginRole {
  readonly cluster_permissions?: readonly string[];
  readonly index_permissions?: readonly {
    readonly index_patterns: readonly string[];
    readonly allowed_actions: readonly string[];
  }[];
}

export interface Security {
  /** In the engine's own words. */
  readonly roles?: Readonly<Record<string, Role | PluginRole>>;
  readonly users?: readonly User[];
}

export const SECURITY_SETTINGS: Readonly<Record<string, string>> = {
  'xpack.security.enabled': 'true',
  'xpack.security.http.ssl.enabled': 'false',
  'xpack.security.transport.ssl.enabled': 'false',
};

const ADMIN = 'hopscope-admin';

/**
 * Writes roles and users as files: this distribution lacks what roles by API need, and each call of
 * `elasticsearch-users` would start a Java. Answers the credentials of a superuser beside them.
 */
export async function writeSecurity(
  configDir: string,
  security: Security,
  identity: Identity,
): Promise<Credentials> {
  const admin = { username: ADMIN, password: randomBytes(12).toString('hex') };
  const users = [...(security.users ?? []), { ...admin, roles: ['superuser'] }];
  const files = {
    // A line each: the engine cuts the file into roles by lines before it reads any of them.
    'roles.yml': Object.entries(security.roles ?? {})
      .map(([role, rights]) => `${role}: ${JSON.stringify(rights)}\n`)
      .join(''),
    users: users.map(({ username, password }) => `${username}:${hashed(password)}\n`).join(''),
    users_roles: users
      .flatMap(({ username, roles }) => roles.map((role) => ({ role, username })))
      .map(({ role, username }) => `${role}:${username}\n`)
      .join(''),
  };
  for (const [name, text] of Object.entries(files)) {
    await writeFile(path.join(configDir, name), text);
    await give(path.join(configDir, name), identity);
  }
  return admin;
}

const ITERATIONS = 1_000;

/** As the file realm keeps it, in the form of its setting `pbkdf2_1000`. */
function hashed(password: string): string {
  const salt = randomBytes(32);
  const hash = pbkdf2Sync(password, salt, ITERATIONS, 32, 'sha512');
  return `{PBKDF2}${ITERATIONS}$${salt.toString('base64')}$${hash.toString('base64')}`;
}
