import type { Expectations } from './expectations.ts';
import { type Scene, scopeNamed, serviceResource } from './scene.ts';
import type { SpanDraft, TraceDraft } from './traceDraft.ts';

/** Asks registry and cache about the device, where the function does; returns when it has the answers. */
export function renderLookups(
  scene: Scene,
  trace: TraceDraft,
  parent: SpanDraft,
  startUs: number,
  expectations: Expectations,
): number {
  const { extras } = scene.journey;
  let nowUs = extras.hasArchive ? renderArchive(scene, trace, parent, startUs) : startUs;
  if (extras.hasCacheLookup) nowUs = renderCacheLookup(scene, trace, parent, nowUs);
  if (extras.isRegistryFlaky) {
    nowUs =
      renderRegistryCall(scene, trace, parent, nowUs, 503) + scene.random.integer(20_000, 90_000);
    nowUs = renderRegistryCall(scene, trace, parent, nowUs, 200);
    expectations.expect('retry');
  } else if (extras.hasRegistryLookup) {
    nowUs = renderRegistryCall(scene, trace, parent, nowUs, 200);
  }
  return nowUs;
}

function renderArchive(
  { random, journey }: Scene,
  trace: TraceDraft,
  parent: SpanDraft,
  startUs: number,
): number {
  return trace
    .open({
      resource: parent.resource,
      scope: scopeNamed('@opentelemetry/instrumentation-aws-sdk', '0.49.0'),
      operation: 'S3.PutObject',
      kind: 'client',
      parent,
      startUs,
      attributes: {
        'rpc.system': 'aws-api',
        'rpc.service': 'S3',
        'rpc.method': 'PutObject',
        'aws.s3.bucket': `raw-${journey.device.region}`,
      },
    })
    .endAt(startUs + random.logNormal(12_000, 0.5, 120_000)).endUs;
}

function renderCacheLookup(
  { random }: Scene,
  trace: TraceDraft,
  parent: SpanDraft,
  startUs: number,
): number {
  return trace
    .open({
      resource: parent.resource,
      scope: scopeNamed('@opentelemetry/instrumentation-redis', '0.49.0'),
      operation: 'GET',
      kind: 'client',
      parent,
      startUs,
      attributes: {
        'db.system': 'redis',
        'db.statement': 'GET device:[1 other arguments]',
        'net.peer.name': 'cache-0',
      },
    })
    .endAt(startUs + random.logNormal(600, 0.5, 9_000)).endUs;
}

function renderRegistryCall(
  scene: Scene,
  trace: TraceDraft,
  parent: SpanDraft,
  startUs: number,
  statusCode: number,
): number {
  const { registry } = scene.vocabulary.backend;
  const endUs = startUs + scene.random.logNormal(5_000, 0.5, 60_000);
  const attributes = { 'http.request.method': 'GET', 'http.response.status_code': statusCode };
  const call = trace
    .open({
      resource: parent.resource,
      scope: scopeNamed('@opentelemetry/instrumentation-undici', '0.9.0'),
      operation: 'GET',
      kind: 'client',
      parent,
      startUs,
      attributes: {
        ...attributes,
        'server.address': registry,
        'url.full': `http://${registry}:8080/devices/${scene.journey.device.id}`,
      },
    })
    .endAt(endUs);
  const answer = trace
    .open({
      resource: serviceResource(scene, registry),
      scope: scopeNamed('@opentelemetry/instrumentation-http', '0.203.0'),
      operation: 'GET /devices/:id',
      kind: 'server',
      parent: call,
      startUs: startUs + 400,
      attributes: { ...attributes, 'http.route': '/devices/:id' },
    })
    .endAt(Math.max(startUs + 401, endUs - 400));
  if (statusCode >= 500) {
    call.fail().set({ 'error.type': String(statusCode) });
    answer.fail().set({ 'error.type': String(statusCode) });
  }
  return endUs;
}
