import { fail, ok, type Result } from '../../shared/result.ts';
import { engineMistakes } from './engineMistakes.ts';
import { SECRET_KEYS, type Settings, settingsSchema } from './settings.ts';
import {
  type Given,
  type ReadText,
  readConfigFile,
  readEnvironment,
  readFlags,
  type SourceRead,
} from './sources.ts';

export interface Surroundings {
  /** Without the two words that start the program. */
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly readText: ReadText;
  /** Whether `hopscope.yaml` lies in the working directory. */
  readonly hasDefaultFile: boolean;
}

const DEFAULT_FILE = 'hopscope.yaml';

/**
 * Settings from defaults, a YAML file, the environment and flags; later wins.
 * On failure every mistake found, each naming what is wrong and what is allowed.
 */
export function loadSettings(around: Surroundings): Result<Settings, readonly string[]> {
  const flags = readFlags(around.argv);
  const environment = readEnvironment(around.env, around.readText);
  const path = flags.given.get('config') ?? environment.given.get('config');
  const file = readFile(path, around);
  const sources = [file, environment, flags];
  const given = new Map(sources.flatMap((source) => [...source.given]));
  given.delete('config');
  const values = Object.fromEntries([...given].map(([key, { value }]) => [key, value]));
  const checked = settingsSchema.safeParse(values);
  const mistakes = sources.flatMap((source) => [...source.mistakes]);
  if (checked.success) mistakes.push(...engineMistakes(checked.data));
  else for (const issue of checked.error.issues) mistakes.push(describeIssue(issue, given));
  return checked.success && mistakes.length === 0 ? ok(checked.data) : fail(mistakes);
}

function readFile(path: Given | undefined, around: Surroundings): SourceRead {
  if (path !== undefined) return readConfigFile(String(path.value), around.readText);
  if (around.hasDefaultFile) return readConfigFile(DEFAULT_FILE, around.readText);
  return { given: new Map(), mistakes: [] };
}

interface Issue {
  readonly path: readonly PropertyKey[];
  readonly message: string;
}

function describeIssue(issue: Issue, given: ReadonlyMap<string, Given>): string {
  const [key = '', ...inside] = issue.path.map(String);
  const source = given.get(key);
  const place = [source?.name ?? key, ...inside].join('.');
  const isShown = inside.length === 0 && !SECRET_KEYS.has(key);
  const value = isShown && typeof source?.value === 'string' ? ` "${source.value}"` : '';
  return `${place}${value}: ${issue.message}`;
}
