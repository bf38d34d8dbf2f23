import { FUNCTION_WORDINGS, functionResourceOf } from './dialects/functionWording.ts';
import type { Expectations } from './expectations.ts';
import { type Handover, missingContext, noteWaiting } from './handover.ts';
import { renderHelpers } from './renderHelpers.ts';
import { renderLookups } from './renderLookups.ts';
import { renderWrites } from './renderWrites.ts';
import { baggageOf, type Scene, scopeNamed } from './scene.ts';
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
