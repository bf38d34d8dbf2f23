import { readFile } from 'node:fs/promises';

/** Whom a process runs as; empty for the one who starts it. */
export interface Identity {
  readonly uid?: number;
  readonly gid?: number;
}

const USUAL_NOBODY = { uid: 65_534, gid: 65_534 };

/** Elasticsearch and OpenSearch refuse to run as root: root starts them as nobody. */
export async function engineIdentity(): Promise<Identity> {
  if (process.getuid?.() !== 0) return {};
  const users = await readFile('/etc/passwd', 'utf8').catch(() => '');
  const [, uid, gid] = /^nobody:[^:]*:(\d+):(\d+):/m.exec(users) ?? [];
  return uid === undefined || gid === undefined
    ? USUAL_NOBODY
    : { uid: Number(uid), gid: Number(gid) };
}
