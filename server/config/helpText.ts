import { SETTING_KEYS, type SettingKey, STRUCTURED_KEYS, settingsSchema } from './settings.ts';
import { flagName, variableName } from './sources.ts';

/** Every key with its flag, variable, default and meaning, read from the schema itself. */
export function helpText(): string {
  const rows = SETTING_KEYS.filter((key) => !STRUCTURED_KEYS.has(key)).map((key) => ({
    flag: flagName(key),
    variable: variableName(key),
    standard: defaultOf(key),
    meaning: meaningOf(key),
  }));
  const widthOf = (column: 'flag' | 'variable' | 'standard') =>
    Math.max(...rows.map((row) => row[column].length));
  const [flag, variable, standard] = [widthOf('flag'), widthOf('variable'), widthOf('standard')];
  const lines = rows.map(
    (row) =>
      `  ${row.flag.padEnd(flag)}  ${row.variable.padEnd(variable)}  ${row.standard.padEnd(standard)}  ${row.meaning}`,
  );
  return [...INTRODUCTION, ...lines, ...REMARKS].join('\n');
}

const INTRODUCTION = [
  'Hopscope: trace explorer for IoT pipelines',
  '',
  '  npm start -- [flags]',
  '',
  'Each key is a flag, an environment variable and a key of hopscope.yaml; a flag wins over the',
  'environment, the environment over the file. A variable with _FILE behind its name names a file',
  'that holds the value. --no-demo and the like say off.',
  '',
];

const REMARKS = [
  '',
  '  --config FILE   HOPSCOPE_CONFIG   read this YAML file instead of ./hopscope.yaml',
  '  --help          this page',
  '  --version       the version',
  '',
  'Only in the file: thresholds (numbers the findings compare against) and routes (kinds of',
  'pipeline with the stages each is expected to show).',
];

function meaningOf(key: SettingKey): string {
  const schema = settingsSchema.shape[key];
  const inner = 'innerType' in schema.def ? schema.def.innerType : schema;
  return schema.description ?? inner.description ?? '';
}

function defaultOf(key: SettingKey): string {
  const { def } = settingsSchema.shape[key];
  return 'defaultValue' in def ? String(def.defaultValue) : '–';
}
