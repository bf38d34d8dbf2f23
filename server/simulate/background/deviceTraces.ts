import type { TraceDraft } from '../traceDraft.ts';
import { healthCheck } from './backendTraces.ts';
import { type BackgroundScene, openSpan } from './backgroundScene.ts';

/** A device without MQTT: its reading is a request, and the trace begins where that arrives. */
export function httpReading(scene: BackgroundScene, trace: TraceDraft): void {
  const { random, vocabulary, device } = scene;
  const { gateway, api } = vocabulary.backend;
  const request = { 'http.request.method': 'POST', 'http.response.status_code': 202 };
  const entry = openSpan(scene, trace, gateway, 'POST /ingest', 'server', scene.atUs, undefined, {
    ...request,
    'http.route': '/ingest',
    'device.id': device.id,
  });
  const handled = openSpan(
    scene,
    trace,
    api,
    'POST /readings',
    'server',
    scene.atUs + 700,
    entry,
    request,
  );
  const write = openSpan(
    scene,
    trace,
    api,
    'INSERT readings',
    'client',
    scene.atUs + 1_900,
    handled,
    {
      'db.system.name': 'postgresql',
      'db.operation.name': 'INSERT',
      'db.collection.name': 'readings',
      'db.query.summary': 'INSERT readings',
      'server.address': 'pg-main',
    },
  );
  write.endAt(write.startUs + random.logNormal(6_000, 0.6, 200_000));
  handled.endAt(write.endUs + 200);
  entry.endAt(write.endUs + 600);
}

/** Somebody presses a button; the device at the end of it exports nothing. */
export function commandToDevice(scene: BackgroundScene, trace: TraceDraft): void {
  const { random, vocabulary, device } = scene;
  const { gateway, api } = vocabulary.backend;
  const entry = openSpan(
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
  const sent = openSpan(
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
export function clientConnects(scene: BackgroundScene, trace: TraceDraft): void {
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
  const connect = openSpan(
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
  const authn = openSpan(
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
    openSpan(
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
