/** What a span's operation name gives away about the span, as bits. */
export const OPERATION_TRAIT = {
  db: 1,
  rule: 2,
  broker: 4,
  /** EMQX 5.4 to 5.7, whose names may be anybody's. */
  legacyBroker: 8,
  publish: 16,
  consume: 32,
  /** Names MQTT beside sending. */
  mqttPublish: 64,
} as const;

const RULES: readonly (readonly [trait: number, operation: RegExp])[] = [
  [OPERATION_TRAIT.db, /^(db_write|tsdb_write)$/],
  [OPERATION_TRAIT.rule, /^(broker\.rule_engine\.|rule(_engine)?_(eval|evaluate|apply))/],
  // EMQX from 5.8 on; `message.dispatch`, `message.deliver` and `emqx.*` are 5.8's first names.
  [
    OPERATION_TRAIT.broker,
    /^(client\.(connect|disconnect|subscribe|unsubscribe|publish|auth[nz](_backend)?|pub(ack|rec|rel|comp))|(broker|emqx)\.(disconnect|subscribe|unsubscribe|publish|pub(ack|rec|rel|comp))|message\.(route|dispatch|deliver|forward|handle_forward))$/,
  ],
  [OPERATION_TRAIT.legacyBroker, /^(process_message|send_published_message)$/],
  [OPERATION_TRAIT.publish, /^(device_publish|mqtt_publish)$/],
  [OPERATION_TRAIT.consume, /^(process|receive) /],
  [OPERATION_TRAIT.mqttPublish, /^mqtt[ ._](publish|send)\b/i],
];

const remembered = new Map<string, number>();
const MAX_REMEMBERED = 10_000;
const MAX_REMEMBERED_LENGTH = 100;

/** The `OPERATION_TRAIT` bits of an operation name; 0 for a name that says nothing. */
export function traitsOfOperation(operation: string): number {
  const known = remembered.get(operation);
  if (known !== undefined) return known;
  let traits = 0;
  for (const [trait, pattern] of RULES) if (pattern.test(operation)) traits |= trait;
  // A fleet uses a few hundred names over and over; a hostile one must not fill memory.
  if (remembered.size < MAX_REMEMBERED && operation.length <= MAX_REMEMBERED_LENGTH) {
    remembered.set(operation, traits);
  }
  return traits;
}
