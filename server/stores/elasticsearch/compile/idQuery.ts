import type { EngineLimits } from '../discovery/spanIndices.ts';
import { type Bounds, exactly, NEVER, UNKNOWN } from './bounds.ts';
import { anyTerm, regexp } from './dsl.ts';

/**
 * Where an id of so many digits contains `wanted` (lower case) once it is whole. It may be stored
 * without leading zeros, some or all of them, so the text may begin in zeros that are not there.
 */
export function idQuery(
  wanted: string,
  field: string,
  digits: number,
  { allowsExpensive }: Pick<EngineLimits, 'allowsExpensive'>,
): Bounds {
  if (!/^[0-9a-f]+$/.test(wanted) || wanted.length > digits) return NEVER;
  if (wanted.length === digits) return exactly(anyTerm(field, storedForms(wanted)));
  if (!allowsExpensive) return UNKNOWN;
  return exactly(regexp(field, idRegex(wanted, digits)));
}

function storedForms(id: string): readonly string[] {
  const zeros = leadingZeros(id);
  const forms = new Set<string>();
  for (let gone = 0; gone <= zeros && gone < id.length; gone++) {
    const form = id.slice(gone);
    forms.add(form).add(form.toUpperCase());
  }
  return [...forms];
}

function idRegex(wanted: string, digits: number): string {
  const alternatives = [`.*${anyCase(wanted)}.*`];
  for (let gone = 1; gone <= leadingZeros(wanted); gone++) {
    // Short enough that as many zeros as are gone stand before it.
    const rest = wanted.slice(gone);
    alternatives.push(`${anyCase(rest)}.{0,${digits - wanted.length}}`);
  }
  return alternatives.join('|');
}

const leadingZeros = (text: string): number => text.length - text.replace(/^0+/, '').length;

const anyCase = (hex: string): string =>
  hex.replace(/[a-f]/g, (digit) => `[${digit}${digit.toUpperCase()}]`);
