import { FUNCTION_WORDINGS, functionResourceOf } from './dialects/functionWording.ts';
import type { Expectations } from './expectations.ts';
import { type Handover, missingContext, noteWaiting } from './handover.ts';
import { renderHelpers } from './renderHelpers.ts';
import { renderWrites } from './renderWrites.ts';
import { baggageOf, type Scene, scopeNamed, serviceResource } from './scene.ts';
import type { SpanDraft } from './traceDraft.ts';

/** Writes the invocations of the function and what they call; returns when the last one is done. */
export function renderFunction(
  scene: Scene,
  handover: Handover,
  expectations: Expectations,
): number {
  const { journey, random } = scene;
  const cold = journey.cold;
  const initOutsideUs = cold?.isInsideSpan === false ? cold.initUs : 0;
  const startUs = handover.readyUs + journey.waitUs.function + initOutsideUs;
  const isAwaited = journey.device.pipeline.function?.isAwaited === true;
  if (cold !== undefined) expectations.expect('cold-start');
  else if (!isAwaited) noteWaiting(handover, startUs, expectations);

  const invocationId = random.uuid();
  const first = openInvocation(scene, handover, startUs, invocationId);
  if (journey.functionAttempts === 'retried') {
    first.endAt(startUs + journey.workUs.function).fail('Task timed out after 3.00 seconds');
    expectations.expect('retry');
    const backoffUs = random.integer(150_000, 800_000);
    const second = openInvocation(scene, handover, first.endUs + backoffUs, invocationId);
    return finishInvocation(scene, second, handover, invocationId, expectations);
  }
  const doneUs = finishInvocation(scene, first, handover, invocationId, expectations);
  if (journey.functionAttempts !== 'twoCalls') return doneUs;
  const sibling = openInvocation(scene, handover, doneUs + 2_000, random.uuid());
  return sibling.endAt(doneUs + 2_000 + journey.workUs.function).endUs;
}

function openInvocation(
  scene: Scene,
  { trace, parent, links, isContextMissing }: Handover,
  startUs: number,
  id: string,
): SpanDraft {
  const { journey, vocabulary, resources } = scene;
  const called = journey.device.pipeline.function;
  if (called === undefined) throw new Error('this pipeline has no function');
  const isCold = journey.cold !== undefined;
  const wording = FUNCTION_WORDINGS[called.dialect](scene, { id, isCold });
  const instance = isCold ? scene.random.hex(12) : `${called.name}-${scene.random.integer(0, 5)}`;
  return trace.open({
    ...wording,
    resource: resources.ofService(called.service, {
      region: journey.device.region,
      provider: vocabulary.cloud.provider,
      instance: scene.random.integer(0, 2),
      extra: functionResourceOf(
        scene,
        vocabulary.functionVersions[journey.functionVersion],
        instance,
      ),
    }),
    parent,
    ...(links !== undefined && { links }),
    startUs,
    attributes: {
      ...wording.attributes,
      ...baggageOf(scene),
      ...missingContext(scene, isContextMissing),
    },
  });
}

function finishInvocation(
  scene: Scene,
  span: SpanDraft,
  { trace }: Handover,
  invocationId: string,
  expectations: Expectations,
): number {
  const { journey } = scene;
  const initUs = journey.cold?.isInsideSpan === true ? journey.cold.initUs : 0;
  const beforeUs = span.startUs + initUs + journey.workUs.function * 0.6;
  const inner =
    journey.functionAttempts === 'nestedHandler'
      ? openHandler(trace, span, invocationId)
      : undefined;
  const parent = inner ?? span;
  renderHelpers(scene, trace, parent, span.startUs + initUs, beforeUs);
  const calledUs = renderLookups(scene, trace, parent, beforeUs, expectations);
  const writtenUs =
    journey.device.pipeline.db === undefined
      ? calledUs
      : renderWrites(
          scene,
          { trace, parent, resource: span.resource, startUs: calledUs },
          expectations,
        );
  const endUs = writtenUs + journey.workUs.function * 0.4;
  inner?.endAt(endUs - 100);
  const isFailed = journey.writes.at(-1)?.error !== undefined;
  if (isFailed && scene.random.chance(0.4)) span.fail('write failed');
  return span.endAt(endUs).endUs;
}

/** A handler span inside the runtime's span: the same invocation, seen twice. */
function openHandler(trace: Handover['trace'], span: SpanDraft, invocationId: string): SpanDraft {
  return trace.open({
    resource: span.resource,
    scope: scopeNamed('handler'),
    operation: 'handler',
    kind: 'internal',
    parent: span,
    startUs: span.startUs + 100,
    attributes: { 'faas.invocation_id': invocationId },
  });
}

/** Asks registry and cache about the device, where the function does; returns when it has the answers. */
function renderLookups(
  scene: Scene,
  trace: Handover['trace'],
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
  trace: Handover['trace'],
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
  trace: Handover['trace'],
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
  trace: Handover['trace'],
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
