import type {
  BrokerDialect,
  DbDialect,
  DeviceDialect,
  FunctionDialect,
  Pipeline,
  RuleDialect,
  SubscriberDialect,
} from './pipeline.ts';
import { Random } from './random.ts';
import type { Vocabulary } from './vocabulary.ts';

const MQTT_DEVICES: readonly DeviceDialect[] = [
  'plain',
  'semconv',
  'semconvOld',
  'paho',
  'dart',
  'unexported',
];
const NATS_SUBSCRIBERS: readonly SubscriberDialect[] = ['natsNet', 'natsJava'];
const MQTT_SUBSCRIBERS: readonly SubscriberDialect[] = [
  'semconv',
  'semconvOld',
  'paho',
  'kafka',
  'pubsub',
];
const BROKERS: readonly BrokerDialect[] = ['plain', 'emqx', 'emqxLegacy', 'hivemq'];
const FUNCTIONS: readonly FunctionDialect[] = ['plain', 'lambdaOld', 'lambda', 'azure'];
const RULES: readonly RuleDialect[] = ['plain', 'engine'];
const DATABASES: readonly DbDialect[] = [
  'plain',
  'influx',
  'postgres',
  'postgresOld',
  'elasticsearch',
  'timestream',
];
const TOPICS = ['{site}/{device}/up', 'v1/dev/{device}/data', 'org/{site}/unit/{device}/evt/0'];
const SYLLABLES = 'ka lo mir ten vu sar qui bel dro fen gai hus jor nim pel rost'.split(' ');

/**
 * A platform nobody has seen: other names for everything, and pipelines put
 * together from the same dialects in other ways. The same seed gives the same one.
 */
export function renamedVocabulary(seed: number, pipelineCount = 9): Vocabulary {
  const random = new Random(seed, 'vocabulary');
  const word = (syllables = 2) =>
    Array.from({ length: syllables }, () => random.pick(SYLLABLES)).join('');
  const version = () => `${random.integer(0, 9)}.${random.integer(0, 20)}.${random.integer(0, 99)}`;
  return {
    sites: Array.from({ length: 4 }, () => ({ name: word(), region: `${word(1)}-${word(1)}-1` })),
    models: [
      { name: word().toUpperCase(), maker: word(3) },
      { name: `${word()} ${random.integer(2, 90)}`, maker: word() },
    ],
    devicePrefixes: [word(), `${word(1)}:${word(1)}`],
    firmware: { settled: [version(), `r${random.integer(100, 999)}`], newest: `v${version()}` },
    cloud: { provider: random.pick(['aws', 'azure', 'gcp']), account: String(random.uint32()) },
    functionVersions: [version(), version()],
    fields: [word(), word(), `${word()}_${word(1)}`],
    pipelines: Array.from({ length: pipelineCount }, () => randomPipeline(random, word)),
    backend: {
      gateway: word(),
      api: word(),
      auth: word(),
      jobs: word(),
      registry: word(),
      resources: [word(), word()],
    },
  };
}

type MakeWord = (syllables?: number) => string;

function randomPipeline(random: Random, word: MakeWord): Pipeline {
  return random.chance(0.2) ? natsPipeline(random, word) : mqttPipeline(random, word);
}

function natsPipeline(random: Random, word: MakeWord): Pipeline {
  return {
    name: word(),
    weight: random.integer(1, 4),
    topic: `${word(1)}.${word(1)}.{device}`,
    device: { dialect: random.pick(['natsNet', 'natsJava']), service: word() },
    subscriber: { dialect: random.pick(NATS_SUBSCRIBERS), service: word(), group: word() },
    db: database(random, word, ['postgres', 'postgresOld']),
    contextFrom: 'device',
    hasBaggage: random.chance(0.3),
  };
}

/** What stands behind the broker: rules in it or outside, a function or a consumer alone. */
type Shape = 'rulesInBroker' | 'rules' | 'subscriberAndRules' | 'function' | 'direct' | 'stored';

function mqttPipeline(random: Random, word: MakeWord): Pipeline {
  const shape = random.pick<Shape>([
    'rulesInBroker',
    'rules',
    'subscriberAndRules',
    'subscriberAndRules',
    'function',
    'direct',
    'stored',
  ]);
  const hasSubscriber = shape !== 'rulesInBroker' && shape !== 'rules' && shape !== 'function';
  const isBrokerDark = hasSubscriber && random.chance(0.5);
  const brokerDialect = shape === 'rulesInBroker' ? 'emqx' : random.pick(BROKERS);
  const broker = { dialect: brokerDialect, service: word(), cluster: word() };
  const hasRules = shape === 'rules' || shape === 'rulesInBroker' || shape === 'subscriberAndRules';
  const isInBroker = shape === 'rulesInBroker';
  return {
    name: `${shape} ${word()}`,
    weight: random.integer(1, 4),
    topic: random.pick(TOPICS),
    device: { dialect: random.pick(MQTT_DEVICES), service: word() },
    ...(!isBrokerDark && { broker }),
    ...(!isBrokerDark && !hasSubscriber && random.chance(0.25) && { gateway: { service: word() } }),
    ...(hasSubscriber && {
      subscriber: { dialect: random.pick(MQTT_SUBSCRIBERS), service: word(), group: word() },
    }),
    ...(hasRules && {
      rule: {
        dialect: isInBroker ? ('emqx' as const) : random.pick(RULES),
        service: isInBroker ? broker.service : word(),
        names: [word(), word()],
        action: word(),
      },
    }),
    ...((hasRules || shape === 'function') && {
      function: {
        dialect: random.pick(FUNCTIONS),
        service: word(),
        name: word(3),
        isAwaited: hasRules && !isInBroker && random.chance(0.3),
      },
    }),
    ...(shape !== 'direct' && { db: database(random, word, DATABASES) }),
    contextFrom: random.chance(0.5) ? 'broker' : 'device',
    hasBaggage: random.chance(0.3),
  };
}

function database(
  random: Random,
  word: MakeWord,
  dialects: readonly DbDialect[],
): NonNullable<Pipeline['db']> {
  return {
    dialect: random.pick(dialects),
    namespace: word(),
    collection: word(),
    host: `${word()}.${word(1)}`,
  };
}
