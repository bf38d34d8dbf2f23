import type { TestEngine } from '../../../../engines/testing/describeOnEngine.ts';
import { USUAL_LIMITS } from '../discovery/engineLimits.ts';
import { USUAL_FIELDS } from '../discovery/readFields.ts';
import type { EngineLimits, SpanFields, SpanIndices } from '../discovery/spanIndices.ts';
import type { SpanAsk } from '../discovery/spanSource.ts';
import { EngineClient } from '../engine/engineClient.ts';
import { type CallBounds, PortCall } from '../engine/portCall.ts';

const LIMITS: EngineLimits = { ...USUAL_LIMITS, maxBuckets: 65_536, allowsExpensive: true };

/** Of indices that all say the type of each tag. */
export const TYPED_FIELDS: SpanFields = {
  ...USUAL_FIELDS,
  lists: USUAL_FIELDS.lists.map((list) => ({
    ...list,
    typeField: list.keyField.replace(/key$/, 'type'),
  })),
};

/** A machine that tests six engines is busy. */
const PATIENCE: CallBounds = { callMs: 300_000, searchMs: 60_000 };

/** Indices as Jaeger's templates make them, whatever their names. */
export function spanIndices(
  spans: string,
  more: Partial<Omit<SpanIndices, 'limits'>> & { readonly limits?: Partial<EngineLimits> } = {},
): SpanIndices {
  const known = { engine: 'unknown', spans, fields: USUAL_FIELDS, dotReplacement: '@' } as const;
  return { ...known, ...more, limits: { ...LIMITS, ...more.limits } };
}

/** One call of the port to a real engine; its connections end with the process. */
export function askEngineOf(
  { url }: Pick<TestEngine, 'url'>,
  indices: SpanIndices,
  signal = new AbortController().signal,
): SpanAsk {
  const client = new EngineClient({ urls: [new URL(url)] });
  return { indices, call: new PortCall(client, signal, PATIENCE) };
}
