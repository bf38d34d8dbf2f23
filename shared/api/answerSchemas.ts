import { z } from '@hono/zod-openapi';
import { count, findingSchema, microseconds, stage, traceSummarySchema } from './summarySchema.ts';

const completeness = z
  .strictObject({
    isComplete: z.boolean(),
    isTimedOut: z.boolean(),
    notes: z.array(z.string()).readonly(),
    shards: z
      .strictObject({ total: count, successful: count, skipped: count, failed: count })
      .optional(),
    analysedTraces: count.optional(),
    matchingTraces: z
      .strictObject({ value: count, relation: z.enum(['eq', 'gte', 'approx']) })
      .optional(),
  })
  .openapi('Completeness');

export const searchPageSchema = z
  .strictObject({
    traces: z.array(traceSummarySchema).readonly(),
    nextCursor: z.string().optional(),
    total: z.strictObject({ value: count, relation: z.enum(['eq', 'gte', 'approx']) }),
    completeness,
  })
  .openapi('SearchPage');

const valueCount = z.strictObject({ value: z.string(), count });

export const facetsSchema = z
  .strictObject({
    facets: z
      .array(
        z.strictObject({
          field: z.string(),
          values: z.array(valueCount).readonly(),
          otherCount: count,
        }),
      )
      .readonly(),
    completeness,
  })
  .openapi('Facets');

const bucket = z.strictObject({
  startUs: microseconds,
  count,
  errorCount: count,
  findingCount: count,
  flaggedCount: count.optional(),
  p50Us: microseconds.optional(),
  p95Us: microseconds.optional(),
  p99Us: microseconds.optional(),
});

export const histogramSchema = z
  .strictObject({
    buckets: z.array(bucket).readonly(),
    heatmap: z.strictObject({
      startsUs: z.array(microseconds).readonly(),
      durationEdgesUs: z.array(microseconds).readonly(),
      counts: z.array(count).readonly(),
    }),
    completeness,
  })
  .openapi('Histogram');

export const breakdownSchema = z
  .strictObject({
    rows: z
      .array(
        z.strictObject({
          value: z.string(),
          count,
          errorCount: count,
          p50Us: microseconds,
          p95Us: microseconds,
          p99Us: microseconds,
          findings: count,
          firstSeenUs: microseconds,
          lastSeenUs: microseconds,
        }),
      )
      .readonly(),
    completeness,
  })
  .openapi('Breakdown');

export const fieldsSchema = z
  .strictObject({
    fields: z
      .array(
        z.strictObject({
          name: z.string(),
          kind: z.enum(['builtin', 'attribute']),
          places: z.array(z.enum(['span', 'resource', 'event', 'scope', 'link'])).readonly(),
          count: count.optional(),
        }),
      )
      .readonly(),
    completeness,
  })
  .openapi('Fields');

export const fieldValuesSchema = z
  .strictObject({ values: z.array(valueCount).readonly(), completeness })
  .openapi('FieldValues');

export const traceAnswerSchema = z
  .strictObject({
    summary: traceSummarySchema,
    findings: z.array(findingSchema).readonly(),
    verdict: z.string(),
    verdictParts: z
      .array(z.strictObject({ text: z.string(), tone: z.enum(['plain', 'finding', 'error']) }))
      .readonly(),
    completeness,
  })
  .openapi('Trace');

const attributes = z
  .array(
    z.strictObject({
      key: z.string(),
      type: z.enum(['string', 'bool', 'int64', 'float64', 'bytes', 'list', 'map', 'empty']),
      text: z.string(),
    }),
  )
  .readonly();

const oneSpan = z.strictObject({
  traceId: z.string(),
  spanId: z.string(),
  parentSpanId: z.string().optional(),
  service: z.string(),
  operation: z.string(),
  kind: z.enum(['unspecified', 'internal', 'server', 'client', 'producer', 'consumer']),
  stage,
  startUs: microseconds,
  durationUs: microseconds,
  status: z.enum(['unset', 'ok', 'error']),
  statusMessage: z.string().optional(),
  attributes,
  resource: attributes,
  scope: z.strictObject({ name: z.string(), version: z.string(), attributes }),
  events: z
    .array(z.strictObject({ name: z.string(), timeUs: microseconds, attributes }))
    .readonly(),
  links: z
    .array(z.strictObject({ traceId: z.string(), spanId: z.string(), attributes }))
    .readonly(),
  traceState: z.string().optional(),
  flags: z.int().optional(),
});

export const spanDetailSchema = oneSpan
  .extend({ duplicates: z.array(oneSpan).readonly().optional() })
  .openapi('SpanDetail');

export const matchesSchema = z
  .strictObject({
    rows: z.array(count).readonly(),
    total: count,
    rowCount: count,
    completeness,
  })
  .openapi('Matches');

const storeDescription = z
  .strictObject({
    kind: z.enum(['embedded', 'elasticsearch']),
    title: z.string(),
    state: z.enum(['ok', 'degraded', 'down']),
    reason: z.string().optional(),
    details: z.array(z.strictObject({ label: z.string(), value: z.string() })).readonly(),
  })
  .openapi('StoreDescription');

export const sourceSchema = z
  .strictObject({
    store: storeDescription,
    role: z.enum(['viewer', 'operator']),
    version: z.string(),
  })
  .openapi('Source');

export const healthSchema = z
  .strictObject({
    status: z.enum(['alive', 'ready', 'stopping']),
    store: z
      .strictObject({
        kind: z.string(),
        state: z.enum(['ok', 'degraded', 'down']),
        reason: z.string().optional(),
      })
      .optional(),
  })
  .openapi('Health');

export const problemSchema = z
  .object({
    type: z.string().openapi({ example: 'urn:hopscope:bad-query' }),
    title: z.string(),
    status: z.int(),
    detail: z.string(),
    parameter: z.string().optional(),
    position: z.int().optional(),
    length: z.int().optional(),
    requestId: z.string().optional(),
  })
  .openapi('Problem');
