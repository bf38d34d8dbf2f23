import { parse } from 'yaml';
import { nearestName, unknownName } from '../../shared/query/queryError.ts';
import { SETTING_KEYS, STRUCTURED_KEYS } from './settings.ts';

/** A value as one source gave it, and how that source calls it: `--port`, `HOPSCOPE_PORT`. */
export interface Given {
  readonly name: string;
  readonly value: unknown;
}

export interface SourceRead {
  readonly given: ReadonlyMap<string, Given>;
  readonly mistakes: readonly string[];
}

export type ReadText = (path: string) => string;

const PREFIX = 'HOPSCOPE_';

/** Read by the build and the tests, not by the server. */
const TOOL_VARIABLES: ReadonlySet<string> = new Set(['HOPSCOPE_BUILD', 'HOPSCOPE_CHROMIUM']);

const SCALAR_KEYS = SETTING_KEYS.filter((key) => !STRUCTURED_KEYS.has(key));

/** `dataDir` → `HOPSCOPE_DATA_DIR`. */
export const variableName = (key: string): string =>
  PREFIX + key.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase();

/** `dataDir` → `--data-dir`. */
export const flagName = (key: string): string =>
  `--${key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;

const CONFIG_KEYS = ['config', ...SCALAR_KEYS];
const KEY_OF_VARIABLE = new Map(CONFIG_KEYS.map((key) => [variableName(key), key]));
const KEY_OF_FLAG = new Map(CONFIG_KEYS.map((key) => [flagName(key), key]));

/** Every `HOPSCOPE_…` variable; with `_FILE` behind its name the value is read from that file. */
export function readEnvironment(
  env: Readonly<Record<string, string | undefined>>,
  readText: ReadText,
): SourceRead {
  const given = new Map<string, Given>();
  const mistakes: string[] = [];
  for (const [name, value] of Object.entries(env)) {
    if (!name.startsWith(PREFIX) || TOOL_VARIABLES.has(name) || value === undefined) continue;
    const key = KEY_OF_VARIABLE.get(name);
    const fileKey = KEY_OF_VARIABLE.get(name.replace(/_FILE$/, ''));
    if (key !== undefined) given.set(key, { name, value });
    else if (fileKey !== undefined) {
      const content = readOr(readText, value, name, mistakes);
      if (content !== undefined) given.set(fileKey, { name, value: content.trim() });
    } else {
      mistakes.push(unknownVariable(name));
    }
  }
  return { given, mistakes };
}

function unknownVariable(name: string): string {
  const known = [...KEY_OF_VARIABLE.keys()];
  const nearest = nearestName(
    name,
    known.map((variable) => variable.toLowerCase()),
  );
  const hint = nearest === undefined ? '.' : `: did you mean ${nearest.toUpperCase()}?`;
  return `Unknown environment variable "${name}"${hint} Known: ${known.join(', ')}.`;
}

/** `--port 4200`, `--port=4200`, `--no-demo`, `--allow-anonymous`. */
export function readFlags(argv: readonly string[]): SourceRead {
  const given = new Map<string, Given>();
  const mistakes: string[] = [];
  const rest = [...argv];
  for (let word = rest.shift(); word !== undefined; word = rest.shift()) {
    const [, flag = word, inline] = /^(--[^=]+)(?:=(.*))?$/s.exec(word) ?? [];
    const negated = KEY_OF_FLAG.get(flag.replace(/^--no-/, '--'));
    const key = KEY_OF_FLAG.get(flag);
    if (key !== undefined) {
      const isBare = inline === undefined && (rest[0] === undefined || rest[0].startsWith('--'));
      given.set(key, { name: flag, value: isBare ? 'on' : (inline ?? rest.shift()) });
    } else if (negated !== undefined && inline === undefined) {
      given.set(negated, { name: flag, value: 'off' });
    } else {
      mistakes.push(unknownName('flag', flag, [...KEY_OF_FLAG.keys()]));
      if (rest[0] !== undefined && !rest[0].startsWith('--')) rest.shift();
    }
  }
  return { given, mistakes };
}

/** A YAML file with the keys as they are named here, or in kebab case. */
export function readConfigFile(path: string, readText: ReadText): SourceRead {
  const given = new Map<string, Given>();
  const mistakes: string[] = [];
  const content = readOr(readText, path, path, mistakes);
  for (const [written, value] of entriesOf(content ?? '', path, mistakes)) {
    const key = written.replace(/[-_]([a-z])/g, (_, letter: string) => letter.toUpperCase());
    const name = `${path}: ${written}`;
    if (!SETTING_KEYS.some((known) => known === key)) {
      mistakes.push(`${path}: ${unknownName('key', written, SETTING_KEYS)}`);
    } else {
      given.set(key, { name, value: STRUCTURED_KEYS.has(key) ? value : asText(value) });
    }
  }
  return { given, mistakes };
}

function entriesOf(content: string, path: string, mistakes: string[]): [string, unknown][] {
  const root = parseYaml(content, path, mistakes);
  if (root === undefined || root === null) return [];
  if (typeof root === 'object' && !Array.isArray(root)) return Object.entries(root);
  mistakes.push(`${path}: expected keys and values, such as "port: 4200"`);
  return [];
}

function parseYaml(content: string, path: string, mistakes: string[]): unknown {
  try {
    return parse(content, { maxAliasCount: 0 });
  } catch (error) {
    mistakes.push(`${path}: ${error instanceof Error ? error.message : String(error)}`);
    return undefined;
  }
}

/** YAML has numbers, booleans and lists; every source speaks text. `off` is text in YAML 1.2. */
function asText(value: unknown): unknown {
  if (typeof value === 'number') return String(value);
  if (typeof value === 'boolean') return value ? 'on' : 'off';
  if (Array.isArray(value)) return value.map(String).join(',');
  return value;
}

function readOr(
  readText: ReadText,
  path: string,
  name: string,
  mistakes: string[],
): string | undefined {
  try {
    return readText(path);
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? error.code : error;
    mistakes.push(`${name}: cannot read ${path} (${String(reason)})`);
    return undefined;
  }
}
