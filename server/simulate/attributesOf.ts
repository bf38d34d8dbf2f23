import type { Attributes, AttributeValue } from '../../shared/span/span.ts';

/** What a dialect writes down; a whole number becomes an int64, `undefined` is left out. */
export type AttributeRecord = Readonly<
  Record<string, string | number | boolean | readonly string[] | undefined>
>;

export function attributesOf(...records: readonly AttributeRecord[]): Attributes {
  const attributes = new Map<string, AttributeValue>();
  for (const record of records) {
    for (const [key, value] of Object.entries(record)) {
      if (value === undefined) continue;
      attributes.set(key, Number.isInteger(value) ? BigInt(Number(value)) : value);
    }
  }
  return attributes;
}
