/**
 * A double as JSON can hold it: what has no literal there (`NaN`, infinities, and
 * the sign of a negative zero, which JSON.stringify drops) becomes text.
 */
export function doubleJson(value: number): number | string {
  if (Object.is(value, -0)) return '-0';
  return Number.isFinite(value) ? value : String(value);
}
