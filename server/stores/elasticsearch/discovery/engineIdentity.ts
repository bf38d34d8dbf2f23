import { memberOf, numberOf, objectOf, textOf } from '../engine/json.ts';
import type { EngineAsker } from './engineAsker.ts';

export interface EngineIdentity {
  readonly engine: 'elasticsearch' | 'opensearch' | 'unknown';
  readonly version?: string;
}

const UNKNOWN: EngineIdentity = { engine: 'unknown' };

/** OpenSearch began to count anew, and sets this bit in what its indices say they were created by. */
const OPENSEARCH_BIT = 0x8000000;

const FIRST_ELASTICSEARCH = 5;

/** As the engine says it at its root or of its node, whichever the role may ask. */
export async function askIdentity(ask: EngineAsker): Promise<EngineIdentity> {
  const root = await ask.get('/');
  const number = textOf(memberOf(memberOf(root.body, 'version'), 'number'));
  if (root.status === 200 && number !== undefined) return identityOfRoot(root.body, number);
  const nodes = await ask.get('/_nodes/_local?filter_path=nodes.*.version');
  const [node] = Object.values(objectOf(memberOf(nodes.body, 'nodes')) ?? {});
  const version = textOf(memberOf(node, 'version'));
  return version === undefined ? UNKNOWN : identityOfVersion(version);
}

/** An OpenSearch may call itself 7.10.2 for old clients; its distribution and tagline do not. */
function identityOfRoot(root: unknown, version: string): EngineIdentity {
  const distribution = textOf(memberOf(memberOf(root, 'version'), 'distribution')) ?? '';
  const tagline = textOf(memberOf(root, 'tagline')) ?? '';
  const isOpenSearch = distribution === 'opensearch' || tagline.includes('OpenSearch');
  return { engine: isOpenSearch ? 'opensearch' : 'elasticsearch', version };
}

/** `8.19.7`, `opensearch 2.19`, `3`: as a setting or a node has it. */
export function identityOfVersion(text: string): EngineIdentity {
  const [, name, version] = /^\s*([a-z]*)[\s@-]*(\d+(?:\.\d+)*)/i.exec(text) ?? [];
  if (version === undefined) return UNKNOWN;
  const isNamed = name === 'elasticsearch' || name === 'opensearch';
  const isElastic = Number.parseInt(version, 10) >= FIRST_ELASTICSEARCH;
  return { engine: isNamed ? name : isElastic ? 'elasticsearch' : 'opensearch', version };
}

/** What `index.version.created` tells: the engine and its major version, of the newest index. */
export function identityOfIndex(created: number | undefined): EngineIdentity {
  if (created === undefined) return UNKNOWN;
  if (created > OPENSEARCH_BIT) {
    const id = created - OPENSEARCH_BIT;
    return { engine: 'opensearch', version: `${Math.floor(id / 1_000_000)}.x` };
  }
  return { engine: 'elasticsearch', version: `${Math.floor(created / 1_000_000)}.x` };
}

export const createdBy = (settings: unknown): number | undefined =>
  numberOf(Number(textOf(memberOf(settings, 'index.version.created')) ?? Number.NaN));
