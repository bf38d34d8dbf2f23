import { z } from 'zod';
import { parseAddresses } from '../security/addresses.ts';

// The kinds of values a setting can have: text in, typed value out. Each message completes the
// sentence "<key>: …" and says what is allowed.

export const text = (description: string) =>
  z.string().trim().min(1, 'expected some text').describe(description);

/** Taken as it is, and never repeated in a message. */
export const secret = (description: string) =>
  z.string().min(1, 'expected some text').describe(description);

export const choice = <const T extends readonly [string, ...string[]]>(
  description: string,
  values: T,
  message = `expected one of ${values.join(', ')}`,
) => z.enum(values, { error: () => message }).describe(description);

const PORT_MESSAGE = 'expected a port number from 0 to 65535 (0: any free one)';

const portNumber = z
  .string()
  .regex(/^\d{1,5}$/, PORT_MESSAGE)
  .transform(Number)
  .refine((value) => value <= 65_535, PORT_MESSAGE);

export const port = (description: string) => portNumber.describe(description);

export const optionalPort = (description: string) =>
  z
    .union([z.literal('off').transform(() => undefined), portNumber], {
      error: `${PORT_MESSAGE}, or off`,
    })
    .describe(description);

/** `''` at the root, else `/prefix` without a slash at its end. */
export const basePath = (description: string) =>
  z
    .string()
    .regex(/^(?:\/[A-Za-z0-9_~-][A-Za-z0-9._~-]*)*\/?$/, 'expected a path such as /hopscope')
    .transform((path) => path.replace(/\/$/, ''))
    .describe(description);

export const seconds = (description: string) =>
  z
    .string()
    .regex(/^\d{1,6}(?:\.\d+)?$/, 'expected a number of seconds')
    .transform(Number)
    .describe(description);

const list = z
  .string()
  .transform((items) => items.split(/[\s,]+/).filter((item) => item !== ''))
  .pipe(z.array(z.string()).min(1, 'expected at least one'));

/** `http://es1:9200,https://es2:9200/behind`: credentials have settings of their own. */
export const urlList = (description: string) =>
  list
    .transform((items, context): readonly URL[] => {
      const urls = items.flatMap((item) => engineUrl(item) ?? []);
      if (urls.length === items.length) return urls;
      context.issues.push({
        code: 'custom',
        input: items,
        message:
          'expected addresses such as http://localhost:9200, with credentials by settings of their own',
      });
      return z.NEVER;
    })
    .describe(description);

function engineUrl(text: string): URL | undefined {
  if (!URL.canParse(text)) return undefined;
  const url = new URL(text);
  const isPlain =
    url.username === '' && url.password === '' && url.search === '' && url.hash === '';
  return isPlain && /^https?:$/.test(url.protocol) ? url : undefined;
}

/** Names of indices and aliases, wildcards, `cluster:name`, and `-name` for exceptions. */
export const indexList = (description: string) =>
  list
    .pipe(
      z.array(
        z
          .string()
          .regex(
            /^-?[^\s\\/?"<>|#_-][^\s\\/?"<>|#]*$/,
            'expected names of indices such as jaeger-span-*',
          ),
      ),
    )
    .transform((names) => names.join())
    .describe(description);

/** Of names of indices: what stands before `-jaeger-span`. */
export const indexPrefix = (description: string) =>
  z
    .string()
    .regex(
      /^[^\sA-Z\\/*?"<>|,#:_+-][^\sA-Z\\/*?"<>|,#:]*$/,
      'expected the beginning of names of indices, such as tenant',
    )
    .describe(description);

export const engineVersion = (description: string) =>
  z
    .string()
    .regex(
      /^(?:(?:elasticsearch|opensearch)[ @-])?\d+(?:\.\d+){0,2}$/,
      'expected a version such as 8.19.7 or opensearch@2.19',
    )
    .describe(description);

export const nameList = (description: string) =>
  list
    .pipe(
      z.array(
        z
          .string()
          .regex(/^[A-Za-z0-9_-][A-Za-z0-9._-]*$/, 'expected host names without port or scheme')
          .transform((name) => name.toLowerCase()),
      ),
    )
    .describe(description);

export const addressList = (description: string) =>
  list
    .transform((items, context) => {
      const addresses = parseAddresses(items);
      if (addresses.ok) return addresses.value;
      context.issues.push({ code: 'custom', input: items, message: addresses.error.message });
      return z.NEVER;
    })
    .describe(description);

export interface Retention {
  readonly maxAgeSeconds?: number;
  readonly maxSizeBytes?: number;
}

const AGE_UNIT_SECONDS: Readonly<Record<string, number>> = { m: 60, h: 3_600, d: 86_400 };
const SIZE_UNIT_BYTES: Readonly<Record<string, number>> = { MB: 1e6, GB: 1e9, TB: 1e12 };

/** `7d,10GB`: an age, a size, or both; what is not given has no limit. */
export const retention = (description: string) =>
  z
    .string()
    .transform((written, context): Retention => {
      const parsed = parseRetention(written);
      if (parsed !== undefined) return parsed;
      context.issues.push({
        code: 'custom',
        input: written,
        message: 'expected an age (m h d), a size (MB GB TB) or both, such as 7d,10GB',
      });
      return z.NEVER;
    })
    .describe(description);

function parseRetention(written: string): Retention | undefined {
  let maxAgeSeconds: number | undefined;
  let maxSizeBytes: number | undefined;
  for (const part of written.split(',')) {
    const [, amount, unit = ''] = /^\s*(\d+(?:\.\d+)?)\s*([a-zA-Z]+)\s*$/.exec(part) ?? [];
    const ageUnit = AGE_UNIT_SECONDS[unit.toLowerCase()];
    const sizeUnit = SIZE_UNIT_BYTES[unit.toUpperCase()];
    if (amount === undefined || Number(amount) === 0) return undefined;
    if (ageUnit !== undefined && maxAgeSeconds === undefined)
      maxAgeSeconds = Number(amount) * ageUnit;
    else if (sizeUnit !== undefined && maxSizeBytes === undefined)
      maxSizeBytes = Number(amount) * sizeUnit;
    else return undefined;
  }
  return {
    ...(maxAgeSeconds === undefined ? {} : { maxAgeSeconds }),
    ...(maxSizeBytes === undefined ? {} : { maxSizeBytes }),
  };
}
