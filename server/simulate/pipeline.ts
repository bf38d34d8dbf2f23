/** The ways of speaking a device, a broker, … has: one renderer each in `dialects/`. */
export type DeviceDialect =
  | 'plain'
  | 'semconv'
  | 'semconvOld'
  | 'paho'
  | 'dart'
  | 'natsNet'
  | 'natsJava'
  | 'unexported';
export type BrokerDialect = 'plain' | 'emqx' | 'emqxLegacy' | 'hivemq';
export type SubscriberDialect =
  | 'semconv'
  | 'semconvOld'
  | 'paho'
  | 'natsNet'
  | 'natsJava'
  | 'kafka'
  | 'pubsub';
export type RuleDialect = 'plain' | 'emqx' | 'engine';
export type FunctionDialect = 'plain' | 'lambdaOld' | 'lambda' | 'azure';
export type DbDialect =
  | 'plain'
  | 'influx'
  | 'postgres'
  | 'postgresOld'
  | 'elasticsearch'
  | 'timestream';

/** One way readings travel through a platform: who is involved, how each speaks, what things are called. */
export interface Pipeline {
  readonly name: string;
  /** Share of the fleet that uses it. */
  readonly weight: number;
  /** With `{device}` and `{site}` to be filled in. */
  readonly topic: string;
  readonly device: { readonly dialect: DeviceDialect; readonly service: string };
  /** An edge box that takes the device's message and publishes it again, context and all. */
  readonly gateway?: { readonly service: string };
  /** Absent: the broker is dark. */
  readonly broker?: {
    readonly dialect: BrokerDialect;
    readonly service: string;
    readonly cluster: string;
  };
  readonly subscriber?: {
    readonly dialect: SubscriberDialect;
    readonly service: string;
    readonly group: string;
  };
  readonly rule?: {
    readonly dialect: RuleDialect;
    readonly service: string;
    readonly names: readonly string[];
    readonly action: string;
  };
  readonly function?: {
    readonly dialect: FunctionDialect;
    readonly service: string;
    readonly name: string;
    /** Called and awaited inside the rule or subscriber span, not after it. */
    readonly isAwaited: boolean;
  };
  readonly db?: {
    readonly dialect: DbDialect;
    readonly namespace: string;
    readonly collection: string;
    readonly host: string;
  };
  /** Whose context the first consumer continues: user properties carry the device's, a bridge its own. */
  readonly contextFrom: 'device' | 'broker';
  /** Baggage copies `device.id` and the firmware onto every span. */
  readonly hasBaggage: boolean;
}

/** Stages a message can wait before, in path order. */
export type WaitingStage = 'subscriber' | 'rule' | 'function';

/** The first stage outside device and broker: where a trace breaks when the context is lost. */
export function firstConsumer(pipeline: Pipeline): WaitingStage | undefined {
  if (pipeline.subscriber !== undefined) return 'subscriber';
  if (pipeline.rule !== undefined && pipeline.rule.dialect !== 'emqx') return 'rule';
  return pipeline.function === undefined ? undefined : 'function';
}
