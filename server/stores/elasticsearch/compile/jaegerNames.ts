import type { SpanKind, SpanStatus } from '../../../../shared/span/span.ts';

type NamedKind = Exclude<SpanKind, 'unspecified'>;

export const NAMED_KINDS: readonly NamedKind[] = [
  'internal',
  'server',
  'client',
  'producer',
  'consumer',
];

/** How writers put a kind into the tag `span.kind`; others than these spellings are not known. */
export function namesOfKind(kind: NamedKind): readonly string[] {
  const upper = kind.toUpperCase();
  const capital = upper.slice(0, 1) + kind.slice(1);
  return [kind, upper, capital, `SPAN_KIND_${upper}`, `span_kind_${kind}`];
}

export const KIND_NAMES: readonly string[] = NAMED_KINDS.flatMap(namesOfKind);

/** What decoding takes for this status in `otel.status_code`: the word in any mix of letters. */
export function codesOfStatus(status: Exclude<SpanStatus, 'unset'>): readonly string[] {
  let codes = [''];
  for (const letter of status) {
    codes = codes.flatMap((start) => [start + letter.toUpperCase(), start + letter]);
  }
  return codes;
}

export const STATUS_CODES: readonly string[] = [...codesOfStatus('ok'), ...codesOfStatus('error')];
