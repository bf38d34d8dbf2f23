import { z } from 'zod';
import { DEFAULT_THRESHOLDS } from '../../shared/findings/thresholds.ts';
import { DEFAULT_ROUTES } from '../../shared/pipeline/routes.ts';
import { PATH_STAGES } from '../../shared/pipeline/stages.ts';
import { unknownName } from '../../shared/query/queryError.ts';
import {
  addressList,
  basePath,
  choice,
  engineVersion,
  indexList,
  indexPrefix,
  nameList,
  optionalPort,
  port,
  retention,
  seconds,
  secret,
  text,
  urlList,
} from './settingValues.ts';

/**
 * Every key there is. Each scalar arrives as text, whatever its source, and its
 * `prefault` is the default as somebody would write it, so that the same words
 * serve the parser, `--help` and the README.
 */
export const settingsSchema = z.strictObject({
  host: text('Address to listen on; anything but loopback needs authentication').prefault(
    '127.0.0.1',
  ),
  port: port('Page, API and OTLP/HTTP').prefault('4100'),
  basePath: basePath('Prefix of every path, for reverse proxies').prefault('/'),
  otlpPort: optionalPort(
    'OTLP/HTTP on its usual port as well; off: only on the main port',
  ).prefault('4318'),
  store: choice(
    'Where spans are kept',
    ['embedded', 'elasticsearch'],
    'expected embedded, or elasticsearch (OpenSearch too)',
  ).prefault('embedded'),
  dataDir: text('Folder of the embedded store').prefault('./data'),
  retention: retention('How long and how much the embedded store keeps').prefault('7d,10GB'),
  elasticsearchUrl: urlList('Nodes of the engine that Jaeger writes to, of one cluster').optional(),
  elasticsearchUsername: text('A user who may read the span indices').optional(),
  elasticsearchPassword: secret('Their password').optional(),
  elasticsearchApiKey: secret('Instead of user and password, in its encoded form').optional(),
  elasticsearchCaFile: text('PEM of the authority that signed the certificate').optional(),
  elasticsearchIndexPrefix: indexPrefix('Before jaeger-span in the names of indices').optional(),
  elasticsearchSpanIndices: indexList(
    'Indices, aliases, wildcards or cluster:name instead of what is found',
  ).optional(),
  elasticsearchDotReplacement: text('For dots in tags that are fields of their own').optional(),
  elasticsearchVersion: engineVersion('Where the role may not ask for it').optional(),
  demo: choice('A simulated fleet; auto: while the store holds no real span', [
    'auto',
    'on',
    'off',
  ]).prefault('auto'),
  settleSeconds: seconds('After so long without a new span a trace counts as settled').prefault(
    '60',
  ),
  tokensFile: text(
    'YAML list of {name, role: viewer|operator, sha256, end} of bearer tokens, read again when it changes',
  ).optional(),
  trustedProxy: addressList(
    'Addresses or networks whose X-Forwarded-User and X-Forwarded-Role are believed',
  ).optional(),
  allowAnonymous: choice('Callers without credentials on a public address; on: operator', [
    'off',
    'on',
    'viewer',
    'operator',
  ]).prefault('off'),
  allowedHosts: nameList('Further host names the server is reached by').optional(),
  logLevel: choice('Detail of the log', [
    'silent',
    'error',
    'warn',
    'info',
    'debug',
    'trace',
  ]).prefault('info'),
  thresholds: thresholdsSchema(),
  routes: routesSchema(),
});

export type Settings = z.output<typeof settingsSchema>;
export type SettingKey = keyof Settings;

export const SETTING_KEYS = settingsSchema.keyof().options;

/** Keys whose value no message repeats; an address may hold a password by mistake. */
export const SECRET_KEYS: ReadonlySet<string> = new Set([
  'elasticsearchUrl',
  'elasticsearchPassword',
  'elasticsearchApiKey',
]);

/** Keys that only a file can hold, for they are no single value. */
export const STRUCTURED_KEYS: ReadonlySet<string> = new Set(['thresholds', 'routes']);

function thresholdsSchema() {
  const numbers = Object.fromEntries(
    Object.entries(DEFAULT_THRESHOLDS).map(([name, standard]) => [
      name,
      z.number().min(0).default(standard),
    ]),
  );
  return z
    .strictObject(numbers, {
      error: (issue) =>
        issue.code === 'unrecognized_keys'
          ? unknownName('threshold', String(issue.keys?.[0]), Object.keys(DEFAULT_THRESHOLDS))
          : 'expected names and numbers',
    })
    .prefault({})
    .transform((given) => ({ ...DEFAULT_THRESHOLDS, ...given }))
    .describe('Numbers the findings compare against');
}

function routesSchema() {
  const stage = z.strictObject({
    stage: z.enum(PATH_STAGES),
    mayBeDark: z.boolean().default(false),
  });
  const route = z.strictObject({ name: z.string().min(1).max(60), stages: z.array(stage).min(1) });
  return z
    .array(route)
    .min(1)
    .default(DEFAULT_ROUTES.map((known) => ({ ...known, stages: [...known.stages] })))
    .describe('Kinds of pipeline with the stages each is expected to show');
}
