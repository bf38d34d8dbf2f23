export interface EngineReply {
  /** Not above 599, and not necessarily a success. */
  readonly status: number;
  /** Parsed without losing integers; `undefined` where an unsuccessful answer is no JSON. */
  readonly body: unknown;
}
