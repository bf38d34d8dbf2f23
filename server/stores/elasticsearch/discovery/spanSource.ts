import type { StoreDescription } from '../../../../shared/api/answers.ts';
import type { EngineCall } from '../engine/engineCall.ts';
import type { SpanIndices } from './spanIndices.ts';

/** An engine and what is known of its span indices. */
export interface SpanSource {
  /**
   * For one call of the port. Finds out about the indices when that is not known yet or known
   * too long; an engine that was down is asked again. Rejects with `StoreUnavailable`.
   *
   * @param callMs  for everything the call asks, where that is not the usual time
   */
  begin(signal: AbortSignal, callMs?: number): Promise<SpanAsk>;
  /** Never rejects but for the signal: an engine that is down is a description too. */
  describe(signal: AbortSignal): Promise<StoreDescription>;
  close(): Promise<void>;
}

export interface SpanAsk {
  readonly indices: SpanIndices;
  readonly call: EngineCall;
}
