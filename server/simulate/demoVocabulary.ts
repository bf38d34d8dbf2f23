import type { Pipeline } from './pipeline.ts';
import type { Vocabulary } from './vocabulary.ts';

const TELEMETRY: Pipeline = {
  name: 'telemetry',
  weight: 30,
  topic: 'devices/{device}/telemetry',
  device: { dialect: 'plain', service: 'sensor-firmware' },
  broker: { dialect: 'plain', service: 'mqtt-broker', cluster: 'emqx-cluster-01' },
  rule: {
    dialect: 'plain',
    service: 'rule-engine',
    names: ['store_telemetry', 'forward_alerts'],
    action: 'write_to_timestream',
  },
  function: {
    dialect: 'plain',
    service: 'telemetry-processor',
    name: 'iot-telemetry-processor',
    isAwaited: false,
  },
  db: {
    dialect: 'plain',
    namespace: 'fleet',
    collection: 'telemetry',
    host: 'influxdb.internal',
  },
  contextFrom: 'broker',
  hasBaggage: false,
};

const EMQX_LAMBDA: Pipeline = {
  name: 'emqx-lambda',
  weight: 20,
  topic: 'sites/{site}/devices/{device}/state',
  device: { dialect: 'semconv', service: 'edge-agent' },
  broker: { dialect: 'emqx', service: 'emqx', cluster: 'emqxcl' },
  rule: {
    dialect: 'emqx',
    service: 'emqx',
    names: ['state_to_lambda', 'state_archive'],
    action: 'http',
  },
  function: { dialect: 'lambda', service: 'state-ingest', name: 'state-ingest', isAwaited: false },
  db: {
    dialect: 'influx',
    namespace: 'fleet-state',
    collection: 'device_state',
    host: 'eu-central-1-1.aws.cloud2.influxdata.com',
  },
  contextFrom: 'broker',
  hasBaggage: false,
};

const MOSQUITTO_AGRI: Pipeline = {
  name: 'mosquitto-readings',
  weight: 15,
  topic: 'sensors/{device}/reading',
  device: { dialect: 'paho', service: 'greenhouse-publisher' },
  subscriber: { dialect: 'paho', service: 'reading-consumer', group: 'readings' },
  rule: {
    dialect: 'engine',
    service: 'threshold-rules',
    names: ['soil_moisture_low', 'store_reading'],
    action: 'store',
  },
  function: {
    dialect: 'lambdaOld',
    service: 'reading-transform',
    name: 'reading-transform',
    isAwaited: true,
  },
  db: {
    dialect: 'postgresOld',
    namespace: 'greenhouse',
    collection: 'readings',
    host: 'timescale-0.db',
  },
  contextFrom: 'device',
  hasBaggage: true,
};

const NATS_METERS: Pipeline = {
  name: 'nats-metrics',
  weight: 15,
  topic: 'telemetry.metrics.{device}',
  device: { dialect: 'natsNet', service: 'iot-sensor' },
  subscriber: { dialect: 'natsNet', service: 'otel-collector-nats', group: 'otel-collectors' },
  db: {
    dialect: 'postgres',
    namespace: 'telemetry|public',
    collection: 'iot_metrics',
    host: 'timescaledb',
  },
  contextFrom: 'device',
  hasBaggage: false,
};

const SILENT_TRACKERS: Pipeline = {
  name: 'trackers',
  weight: 12,
  topic: 'devices/{device}/position',
  device: { dialect: 'unexported', service: 'tracker' },
  broker: { dialect: 'emqxLegacy', service: 'emqx-edge', cluster: 'emqx-edge-02' },
  subscriber: { dialect: 'semconv', service: 'position-bridge', group: 'bridge' },
  rule: {
    dialect: 'engine',
    service: 'geo-rules',
    names: ['geofence', 'store_position'],
    action: 'invoke_function',
  },
  function: {
    dialect: 'azure',
    service: 'position-writer',
    name: 'PositionWriter',
    isAwaited: false,
  },
  db: {
    dialect: 'timestream',
    namespace: 'fleet',
    collection: 'positions',
    host: 'ingest-cell2.timestream.us-east-1.amazonaws.com',
  },
  contextFrom: 'broker',
  hasBaggage: false,
};

const HIVEMQ_PRESSES: Pipeline = {
  name: 'presses',
  weight: 8,
  topic: 'factory/{site}/press/{device}/cycle',
  device: { dialect: 'semconvOld', service: 'press-controller' },
  broker: { dialect: 'hivemq', service: 'hivemq', cluster: 'hivemq-plant' },
  subscriber: { dialect: 'semconvOld', service: 'cycle-subscriber', group: 'cycles' },
  rule: {
    dialect: 'engine',
    service: 'rule-engine',
    names: ['cycle_quality', 'store_cycle'],
    action: 'enrich',
  },
  function: {
    dialect: 'lambdaOld',
    service: 'cycle-enricher',
    name: 'cycle-enricher',
    isAwaited: false,
  },
  db: {
    dialect: 'elasticsearch',
    namespace: 'plant',
    collection: 'press-cycles',
    host: 'es-data-1',
  },
  contextFrom: 'broker',
  hasBaggage: false,
};

/** The fleet of the demo: six pipelines of one company, each grown in its own corner. */
export const DEMO_VOCABULARY: Vocabulary = {
  sites: [
    { name: 'berlin-hub', region: 'eu-central-1' },
    { name: 'porto-plant', region: 'eu-west-1' },
    { name: 'denver-yard', region: 'us-west-2' },
    { name: 'osaka-lab', region: 'ap-northeast-3' },
    { name: 'almeria-farm', region: 'eu-west-1' },
  ],
  models: [
    { name: 'TH-200', maker: 'Nordsense' },
    { name: 'TH-350', maker: 'Nordsense' },
    { name: 'EdgeBox 4', maker: 'Kestrel' },
    { name: 'PX-9', maker: 'Plantworks' },
  ],
  devicePrefixes: ['sensor'],
  firmware: { settled: ['2.3.1', '2.3.0', '2.2.7', '1.9.4'], newest: '2.4.0' },
  cloud: { provider: 'aws', account: '481516234299' },
  functionVersions: ['41', '42'],
  fields: ['battery_voltage', 'temperature', 'humidity', 'cpu_usage', 'rssi'],
  pipelines: [TELEMETRY, EMQX_LAMBDA, MOSQUITTO_AGRI, NATS_METERS, SILENT_TRACKERS, HIVEMQ_PRESSES],
  backend: {
    gateway: 'api-gateway',
    api: 'dashboard-api',
    auth: 'auth-service',
    jobs: 'maintenance-jobs',
    registry: 'device-registry',
    resources: ['devices', 'alerts', 'sites', 'firmware'],
  },
};
