import { encodeBase64 } from '../../../../shared/formats/base64.ts';
import type { Attributes, AttributeValue } from '../../../../shared/span/span.ts';

/**
 * A list or map as the text Jaeger makes of it: Go's JSON, with sorted keys and without `<`, `>`
 * and `&`. Empty when there is a number in it that JSON has not.
 */
export function goJson(value: AttributeValue): string {
  return jsonOf(value) ?? '';
}

/** A double as Go's JSON has it, which is JavaScript's but for the sign of zero. */
export function goDouble(value: number): string | undefined {
  if (!Number.isFinite(value)) return undefined;
  return Object.is(value, -0) ? '-0' : String(value);
}

/** Go's `%.10g`, in which the older generation keeps doubles. */
export function goTenDigits(value: number): string {
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value > 0 ? '+Inf' : '-Inf';
  if (value === 0) return Object.is(value, -0) ? '-0' : '0';
  const [mantissa = '', exponentText] = rounded(value).split('e');
  const exponent = Number(exponentText);
  if (exponent >= -4 && exponent < 10) return plain(`${mantissa}e${exponent}`);
  const digits = String(Math.abs(exponent)).padStart(2, '0');
  return `${withoutZeros(mantissa)}e${exponent < 0 ? '-' : '+'}${digits}`;
}

/** To ten digits; halfway to the even one, where JavaScript goes to the larger one. */
function rounded(value: number): string {
  const exact = value.toExponential(60);
  const tie = /^(-?\d\.\d{8}[02468])50*e(.*)$/.exec(exact);
  return tie ? `${tie[1]}e${tie[2]}` : value.toExponential(9);
}

function plain(tenDigits: string): string {
  const value = Number(tenDigits);
  return withoutZeros(value.toFixed(Math.max(0, 9 - Number(tenDigits.split('e')[1]))));
}

function withoutZeros(digits: string): string {
  return digits.includes('.') ? digits.replace(/\.?0+$/, '') : digits;
}

function jsonOf(value: AttributeValue): string | undefined {
  if (value === undefined) return 'null';
  if (typeof value === 'string') return goString(value);
  if (typeof value === 'number') return goDouble(value);
  if (value instanceof Uint8Array) return value.length === 0 ? 'null' : `"${encodeBase64(value)}"`;
  if (value instanceof Map) return mapJson(value);
  if (Array.isArray(value)) return joined('[', value.map(jsonOf), ']');
  return String(value);
}

function mapJson(map: Attributes): string | undefined {
  const keys = sortedAsGo([...map.keys()]);
  const members = keys.map((key) => {
    const json = jsonOf(map.get(key));
    return json === undefined ? undefined : `${goString(key)}:${json}`;
  });
  return joined('{', members, '}');
}

function joined(open: string, parts: readonly (string | undefined)[], close: string) {
  return parts.includes(undefined) ? undefined : open + parts.join(',') + close;
}

/** By bytes of UTF-8, which differs from JavaScript's order above U+D7FF. */
export function sortedAsGo(keys: readonly string[]): readonly string[] {
  return [...keys].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
}

function goString(text: string): string {
  return JSON.stringify(text).replace(
    /[<>&\u2028\u2029]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
