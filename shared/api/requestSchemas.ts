import { z } from '@hono/zod-openapi';
import { unknownName } from '../query/queryError.ts';
import { DEFAULT_FROM, DEFAULT_TO } from '../time/range.ts';
import { BREAKDOWN_SORTS, FACET_FIELDS, SEARCH_SORTS } from './answers.ts';

/** No others are taken: a misspelt `form=` would search the last hour and look like an answer. */
const parameters = <const Shape extends z.core.$ZodShape>(shape: Shape) =>
  z.strictObject(shape, {
    error: (issue) =>
      issue.code === 'unrecognized_keys'
        ? unknownName('parameter', String(issue.keys?.[0]), Object.keys(shape))
        : undefined,
  });

const wholeNumber = (name: string, min: number, max: number, standard: number) => {
  const message = `${name} must be a whole number from ${min} to ${max}`;
  return z
    .string()
    .regex(/^\d{1,9}$/, message)
    .transform(Number)
    .pipe(z.number().min(min, message).max(max, message))
    .prefault(String(standard))
    .openapi({ type: 'integer', minimum: min, maximum: max, default: standard });
};

const oneOf = <const T extends readonly [string, ...string[]]>(name: string, values: T) =>
  z.enum(values, { error: () => `${name} must be one of ${values.join(', ')}` });

const time = (standard: string) =>
  z.string().max(100).default(standard).openapi({
    description: 'ISO 8601, epoch milliseconds, or relative: now, now-15m (units s m h d)',
  });

const isGrouped = (field: string) => field !== 'duration';

const OF_A_SPAN = 'duration is of one span; traces are grouped by trace.duration';

/** A comma inside a name is written `\,`. */
const names = z
  .string({ error: () => 'fields must be given once, names apart by commas' })
  .max(4_000, 'fields is longer than 4,000 characters')
  .transform((text) => splitNames(text))
  .pipe(
    z
      .array(z.string().max(1_000, 'a name in fields is longer than 1,000 characters'))
      .min(1, 'fields must name at least one field')
      .max(50, 'fields must name at most 50 fields')
      .refine((fields) => fields.every(isGrouped), OF_A_SPAN),
  )
  .openapi({ type: 'string', example: 'device,db.status,site' });

const scope = {
  q: z.string().max(10_000, 'q is longer than 10,000 characters').default('').openapi({
    description: 'A query in the query language; empty matches everything',
    example: 'db.status=error device.firmware=2.4.0',
  }),
  from: time(DEFAULT_FROM),
  to: time(DEFAULT_TO),
};

export const searchQuery = parameters({
  ...scope,
  sort: oneOf('sort', SEARCH_SORTS).default('-start'),
  limit: wholeNumber('limit', 1, 1_000, 50),
  cursor: z
    .string()
    .min(1)
    .max(4_000)
    .optional()
    .openapi({ description: 'nextCursor of the page before' }),
});

export const facetsQuery = parameters({
  ...scope,
  fields: names.prefault(FACET_FIELDS.join(',')),
  size: wholeNumber('size', 1, 1_000, 10),
});

export const histogramQuery = parameters({
  ...scope,
  buckets: wholeNumber('buckets', 1, 1_000, 60),
});

export const breakdownQuery = parameters({
  ...scope,
  by: z
    .string({ error: () => 'by must name one field or attribute' })
    .min(1, 'by must name one field or attribute')
    .max(1_000, 'by is longer than 1,000 characters')
    .refine(isGrouped, OF_A_SPAN)
    .openapi({
      description:
        'A built-in field or an attribute key; trace.duration groups by 1, 2, 5, 10 … named by the lower end',
    }),
  sort: oneOf('sort', BREAKDOWN_SORTS).default('-count'),
  limit: wholeNumber('limit', 1, 1_000, 50),
});

export const prefixQuery = parameters({
  prefix: z.string().max(1_000).default(''),
  limit: wholeNumber('limit', 1, 1_000, 20),
});

const at = z
  .string()
  .regex(/^\d{1,15}(?:\.\d{1,6})?$/, 'at must be the start of the trace in epoch milliseconds')
  .transform(Number)
  .optional()
  .openapi({ type: 'number', description: 'Start of the trace, epoch milliseconds, when known' });

export const traceQuery = parameters({ at });

export const columnsQuery = parameters({
  at,
  part: oneOf('part', ['layout', 'ids']).default('layout'),
});

export const matchesQuery = parameters({ at, q: scope.q });

export const exportQuery = parameters({
  at,
  format: oneOf('format', ['jaeger', 'otlp']).default('jaeger'),
});

export const noQuery = parameters({});

const hexId = (name: string, digits: number) =>
  z
    .string()
    .regex(new RegExp(`^[0-9a-fA-F]{1,${digits}}$`), `${name} must be 1 to ${digits} hex digits`);

export const traceParams = z.object({ traceId: hexId('traceId', 32) });

export const spanParams = traceParams.extend({ spanId: hexId('spanId', 16) });

export const fieldParams = z.object({ field: z.string().min(1).max(1_000) });

/** `a,b\,c` → `a` and `b,c`; empty names are dropped, repeated ones come once. */
function splitNames(text: string): string[] {
  const found = new Set<string>();
  for (const part of text.match(/(?:\\,|[^,])+/g) ?? []) {
    const name = part.replaceAll('\\,', ',').trim();
    if (name !== '') found.add(name);
  }
  return [...found];
}
