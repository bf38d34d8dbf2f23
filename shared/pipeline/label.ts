import { clip } from '../clip.ts';
import type { SoughtKeys } from '../span/soughtKeys.ts';
import type { Attributes, AttributeValue } from '../span/span.ts';

/** The longest text a summary keeps of any value; what an engine indexes of one, too. */
export const MAX_LABEL_LENGTH = 256;

/**
 * A value as a name people can search for: text, number or boolean, cut to
 * `MAX_LABEL_LENGTH` without splitting a character. `undefined` for what is
 * empty or has inner structure.
 */
export function labelOf(value: AttributeValue): string | undefined {
  if (value === undefined || value === '') return undefined;
  if (typeof value === 'object') return undefined;
  return clip(String(value), MAX_LABEL_LENGTH);
}

/** The label of the first of the keys that has one. */
export function firstLabel(attributes: Attributes, keys: SoughtKeys): string | undefined {
  return keys.first(attributes, labelOf);
}
