import { visitAttributes } from '../../../shared/query/spanAttributes.ts';
import { aliasesOf } from '../../../shared/span/aliases.ts';
import { attributeText } from '../../../shared/span/attributes.ts';
import type { Span } from '../../../shared/span/span.ts';

type ReadValue = (span: Span) => string;

/** Fields every span has one value of; any other is the key of an attribute. */
const BUILT_IN: ReadonlyMap<string, ReadValue> = new Map<string, ReadValue>([
  ['service', ({ resource }) => resource.service],
  ['operation', ({ operation }) => operation],
  ['kind', ({ kind }) => kind],
  ['status', ({ status }) => status],
]);

/** For each of the fields, in their order, the distinct values of a trace's spans. */
export type SpanFieldReader = (spans: readonly Span[]) => readonly ReadonlySet<string>[];

/** Made once for many traces: each span's attributes are walked once, however many the fields are. */
export function spanFieldReader(fields: readonly string[]): SpanFieldReader {
  const placesOfKey = new Map<string, number[]>();
  const builtIn: (readonly [place: number, read: ReadValue])[] = [];
  for (const [place, field] of fields.entries()) {
    const read = BUILT_IN.get(field);
    if (read !== undefined) builtIn.push([place, read]);
    else for (const key of aliasesOf(field)) addPlace(placesOfKey, key, place);
  }
  return (spans) => {
    const found = fields.map(() => new Set<string>());
    for (const span of spans) {
      for (const [place, read] of builtIn) found[place]?.add(read(span));
      if (placesOfKey.size === 0) continue;
      visitAttributes(span, (_, key, value) => {
        for (const place of placesOfKey.get(key) ?? []) found[place]?.add(attributeText(value));
      });
    }
    return found;
  };
}

function addPlace(placesOfKey: Map<string, number[]>, key: string, place: number): void {
  const places = placesOfKey.get(key);
  if (places === undefined) placesOfKey.set(key, [place]);
  else places.push(place);
}
