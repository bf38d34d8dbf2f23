import { Mendable } from './mendable.ts';

export type EngineName = 'elasticsearch' | 'opensearch';

export interface EngineRelease {
  readonly name: EngineName;
  readonly version: string;
  /** Of the archive; undefined for a release that is not in the table. */
  readonly sha256?: string;
  /** Java versions it starts on. */
  readonly minJava: number;
  readonly maxJava: number;
}

const SHA256: Readonly<Record<string, string>> = {
  'elasticsearch@7.17.29': '841ee00be1a72ba8e707b5a2fb55f23fe7a4184369b4585393238b1c903eedaf',
  'elasticsearch@8.19.7': 'cb7f86fb6e68e85ef6f531ae5c68458ecfe42371150403b22b2ed21381581cbb',
  'elasticsearch@9.2.0': 'bf44938a0490ba2a303d39c9cb64b38963dd08c812ce93e10816e878585bcb6b',
  'opensearch@1.3.20': '031e0cdcd14c7a5b9907dff8050fff76c7c2892c7313ea83c4a0bfbaae9265e3',
  'opensearch@2.19.4': '3902e642715210d1d9d7cbdcc8f5abd6f931d1d7a679cea3750937becf16c406',
  'opensearch@3.3.2': '1f8b62b09ed873ddc20164da79cbb1709687b19d0b6234f6b2a69ccbdd7906e7',
};

const NEWEST_JAVA = 99;

/** Oldest and newest Java each major release starts on. */
const JAVA: Readonly<Record<string, readonly [oldest: number, newest: number]>> = {
  'elasticsearch@7': [11, 17],
  'elasticsearch@8': [17, 21],
  'elasticsearch@9': [21, NEWEST_JAVA],
  'opensearch@1': [11, 17],
  'opensearch@2': [11, 21],
  'opensearch@3': [21, NEWEST_JAVA],
};

/** The releases the store is tested on: the last of each major one that the registry has. */
export const TESTED_ENGINES: readonly EngineRelease[] = Object.keys(SHA256).map(parseEngine);

/** `elasticsearch@8.19.7` as a release, whether or not it is among the tested ones. */
export function parseEngine(text: string): EngineRelease {
  const [, name, version = '', major] = /^([a-z]+)@((\d+)\.\d+\.\d+)$/.exec(text) ?? [];
  const java = JAVA[`${name}@${major}`];
  if (java === undefined || (name !== 'elasticsearch' && name !== 'opensearch')) {
    const known = Object.keys(SHA256).join(', ');
    throw new Mendable(`${text} is no engine known here. Tested: ${known}.`);
  }
  const [minJava, maxJava] = java;
  const sha256 = SHA256[text];
  return { name, version, minJava, maxJava, ...(sha256 !== undefined && { sha256 }) };
}

/** Whether what is fetched carries the module for users and roles. */
export function hasSecurity({ name, version }: EngineRelease): boolean {
  return name === 'elasticsearch' && Number.parseInt(version, 10) >= 8;
}
