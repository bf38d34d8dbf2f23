import type { EngineHit, JsonBody } from '../engine/engineCall.ts';
import { firstOf } from '../engine/json.ts';

const TRACE_ID_DIGITS = 32;
const SHORT_ID_DIGITS = 16;

/** Texts that one trace id may be stored as. */
export const MOST_FORMS = 3;

/**
 * Every text a writer of Jaeger has stored this trace id (32 digits) as: whole; 16 digits when
 * the upper half is zero (1.16 to 2.6); without leading zeros (before 1.16).
 */
export function storedTraceIds(traceId: string): readonly string[] {
  if (!traceId.startsWith('0')) return [traceId];
  const forms = new Set([traceId]);
  const isShort = traceId.startsWith('0'.repeat(TRACE_ID_DIGITS - SHORT_ID_DIGITS));
  if (isShort) forms.add(traceId.slice(-SHORT_ID_DIGITS));
  forms.add(traceId.replace(/^0+(?=.)/, ''));
  return [...forms];
}

/** The one form the rest of the program knows: 32 lower-case hex digits. */
export function canonicalTraceId(stored: string): string {
  if (WHOLE_ID.test(stored)) return stored;
  return stored.toLowerCase().padStart(TRACE_ID_DIGITS, '0');
}

/** The trace of a hit that came with this field instead of its document. */
export function traceIdOfHit({ fields }: EngineHit, field: string): string | undefined {
  const stored = firstOf(fields, field);
  return typeof stored === 'string' ? canonicalTraceId(stored) : undefined;
}

const WHOLE_ID = /^[0-9a-f]{32}$/;

/** A filter for the spans of these traces, whatever form their ids are stored in. */
export function ofTraces(field: string, traceIds: Iterable<string>): JsonBody {
  const stored: string[] = [];
  for (const traceId of traceIds) stored.push(...storedTraceIds(traceId));
  return { terms: { [field]: stored } };
}

/** The same for a span id (16 digits). */
export function storedSpanIds(spanId: string): readonly string[] {
  return [...new Set([spanId, spanId.replace(/^0+(?=.)/, '')])];
}
