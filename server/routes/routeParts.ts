import type { Registry } from 'prom-client';
import type { TraceStore } from '../stores/traceStore.ts';
import type { TraceLayouts } from './traceLayouts.ts';

/** What the routes are made from. */
export interface RouteParts {
  readonly store: TraceStore;
  readonly layouts: TraceLayouts;
  readonly registry: Registry;
  readonly nowMs: () => number;
  readonly isStopping: () => boolean;
  readonly version: string;
  /** `''` or `/prefix`. */
  readonly basePath: string;
}
