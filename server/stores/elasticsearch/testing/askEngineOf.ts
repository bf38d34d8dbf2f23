import type { TestEngine } from '../../../../engines/testing/describeOnEngine.ts';
import type { EngineLimits, SpanFields, SpanIndices } from '../discovery/spanIndices.ts';
import type { SpanAsk } from '../discovery/spanSource.ts';
import { EngineClient } from '../engine/engineClient.ts';
import { type CallBounds, PortCall } from '../engine/portCall.ts';

const FIELDS: SpanFields = {
  traceId: 'traceID',
  spanId: 'spanID',
  parentSpanId: 'parentSpanID',
  service: 'process.serviceName',
  operation: 'operationName',
  startTime: 'startTime',
  startTimeMillis: 'startTimeMillis',
  duration: 'duration',
  lists: [
    { place: 'span', nestedPath: 'tags', keyField: 'tags.key', valueField: 'tags.value' },
    {
      place: 'resource',
      nestedPath: 'process.tags',
      keyField: 'process.tags.key',
      valueField: 'process.tags.value',
    },
    {
      place: 'event',
      nestedPath: 'logs.fields',
      keyField: 'logs.fields.key',
      valueField: 'logs.fields.value',
    },
  ],
  objects: [
    { place: 'span', prefix: 'tag.', otherTypes: new Map() },
    { place: 'resource', prefix: 'process.tag.', otherTypes: new Map() },
  ],
};

const LIMITS: EngineLimits = {
  maxTermsCount: 65_536,
  maxRegexLength: 1_000,
  maxResultWindow: 10_000,
  maxBuckets: 65_536,
  maxClauseCount: 1_024,
  ignoreAbove: 256,
  allowsExpensive: true,
};

/** A machine that tests six engines is busy. */
const PATIENCE: CallBounds = { callMs: 300_000, searchMs: 60_000 };

/** Indices as Jaeger's templates make them, whatever their names. */
export function spanIndices(
  spans: string,
  more: Partial<Omit<SpanIndices, 'limits'>> & { readonly limits?: Partial<EngineLimits> } = {},
): SpanIndices {
  const known = { engine: 'unknown', spans, fields: FIELDS, dotReplacement: '@' } as const;
  return { ...known, ...more, limits: { ...LIMITS, ...more.limits } };
}

/** One call of the port to a real engine; its connections end with the process. */
export function askEngineOf(
  { url }: Pick<TestEngine, 'url'>,
  indices: SpanIndices,
  signal = new AbortController().signal,
): SpanAsk {
  const client = new EngineClient({ urls: [new URL(url)] });
  return { indices, call: new PortCall(client, signal, PATIENCE) };
}
