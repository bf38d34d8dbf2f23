import { Expectations } from './expectations.ts';
import type { Device } from './fleet.ts';
import type { Random } from './random.ts';
import type { ResourceCatalog } from './resourceCatalog.ts';
import { scopeNamed } from './scene.ts';
import type { ServiceClocks } from './serviceClocks.ts';
import { type SpanDraft, TraceDraft } from './traceDraft.ts';
import type { SimulatedTrace } from './truth.ts';
import type { Vocabulary } from './vocabulary.ts';

export interface BackgroundScene {
  readonly atUs: number;
  /** Somebody's device: whose page is looked at, who connects. */
  readonly device: Device;
  readonly vocabulary: Vocabulary;
  readonly resources: ResourceCatalog;
  readonly clocks: ServiceClocks;
  readonly random: Random;
}

type BackgroundTrace = (scene: BackgroundScene, trace: TraceDraft) => void;

/** What else a platform traces: dashboards, log-ins, jobs, health checks, connecting clients. */
const KINDS: readonly {
  readonly weight: number;
  readonly name: string;
  readonly write: BackgroundTrace;
}[] = [
  { weight: 40, name: 'page of the dashboard', write: dashboardRead },
  { weight: 12, name: 'log-in', write: logIn },
  { weight: 12, name: 'job of one span', write: singleJob },
  { weight: 10, name: 'health check', write: healthCheck },
  { weight: 12, name: 'client connects', write: clientConnects },
  { weight: 8, name: 'reading sent over HTTP', write: httpReading },
  { weight: 6, name: 'command to a device', write: commandToDevice },
];

export function renderBackground(scene: BackgroundScene): SimulatedTrace {
  const kind = scene.random.pickWeighted(KINDS);
  const trace = new TraceDraft(scene.random);
  kind.write(scene, trace);
  return {
    spans: trace.finish(scene.clocks),
    truth: {
      traceId: trace.traceId,
      findings: new Expectations().findings,
      nearMiss: kind.name,
      pipeline: 'background',
    },
  };
}

function dashboardRead(scene: BackgroundScene, trace: TraceDraft): void {
  const { random, vocabulary } = scene;
  const { gateway, api, auth, resources } = vocabulary.backend;
  const resource = random.pick(resources);
  const entry = open(
    scene,
    trace,
    gateway,
    `GET /api/${resource}`,
    'server',
    scene.atUs,
    undefined,
    {
      'http.request.method': 'GET',
      'http.route': `/api/${resource}`,
      'http.response.status_code': 200,
      'url.path': `/api/${resource}`,
    },
  );
  let nowUs = scene.atUs + random.integer(300, 1_500);
  const check = open(scene, trace, auth, 'POST /introspect', 'server', nowUs, entry, {
    'http.request.method': 'POST',
    'http.response.status_code': 200,
  });
  nowUs = check.endAt(nowUs + random.logNormal(2_500, 0.5, 40_000)).endUs;
  const list = open(scene, trace, api, `GET /${resource}`, 'server', nowUs + 200, entry, {
    'http.request.method': 'GET',
    'http.response.status_code': 200,
  });
  nowUs += 500;
  const queryCount = random.chance(0.05) ? random.integer(15, 35) : random.integer(1, 4);
  for (let index = 0; index < queryCount; index += 1) {
    const query = open(scene, trace, api, `SELECT ${resource}`, 'client', nowUs, list, {
      'db.system.name': 'postgresql',
      'db.operation.name': 'SELECT',
      'db.collection.name': resource,
      'db.query.summary': `SELECT ${resource}`,
      'server.address': 'pg-main',
    });
    nowUs = query.endAt(nowUs + random.logNormal(4_000, 0.8, 300_000)).endUs + 100;
  }
  list.endAt(nowUs + 300);
  entry.endAt(nowUs + 900);
}

function logIn(scene: BackgroundScene, trace: TraceDraft): void {
  const { random, vocabulary } = scene;
  const isRefused = random.chance(0.1);
  const status = { 'http.response.status_code': isRefused ? 401 : 200 };
  const entry = open(
    scene,
    trace,
    vocabulary.backend.gateway,
    'POST /login',
    'server',
    scene.atUs,
    undefined,
    {
      'http.request.method': 'POST',
      ...status,
    },
  );
  const check = open(
    scene,
    trace,
    vocabulary.backend.auth,
    'verify password',
    'internal',
    scene.atUs + 600,
    entry,
    {},
  );
  check.endAt(check.startUs + random.logNormal(80_000, 0.2, 200_000));
  entry.endAt(check.endUs + 700);
}

function singleJob(scene: BackgroundScene, trace: TraceDraft): void {
  const { random, vocabulary } = scene;
  const job = random.pick(['compact partitions', 'rotate certificates', 'refresh twin cache']);
  open(scene, trace, vocabulary.backend.jobs, job, 'internal', scene.atUs, undefined, {
    'job.name': job,
  }).endAt(scene.atUs + random.logNormal(400_000, 0.9, 9_000_000));
}

