import { type JaegerOptions, type JaegerPorts, storageVersion } from './jaegerOptions.ts';

/** Listeners of Jaeger 1 beside OTLP/HTTP and its API. */
const UNUSED_LISTENERS = [
  'query.grpc-server.host-port',
  'collector.grpc-server.host-port',
  'collector.http-server.host-port',
  'collector.otlp.grpc.host-port',
  'admin.http.host-port',
  'http-server.host-port',
  'processor.jaeger-binary.server-host-port',
  'processor.jaeger-compact.server-host-port',
  'processor.zipkin-compact.server-host-port',
] as const;

export const UNUSED_PORT_COUNT = UNUSED_LISTENERS.length;

/** The command line of Jaeger 1. */
export function jaegerFlags(options: JaegerOptions, ports: JaegerPorts): readonly string[] {
  const { storage, tagsAsFields, isHourly } = options;
  const flags: Readonly<Record<string, string | undefined>> = {
    'es.server-urls': storage.url,
    'es.version': String(storageVersion(storage)),
    'es.username': storage.credentials?.username,
    'es.password': storage.credentials?.password,
    'es.num-shards': '1',
    'es.num-replicas': '0',
    'es.index-prefix': options.indexPrefix,
    'es.tags-as-fields.all': tagsAsFields === 'all' ? 'true' : undefined,
    'es.tags-as-fields.include': Array.isArray(tagsAsFields) ? tagsAsFields.join(',') : undefined,
    'es.tags-as-fields.dot-replacement': options.dotReplacement,
    'es.use-aliases': options.usesAliases ? 'true' : undefined,
    'es.index-rollover-frequency-spans': isHourly ? 'hour' : undefined,
    'es.index-rollover-frequency-services': isHourly ? 'hour' : undefined,
    'es.index-date-separator': options.dateSeparator,
    'collector.otlp.http.host-port': `127.0.0.1:${ports.otlp}`,
    'query.http-server.host-port': `127.0.0.1:${ports.query}`,
    ...Object.fromEntries(
      UNUSED_LISTENERS.map((name, index) => [name, `127.0.0.1:${ports.unused[index]}`]),
    ),
  };
  return Object.entries(flags)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `--${name}=${value}`);
}
