import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { helpText } from './helpText.ts';
import { loadSettings } from './loadSettings.ts';
import { SETTING_KEYS, STRUCTURED_KEYS } from './settings.ts';
import { flagName, variableName } from './sources.ts';

interface Given {
  readonly flags?: string;
  readonly env?: Record<string, string>;
  readonly files?: Record<string, string>;
}

function load({ flags = '', env = {}, files = {} }: Given) {
  return loadSettings({
    argv: flags.split(' ').filter((word) => word !== ''),
    env,
    hasDefaultFile: 'hopscope.yaml' in files,
    readText(path) {
      const text = files[path];
      if (text === undefined) throw Object.assign(new Error('no such file'), { code: 'ENOENT' });
      return text;
    },
  });
}

const settingsOf = (given: Given) => {
  const loaded = load(given);
  if (!loaded.ok) throw new Error(loaded.error.join('\n'));
  return loaded.value;
};

const mistakesOf = (given: Given) => {
  const loaded = load(given);
  return loaded.ok ? [] : loaded.error;
};

describe('sources', () => {
  test('the defaults are those of the documentation', () => {
    expect(settingsOf({})).toMatchObject({
      host: '127.0.0.1',
      port: 4100,
      basePath: '',
      otlpPort: 4318,
      store: 'embedded',
      dataDir: './data',
      retention: { maxAgeSeconds: 604_800, maxSizeBytes: 10_000_000_000 },
      demo: 'auto',
      settleSeconds: 60,
      allowAnonymous: 'off',
    });
  });

  test('the environment wins over the file and a flag over both', () => {
    const files = { 'hopscope.yaml': 'port: 1\ndemo: off\ndataDir: /file' };
    const env = { HOPSCOPE_PORT: '2', HOPSCOPE_DATA_DIR: '/env' };
    const settings = settingsOf({ files, env, flags: '--port 3' });
    expect([settings.port, settings.dataDir, settings.demo]).toEqual([3, '/env', 'off']);
  });

  test('flags are written with a space or an equals sign, and negated with no-', () => {
    const settings = settingsOf({
      flags: '--port=4200 --data-dir /tmp/x --no-demo --no-otlp-port --allow-anonymous',
    });
    expect(settings).toMatchObject({
      port: 4200,
      dataDir: '/tmp/x',
      demo: 'off',
      otlpPort: undefined,
      allowAnonymous: 'on',
    });
  });

  test('--config and HOPSCOPE_CONFIG name another file', () => {
    const files = { 'a.yaml': 'port: 1', 'b.yaml': 'port: 2' };
    const env = { HOPSCOPE_CONFIG: 'a.yaml' };
    expect(settingsOf({ files, env }).port).toBe(1);
    expect(settingsOf({ files, env, flags: '--config b.yaml' }).port).toBe(2);
    expect(mistakesOf({ flags: '--config c.yaml' })).toEqual([
      'c.yaml: cannot read c.yaml (ENOENT)',
    ]);
  });

  test('a variable with _FILE behind its name is read from that file', () => {
    const files = { '/run/host': 'localhost\n' };
    expect(settingsOf({ files, env: { HOPSCOPE_HOST_FILE: '/run/host' } }).host).toBe('localhost');
    expect(mistakesOf({ env: { HOPSCOPE_HOST_FILE: '/run/none' } })).toEqual([
      'HOPSCOPE_HOST_FILE: cannot read /run/none (ENOENT)',
    ]);
  });

  test('the file takes camel case, kebab case, lists and numbers', () => {
    const file = 'settle-seconds: 5\nallowedHosts: [a.example, b.example]\notlpPort: off';
    expect(settingsOf({ files: { 'hopscope.yaml': file } })).toMatchObject({
      settleSeconds: 5,
      allowedHosts: ['a.example', 'b.example'],
      otlpPort: undefined,
    });
  });

  test('thresholds are overridden one by one, routes as a whole', () => {
    const file = [
      'thresholds: { queueGapWarnUs: 5 }',
      'routes: [{ name: lora, stages: [{ stage: device, mayBeDark: true }, { stage: db }] }]',
    ].join('\n');
    const { thresholds, routes } = settingsOf({ files: { 'hopscope.yaml': file } });
    expect(thresholds.queueGapWarnUs).toBe(5);
    expect(thresholds.queueGapCriticalUs).toBe(settingsOf({}).thresholds.queueGapCriticalUs);
    expect(routes).toEqual([
      {
        name: 'lora',
        stages: [
          { stage: 'device', mayBeDark: true },
          { stage: 'db', mayBeDark: false },
        ],
      },
    ]);
  });
});