function healthCheck(scene: BackgroundScene, trace: TraceDraft): void {
  open(
    scene,
    trace,
    scene.vocabulary.backend.api,
    'GET /healthz',
    'server',
    scene.atUs,
    undefined,
    {
      'http.request.method': 'GET',
      'http.route': '/healthz',
      'http.response.status_code': 200,
    },
  ).endAt(scene.atUs + scene.random.integer(150, 1_200));
}

/** A device without MQTT: its reading is a request, and the trace begins where that arrives. */
function httpReading(scene: BackgroundScene, trace: TraceDraft): void {
  const { random, vocabulary, device } = scene;
  const { gateway, api } = vocabulary.backend;
  const request = { 'http.request.method': 'POST', 'http.response.status_code': 202 };
  const entry = open(scene, trace, gateway, 'POST /ingest', 'server', scene.atUs, undefined, {
    ...request,
    'http.route': '/ingest',
    'device.id': device.id,
  });
  const handled = open(
    scene,
    trace,
    api,
    'POST /readings',
    'server',
    scene.atUs + 700,
    entry,
    request,
  );
  const write = open(scene, trace, api, 'INSERT readings', 'client', scene.atUs + 1_900, handled, {
    'db.system.name': 'postgresql',
    'db.operation.name': 'INSERT',
    'db.collection.name': 'readings',
    'db.query.summary': 'INSERT readings',
    'server.address': 'pg-main',
  });
  write.endAt(write.startUs + random.logNormal(6_000, 0.6, 200_000));
  handled.endAt(write.endUs + 200);
  entry.endAt(write.endUs + 600);
}

/** Somebody presses a button; the device at the end of it exports nothing. */
function commandToDevice(scene: BackgroundScene, trace: TraceDraft): void {
  const { random, vocabulary, device } = scene;
  const { gateway, api } = vocabulary.backend;
  const entry = open(
    scene,
    trace,
    gateway,
    'POST /devices/:id/commands',
    'server',
    scene.atUs,
    undefined,
    {
      'http.request.method': 'POST',
      'http.response.status_code': 202,
    },
  );
  const topic = `cmd/${device.id}/config`;
  const sent = open(
    scene,
    trace,
    api,
    'publish cmd/{device}/config',
    'producer',
    scene.atUs + 900,
    entry,
    {
      'messaging.system': 'mqtt',
      'messaging.destination.name': topic,
      'messaging.operation.type': 'send',
      'messaging.mqtt.qos': 1,
    },
  );
  sent.endAt(sent.startUs + random.logNormal(14_000, 0.4, 90_000));
  entry.endAt(sent.endUs + 300);
}

/** EMQX traces a client's connect; nothing of a message in it. */
function clientConnects(scene: BackgroundScene, trace: TraceDraft): void {
  const { random, vocabulary, device } = scene;
  const broker = vocabulary.pipelines.find(
    (pipeline) => pipeline.broker?.dialect === 'emqx',
  )?.broker;
  if (broker === undefined) {
    healthCheck(scene, trace);
    return;
  }
  const client = {
    'client.clientid': device.id,
    'client.username': device.site,
    'cluster.id': broker.cluster,
  };
  const connect = open(
    scene,
    trace,
    broker.service,
    'client.connect',
    'internal',
    scene.atUs,
    undefined,
    {
      ...client,
      'client.connect.authn.result': 'success',
    },
  );
  const authn = open(
    scene,
    trace,
    broker.service,
    'client.authn',
    'internal',
    scene.atUs + 150,
    connect,
    client,
  );
  authn.endAt(authn.startUs + random.logNormal(3_000, 0.5, 60_000));
  connect.endAt(authn.endUs + 200);
  if (random.chance(0.5)) {
    open(
      scene,
      trace,
      broker.service,
      'client.authz',
      'internal',
      scene.atUs + 100,
      connect,
      client,
    ).endAt(authn.endUs);
  }
}

function open(
  { resources, vocabulary, random, device }: BackgroundScene,
  trace: TraceDraft,
  service: string,
  operation: string,
  kind: 'server' | 'client' | 'internal' | 'producer',
  startUs: number,
  parent: SpanDraft | undefined,
  attributes: Readonly<Record<string, string | number | boolean>>,
): SpanDraft {
  const resource = resources.ofService(service, {
    region: device.region,
    provider: vocabulary.cloud.provider,
    instance: random.integer(0, 1),
    extra: {},
  });
  const scope = scopeNamed('@opentelemetry/instrumentation-http', '0.203.0');
  return trace.open({ resource, scope, operation, kind, startUs, parent, attributes });
}
