import { DEFAULT_THRESHOLDS } from '../../shared/findings/thresholds.ts';
import { DEFAULT_ROUTES, type ExpectedStage } from '../../shared/pipeline/routes.ts';
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
  return [...INTRODUCTION, ...lines, ...FURTHER_FLAGS, ...structuredKeys()].join('\n');
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

const FURTHER_FLAGS = [
  '',
  '  --config FILE   HOPSCOPE_CONFIG   read this YAML file instead of ./hopscope.yaml',
  '  --help          this page',
  '  --version       the version',
];

function structuredKeys(): readonly string[] {
  const thresholds = Object.entries(DEFAULT_THRESHOLDS);
  const width = Math.max(...thresholds.map(([name]) => name.length));
  return [
    '',
    'Only in the file, thresholds: (numbers the findings compare against)',
    ...thresholds.map(([name, standard]) => `  ${name.padEnd(width)}  ${standard}`),
    '',
    'Only in the file, routes: (kinds of pipeline with their stages; ?: may be dark)',
    ...DEFAULT_ROUTES.map(({ name, stages }) => `  ${name.padEnd(width)}  ${stagesText(stages)}`),
  ];
}

const stagesText = (stages: readonly ExpectedStage[]): string =>
  stages.map(({ stage, mayBeDark }) => (mayBeDark ? `${stage}?` : stage)).join(', ');

function meaningOf(key: SettingKey): string {
  const schema = settingsSchema.shape[key];
  const inner = 'innerType' in schema.def ? schema.def.innerType : schema;
  return schema.description ?? inner.description ?? '';
}

function defaultOf(key: SettingKey): string {
  const { def } = settingsSchema.shape[key];
  return 'defaultValue' in def ? String(def.defaultValue) : '–';
}