describe('mistakes name what is wrong and what is allowed', () => {
  test.each([
    [{ HOPSCOPE_PORT: 'abc' }, 'HOPSCOPE_PORT "abc": expected a port number from 0 to 65535'],
    [{ HOPSCOPE_PORT: '70000' }, 'HOPSCOPE_PORT "70000": expected a port number'],
    [
      { HOPSCOPE_PROT: '1' },
      'Unknown environment variable "HOPSCOPE_PROT": did you mean HOPSCOPE_PORT?',
    ],
    [{ HOPSCOPE_DEMO: 'yes' }, 'HOPSCOPE_DEMO "yes": expected one of auto, on, off'],
    [{ HOPSCOPE_RETENTION: '7y' }, 'HOPSCOPE_RETENTION "7y": expected an age (m h d), a size'],
    [{ HOPSCOPE_RETENTION: '1d,2d' }, 'HOPSCOPE_RETENTION "1d,2d": expected an age'],
    [{ HOPSCOPE_RETENTION: '0d' }, 'HOPSCOPE_RETENTION "0d": expected an age'],
    [{ HOPSCOPE_BASE_PATH: 'x' }, 'HOPSCOPE_BASE_PATH "x": expected a path such as /hopscope'],
    [{ HOPSCOPE_BASE_PATH: '/a//b' }, 'expected a path such as /hopscope'],
    [{ HOPSCOPE_BASE_PATH: '/../b' }, 'expected a path such as /hopscope'],
    [{ HOPSCOPE_STORE: 'mysql' }, 'expected embedded, or elasticsearch (OpenSearch too)'],
    [{ HOPSCOPE_TRUSTED_PROXY: '10.0.0.0/33' }, '"10.0.0.0/33" is no IP address or network'],
    [{ HOPSCOPE_ALLOWED_HOSTS: 'https://a.example' }, 'expected host names without port or scheme'],
    [{ HOPSCOPE_SETTLE_SECONDS: '-1' }, 'expected a number of seconds'],
  ])('%j', (env, message) => {
    expect(mistakesOf({ env }).join('\n')).toContain(message);
  });

  test('unknown flags, keys and thresholds', () => {
    const files = { 'hopscope.yaml': 'routs: []\nthresholds: { queueGapWarn: 1 }' };
    const mistakes = mistakesOf({ files, flags: '--prot 4200 --no-dmeo' }).join('\n');
    expect(mistakes).toContain('hopscope.yaml: Unknown key "routs": did you mean routes?');
    expect(mistakes).toContain('Unknown threshold "queueGapWarn": did you mean queueGapWarnUs?');
    expect(mistakes).toContain('Unknown flag "--prot": did you mean --port?');
    expect(mistakes).toContain('Unknown flag "--no-dmeo"');
    expect(mistakes).toContain('Known: --config, --host, --port');
  });

  test('all of them at once', () => {
    expect(mistakesOf({ env: { HOPSCOPE_PORT: 'x', HOPSCOPE_DEMO: 'x' } })).toHaveLength(2);
  });

  test('a file that is no YAML, or no mapping', () => {
    expect(mistakesOf({ files: { 'hopscope.yaml': 'a: [' } })[0]).toContain('hopscope.yaml: ');
    expect(mistakesOf({ files: { 'hopscope.yaml': '- a' } })).toEqual([
      'hopscope.yaml: expected keys and values, such as "port: 4200"',
    ]);
  });

  test('a hostile key pollutes nothing', () => {
    mistakesOf({ files: { 'hopscope.yaml': '__proto__: { polluted: 1 }\nconstructor: 1' } });
    expect(Object.keys(Object.prototype)).toEqual([]);
  });
});

test('the variables of build and tests are none of the server', () => {
  expect(
    mistakesOf({ env: { HOPSCOPE_CHROMIUM: '/usr/bin/chromium', HOPSCOPE_BUILD: '' } }),
  ).toEqual([]);
});

test('the help lists every key with its default', () => {
  const help = helpText();
  for (const key of SETTING_KEYS) expect(help).toContain(key.replace(/[A-Z].*/, ''));
  expect(help).toMatch(/--port +HOPSCOPE_PORT +4100 /);
  expect(help).toMatch(/--tokens-file +HOPSCOPE_TOKENS_FILE +– /);
  expect(help).toMatch(/queueGapWarnUs +1000000/);
  expect(help).toMatch(/mqtt +device, broker\?, subscriber\?, rule, function, db/);
});

