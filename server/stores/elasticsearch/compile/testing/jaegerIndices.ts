import type { SpanIndices, TagList } from '../../discovery/spanIndices.ts';

export interface IndexTraits {
  readonly spans: string;
  readonly dotReplacement?: string;
  /** False for templates before 1.61. */
  readonly hasTypes?: boolean;
  /** Fields behind `tag.` and `process.tag.`. */
  readonly names?: Readonly<Record<'tag.' | 'process.tag.', ReadonlySet<string>>>;
  readonly limits?: Partial<SpanIndices['limits']>;
}

/** What is to be found out about indices that Jaeger's own template is applied to. */
export function jaegerIndices(traits: IndexTraits): SpanIndices {
  const { spans, dotReplacement = '@', hasTypes = true, names, limits } = traits;
  const list = (place: TagList['place'], path: string): TagList => ({
    place,
    nestedPath: path,
    keyField: `${path}.key`,
    valueField: `${path}.value`,
    ...(hasTypes && { typeField: `${path}.type` }),
  });
  const object = (place: 'span' | 'resource', prefix: 'tag.' | 'process.tag.') => ({
    place,
    prefix,
    otherTypes: new Map(),
    ...(names && { names: names[prefix] }),
  });
  return {
    engine: 'unknown',
    spans,
    fields: {
      traceId: 'traceID',
      spanId: 'spanID',
      parentSpanId: 'parentSpanID',
      service: 'process.serviceName',
      operation: 'operationName',
      startTime: 'startTime',
      startTimeMillis: 'startTimeMillis',
      duration: 'duration',
      lists: [list('span', 'tags'), list('resource', 'process.tags'), list('event', 'logs.fields')],
      objects: [object('span', 'tag.'), object('resource', 'process.tag.')],
    },
    dotReplacement,
    limits: {
      maxTermsCount: 65_536,
      maxRegexLength: 1_000,
      maxResultWindow: 10_000,
      maxBuckets: 65_536,
      maxClauseCount: 1_024,
      ignoreAbove: 256,
      allowsExpensive: true,
      ...limits,
    },
  };
}
