import type { SpanKind, SpanStatus } from '../span/span.ts';

const KINDS: readonly SpanKind[] = [
  'unspecified',
  'internal',
  'server',
  'client',
  'producer',
  'consumer',
];

const STATUSES: readonly SpanStatus[] = ['unset', 'ok', 'error'];

/** The kind of an OTLP number; one we do not know is `unspecified`. */
export const kindOfNumber = (code: number): SpanKind => KINDS[code] ?? 'unspecified';

export const numberOfKind = (kind: SpanKind): number => KINDS.indexOf(kind);

/** The status of an OTLP number; one we do not know is `unset`. */
export const statusOfNumber = (code: number): SpanStatus => STATUSES[code] ?? 'unset';

export const numberOfStatus = (status: SpanStatus): number => STATUSES.indexOf(status);

/** The kind of `SPAN_KIND_SERVER` or `server`, in any case; `undefined` when it is none. */
export function kindOfName(name: string): SpanKind | undefined {
  const bare = name.toLowerCase().replace(/^span_kind_/, '');
  return KINDS.find((kind) => kind === bare);
}

/** The status of `STATUS_CODE_ERROR` or `error`, in any case; `undefined` when it is none. */
export function statusOfName(name: string): SpanStatus | undefined {
  const bare = name.toLowerCase().replace(/^status_code_/, '');
  return STATUSES.find((status) => status === bare);
}
