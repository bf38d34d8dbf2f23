import { expect, test } from 'vitest';
import { jaegerConfig } from './jaegerConfig.ts';
import { jaegerFlags } from './jaegerFlags.ts';
import type { JaegerOptions } from './jaegerOptions.ts';

const STORAGE = {
  name: 'opensearch',
  version: '2.19.4',
  url: 'http://127.0.0.1:9200',
  credentials: { username: 'writer', password: 'secret' },
} as const;
const PORTS = { otlp: 1, query: 2, unused: [3, 4, 5, 6, 7, 8, 9, 10, 11] };

const EVERYTHING: Omit<JaegerOptions, 'storage'> = {
  indexPrefix: 'tenant',
  tagsAsFields: ['device.id', 'http.method'],
  dotReplacement: '#',
  usesAliases: true,
  isHourly: true,
  dateSeparator: '.',
};

test('Jaeger 2 is told everything in its file', () => {
  const config = jaegerConfig({ storage: STORAGE, ...EVERYTHING }, PORTS);
  const dated = {
    shards: 1,
    replicas: 0,
    date_layout: '2006.01.02.15',
    rollover_frequency: 'hour',
  };
  expect(config).toHaveProperty('extensions.jaeger_storage.backends.engine.opensearch', {
    server_urls: ['http://127.0.0.1:9200'],
    auth: { basic: { username: 'writer', password: 'secret' } },
    version: 7,
    disable_health_check: true,
    tags_as_fields: { all: false, include: 'device.id,http.method', dot_replacement: '#' },
    use_aliases: true,
    indices: { index_prefix: 'tenant', spans: dated, services: dated },
  });
});

test('Jaeger 1 is told everything on its command line', () => {
  const flags = jaegerFlags({ storage: STORAGE, ...EVERYTHING }, PORTS);
  expect(
    flags.filter((flag) => flag.startsWith('--es.')).join('\n'),
  ).toBe(`--es.server-urls=http://127.0.0.1:9200
--es.version=7
--es.username=writer
--es.password=secret
--es.num-shards=1
--es.num-replicas=0
--es.index-prefix=tenant
--es.tags-as-fields.include=device.id,http.method
--es.tags-as-fields.dot-replacement=#
--es.use-aliases=true
--es.index-rollover-frequency-spans=hour
--es.index-rollover-frequency-services=hour
--es.index-date-separator=.`);
});
