import type { SpanIndices, TagList } from '../../discovery/spanIndices.ts';

/** What is found out about indices that Jaeger 2.13 writes to as it does unless told otherwise. */
export function usualIndices(more: Partial<SpanIndices> = {}): SpanIndices {
  return {
    engine: 'elasticsearch',
    spans: 'jaeger-span-*',
    fields: {
      traceId: 'traceID',
      spanId: 'spanID',
      service: 'process.serviceName',
      operation: 'operationName',
      startTime: 'startTime',
      startTimeMillis: 'startTimeMillis',
      duration: 'duration',
      lists: [list('span', 'tags'), list('resource', 'process.tags'), list('event', 'logs.fields')],
      objects: [
        {
          place: 'span',
          prefix: 'tag.',
          otherTypes: new Map(),
          names: new Set(['span@kind', 'error']),
        },
      ],
    },
    dotReplacement: '@',
    limits: {
      maxTermsCount: 65_536,
      maxRegexLength: 1_000,
      maxResultWindow: 10_000,
      maxBuckets: 65_536,
      maxClauseCount: 1_024,
      ignoreAbove: 256,
      allowsExpensive: true,
    },
    ...more,
  };
}

function list(place: TagList['place'], path: string): TagList {
  return {
    place,
    nestedPath: path,
    keyField: `${path}.key`,
    valueField: `${path}.value`,
    typeField: `${path}.type`,
  };
}