test('the README lists every flag and variable', () => {
  const readme = readFileSync(path.join(import.meta.dirname, '../../README.md'), 'utf8');
  const scalars = SETTING_KEYS.filter((key) => !STRUCTURED_KEYS.has(key));
  const missing = scalars.filter(
    (key) => !readme.includes(flagName(key)) || !readme.includes(variableName(key)),
  );
  expect(missing).toEqual([]);
});

describe('an engine', () => {
  const URL_OF = { HOPSCOPE_STORE: 'elasticsearch', HOPSCOPE_ELASTICSEARCH_URL: 'http://es:9200' };

  test('has addresses, credentials from files, and what is not to be found out', () => {
    const env = {
      ...URL_OF,
      HOPSCOPE_ELASTICSEARCH_URL: 'https://es1:9200, http://10.0.0.7:9200/behind/',
      HOPSCOPE_ELASTICSEARCH_USERNAME: 'reader',
      HOPSCOPE_ELASTICSEARCH_PASSWORD_FILE: '/run/password',
      HOPSCOPE_ELASTICSEARCH_CA_FILE: '/run/ca.pem',
      HOPSCOPE_ELASTICSEARCH_SPAN_INDICES: 'jaeger-span-*,eu:jaeger-span-*,-jaeger-span-old*',
      HOPSCOPE_ELASTICSEARCH_VERSION: 'opensearch@2.19',
    };
    const flags = '--elasticsearch-index-prefix tenant --elasticsearch-dot-replacement _';
    const { elasticsearchUrl, ...settings } = settingsOf({
      env,
      flags,
      files: { '/run/password': 'p ü:\n' },
    });
    expect(elasticsearchUrl?.map(String)).toEqual([
      'https://es1:9200/',
      'http://10.0.0.7:9200/behind/',
    ]);
    expect(settings).toMatchObject({
      store: 'elasticsearch',
      elasticsearchPassword: 'p ü:',
      elasticsearchCaFile: '/run/ca.pem',
      elasticsearchIndexPrefix: 'tenant',
      elasticsearchSpanIndices: 'jaeger-span-*,eu:jaeger-span-*,-jaeger-span-old*',
      elasticsearchDotReplacement: '_',
      elasticsearchVersion: 'opensearch@2.19',
    });
  });

  test.each([
    ['ELASTICSEARCH_URL', 'localhost:9200', 'expected addresses such as http://localhost:9200'],
    ['ELASTICSEARCH_URL', 'http://u:hunter2@es:9200', 'with credentials by settings of their own'],
    ['ELASTICSEARCH_PASSWORD', '', 'expected some text'],
    ['ELASTICSEARCH_INDEX_PREFIX', 'a/b', 'expected the beginning of names of indices'],
    ['ELASTICSEARCH_SPAN_INDICES', '_all', 'expected names of indices such as jaeger-span-*'],
    ['ELASTICSEARCH_SPAN_INDICES', 'spans/_search', 'expected names of indices'],
    ['ELASTICSEARCH_VERSION', 'newest', 'expected a version such as 8.19.7'],
  ])('%s "%s" is a mistake that says what is allowed', (name, value, message) => {
    const mistakes = mistakesOf({ env: { ...URL_OF, [`HOPSCOPE_${name}`]: value } }).join('\n');
    expect(mistakes).toContain(`HOPSCOPE_${name}`);
    expect(mistakes).toContain(message);
    expect(mistakes).not.toContain('hunter2');
  });

  test.each<[string, Record<string, string>, string]>([
    ['without an address', { HOPSCOPE_STORE: 'elasticsearch' }, 'name its address'],
    ['for nothing', { HOPSCOPE_ELASTICSEARCH_URL: 'http://es:9200' }, 'HOPSCOPE_STORE'],
    ['with half a user', { ...URL_OF, HOPSCOPE_ELASTICSEARCH_USERNAME: 'me' }, 'go together'],
    [
      'with two credentials',
      {
        ...URL_OF,
        HOPSCOPE_ELASTICSEARCH_USERNAME: 'me',
        HOPSCOPE_ELASTICSEARCH_PASSWORD: 'hunter2',
        HOPSCOPE_ELASTICSEARCH_API_KEY: 'hunter3',
      },
      'give the one or the others',
    ],
    ['with a demo', { ...URL_OF, HOPSCOPE_DEMO: 'on' }, 'needs the embedded store'],
  ])('%s it is a mistake', (_, env, message) => {
    const mistakes = mistakesOf({ env });
    expect(mistakes).toEqual([expect.stringContaining(message)]);
    expect(mistakes[0]).not.toContain('hunter');
  });
});
