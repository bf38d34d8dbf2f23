/**
 * Keys that are plain renames of each other, first the name we show. A query for
 * one finds all. Only renames stand here: what needs a condition (a client id
 * that is a device, a topic that is a device) is resolved in `pipeline/identity.ts`
 * and asked by its own name (`device=`).
 */
const ALIAS_GROUPS: readonly (readonly string[])[] = [
  [
    'device.firmware',
    'device.firmware.version',
    'firmware.version',
    'fw.version',
    'hw.firmware_version',
  ],
  ['device.location', 'deployment.site', 'site'],
  ['mqtt.topic', 'messaging.destination.name', 'message.topic', 'messaging.destination'],
  ['mqtt.qos', 'message.qos', 'messaging.mqtt.qos'],
  ['messaging.message.id', 'message.msgid', 'mqtt.message_id'],
  ['messaging.client.id', 'messaging.client_id'],
  ['messaging.operation.type', 'messaging.operation'],
  [
    'messaging.consumer.group.name',
    'messaging.kafka.consumer.group',
    'messaging.nats.consumer.group',
  ],
  ['rule.name', 'ruleName'],
  ['rule.action', 'ruleAction'],
  ['function.name', 'faas.name'],
  [
    'function.cold_start',
    'faas.coldstart',
    'cold_start',
    'aws.lambda.cold_start',
    'functions.cold_start',
  ],
  ['faas.invocation_id', 'faas.execution'],
  ['cloud.resource_id', 'faas.id'],
  ['db.system', 'db.system.name', 'db.type'],
  ['db.operation', 'db.operation.name'],
  ['db.query.text', 'db.statement'],
  ['db.namespace', 'db.name'],
  ['db.collection.name', 'db.sql.table'],
  ['http.request.method', 'http.method'],
  ['http.response.status_code', 'http.status_code'],
  ['url.full', 'http.url'],
];

const GROUP_OF = new Map(
  ALIAS_GROUPS.flatMap((group) => group.map((key) => [key, group] as const)),
);

/** Every name of a key, the key itself included; just the key when it has no other. */
export function aliasesOf(key: string): readonly string[] {
  return GROUP_OF.get(key) ?? [key];
}

/** The name of the key that lists and suggestions show. */
export function canonicalKey(key: string): string {
  return GROUP_OF.get(key)?.[0] ?? key;
}
