import { resourceOfTags } from '../../../../shared/formats/jaegerProcess.ts';
import { attributesOfTags } from '../../../../shared/formats/jaegerTags.ts';
import { kindOfName } from '../../../../shared/formats/otlpEnums.ts';
import { attributeText } from '../../../../shared/span/attributes.ts';
import { NO_ATTRIBUTES, UNKNOWN_SERVICE } from '../../../../shared/span/span.ts';
import { hexBytes } from '../documents/hexBytes.ts';
import type { ValuePlace } from './storedFields.ts';

/** What a stored value says, and of which types it has to be to say so. */
export interface ValueText {
  readonly text: string;
  /** Absent: whatever its type. */
  readonly types?: { readonly only: readonly string[] } | { readonly not: readonly string[] };
}

/**
 * The texts a value may have when its document is read, by its type: "1e+10" is the number
 * 10000000000 or that very text. Empty for what reading makes something else than an attribute of.
 *
 * @param stored  as it stands in the index
 */
export function valueTexts(field: string, stored: string, place: ValuePlace): readonly ValueText[] {
  if (place.kind === 'field' && place.holds === 'operation') return [{ text: stored }];
  if (place.kind === 'field' && place.holds === 'service') {
    return [{ text: resourceOfTags(stored, NO_ATTRIBUTES).service }];
  }
  if (isTakenAway(field, stored, place)) return [];
  if (place.kind === 'field') return [{ text: stored === MINUS_ZERO ? '0' : stored }];
  if (place.list.typeField === undefined) return [{ text: stored }];
  if (field === 'error' && stored === 'true') return [{ text: stored, types: { not: ['bool'] } }];
  return textsByType(stored);
}

/** The one number that Jaeger writes otherwise than we do; the type of what is a field is lost. */
const MINUS_ZERO = '-0';

function textsByType(stored: string): readonly ValueText[] {
  const typesOf = new Map<string, string[]>();
  for (const type of ['int64', 'float64']) {
    const value = attributesOfTags([{ key: '', type, value: stored }], 'a tag', hexBytes).get('');
    const text = attributeText(value);
    if (text === stored) continue;
    typesOf.set(text, [...(typesOf.get(text) ?? []), type]);
  }
  if (typesOf.size === 0) return [{ text: stored }];
  const others = [...typesOf.values()].flat();
  const texts: ValueText[] = [{ text: stored, types: { not: others } }];
  for (const [text, only] of typesOf) texts.push({ text, types: { only } });
  return texts;
}

/** What Jaeger made tags of goes back to where it was. */
function isTakenAway(field: string, stored: string, place: ValuePlace): boolean {
  switch (field) {
    case 'span.kind':
      return (kindOfName(stored) ?? 'unspecified') !== 'unspecified';
    case 'otel.status_code':
      return /^(?:ok|error)$/i.test(stored);
    case 'w3c.tracestate':
      return stored !== '';
    case 'error':
      return place.kind === 'field' && stored === 'true';
    case 'service.name':
      return resourceOfTags(stored, NO_ATTRIBUTES).service === UNKNOWN_SERVICE;
    case 'event':
    case 'otel.scope.name':
    case 'otel.scope.version':
      return stored === '';
    case 'otel.library.name':
    case 'otel.library.version':
      return true;
    default:
      return false;
  }
}
