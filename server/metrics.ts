import { Counter, collectDefaultMetrics, Histogram, Registry } from 'prom-client';
import type { IngestMeter } from './ingest/spanSink.ts';
import type { EngineMeter } from './stores/elasticsearch/engine/engineClient.ts';

interface RequestSeen {
  readonly method: string;
  /** The route's template (`/api/traces/:traceId`), never the path itself. */
  readonly route: string;
  readonly status: number;
  readonly durationSeconds: number;
}

export interface Metrics {
  readonly registry: Registry;
  /** What ingest counts. */
  readonly ingest: IngestMeter;
  /** What a store counts that asks an engine. */
  readonly engine: EngineMeter;
  observeRequest(seen: RequestSeen): void;
}

const METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'OPTIONS']);

/** A registry of its own: two servers in one process (tests) do not share numbers. */
export function createMetrics(): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const requests = new Counter({
    name: 'hopscope_http_requests_total',
    help: 'Requests answered',
    labelNames: ['method', 'route', 'status'],
    registers: [registry],
  });
  const durations = new Histogram({
    name: 'hopscope_http_request_duration_seconds',
    help: 'Time to the head of the answer',
    labelNames: ['route'],
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10],
    registers: [registry],
  });
  return {
    registry,
    ingest: ingestMeter(registry),
    engine: engineMeter(registry),
    observeRequest({ method, route, status, durationSeconds }) {
      requests.inc({ method: METHODS.has(method) ? method : 'other', route, status });
      durations.observe({ route }, durationSeconds);
    },
  };
}

function ingestMeter(registry: Registry): IngestMeter {
  const registers = [registry];
  const bytes = new Counter({
    name: 'hopscope_ingest_bytes_total',
    help: 'Bytes of OTLP bodies after decompression',
    registers,
  });
  const spans = new Counter({
    name: 'hopscope_ingest_spans_total',
    help: 'Spans stored, and spans refused one by one',
    labelNames: ['outcome'],
    registers,
  });
  const refusals = new Counter({
    name: 'hopscope_ingest_refusals_total',
    help: 'OTLP requests refused as a whole',
    labelNames: ['status'],
    registers,
  });
  return {
    countBytes: (byteCount) => bytes.inc(byteCount),
    countSpans(accepted, rejected) {
      spans.inc({ outcome: 'accepted' }, accepted);
      spans.inc({ outcome: 'rejected' }, rejected);
    },
    countRefusal: (status) => refusals.inc({ status }),
  };
}

function engineMeter(registry: Registry): EngineMeter {
  const calls = new Counter({
    name: 'hopscope_engine_calls_total',
    help: 'Exchanges with Elasticsearch or OpenSearch',
    labelNames: ['kind', 'outcome'],
    registers: [registry],
  });
  const durations = new Histogram({
    name: 'hopscope_engine_call_duration_seconds',
    help: 'Time to the end of the answer, waiting for a turn included',
    labelNames: ['kind'],
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10],
    registers: [registry],
  });
  return {
    observeCall({ kind, outcome, durationSeconds }) {
      calls.inc({ kind, outcome });
      durations.observe({ kind }, durationSeconds);
    },
  };
}
