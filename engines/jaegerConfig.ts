import { type JaegerOptions, type JaegerPorts, storageVersion } from './jaegerOptions.ts';

const BACKEND = 'engine';
const ONE_SHARD = { shards: 1, replicas: 0 };

/** The configuration file of Jaeger 2, as plain data. */
export function jaegerConfig(options: JaegerOptions, ports: JaegerPorts): object {
  const { storage } = options;
  return {
    service: {
      extensions: ['jaeger_storage', 'jaeger_query'],
      pipelines: {
        traces: {
          receivers: ['otlp'],
          processors: ['batch'],
          exporters: ['jaeger_storage_exporter'],
        },
      },
      telemetry: { metrics: { level: 'none' } },
    },
    extensions: {
      jaeger_query: {
        storage: { traces: BACKEND },
        http: { endpoint: local(ports.query) },
        grpc: { endpoint: local(ports.unused[0]) },
      },
      jaeger_storage: { backends: { [BACKEND]: { [storage.name]: backend(options) } } },
    },
    receivers: { otlp: { protocols: { http: { endpoint: local(ports.otlp) } } } },
    processors: { batch: { send_batch_size: 10_000, timeout: '200ms' } },
    exporters: { jaeger_storage_exporter: { trace_storage: BACKEND } },
  };
}

function backend(options: JaegerOptions): object {
  const { storage, tagsAsFields, dotReplacement, usesAliases } = options;
  return {
    server_urls: [storage.url],
    ...(storage.credentials && { auth: { basic: storage.credentials } }),
    // The root of the distribution that is fetched here does not say its version.
    version: storageVersion(storage),
    disable_health_check: true,
    tags_as_fields: {
      all: tagsAsFields === 'all',
      ...(Array.isArray(tagsAsFields) && { include: tagsAsFields.join(',') }),
      ...(dotReplacement !== undefined && { dot_replacement: dotReplacement }),
    },
    ...(usesAliases && { use_aliases: true }),
    indices: indices(options),
  };
}

function indices(options: JaegerOptions): object {
  const { indexPrefix = '', isHourly, dateSeparator = '-' } = options;
  // Go's way of writing a date: how its own birthday would look.
  const layout = ['2006', '01', '02', ...(isHourly ? ['15'] : [])].join(dateSeparator);
  const dated = {
    ...ONE_SHARD,
    date_layout: layout,
    rollover_frequency: isHourly ? 'hour' : 'day',
  };
  return { index_prefix: indexPrefix, spans: dated, services: dated };
}

function local(port: number | undefined): string {
  return `127.0.0.1:${port}`;
}
