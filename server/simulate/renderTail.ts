import { RULE_WORDINGS } from './dialects/ruleWording.ts';
import { SUBSCRIBER_WORDINGS } from './dialects/subscriberWording.ts';
import type { Expectations } from './expectations.ts';
import { type Handover, missingContext, noteWaiting } from './handover.ts';
import { renderFunction } from './renderFunction.ts';
import { renderHelpers } from './renderHelpers.ts';
import { renderRepublish } from './renderRepublish.ts';
import { renderWrites } from './renderWrites.ts';
import { baggageOf, type Scene, serviceResource } from './scene.ts';
import type { SpanDraft, TraceDraft } from './traceDraft.ts';

/** Writes subscriber, rule, function and database; returns when the last of them is done. */
export function renderTail(scene: Scene, handover: Handover, expectations: Expectations): number {
  const { subscriber, rule, function: called } = scene.journey.device.pipeline;
  let next = handover;
  if (subscriber !== undefined) {
    const consumed = renderSubscriber(scene, next, expectations);
    if (rule === undefined && called === undefined) return consumed.endUs;
    next = {
      trace: handover.trace,
      parent: consumed,
      readyUs: consumed.endUs,
      seenUntilUs: consumed.endUs,
    };
  }
  if (rule !== undefined) return renderRule(scene, next, expectations);
  return renderFunction(scene, next, expectations);
}

function renderSubscriber(scene: Scene, handover: Handover, expectations: Expectations): SpanDraft {
  const { journey } = scene;
  const startUs = handover.readyUs + journey.waitUs.subscriber;
  if (journey.broker.delayUs === 0) noteWaiting(handover, startUs, expectations);
  let span = openSubscriber(scene, handover, startUs, journey.delivery === 'second' ? 2 : 1);
  if (journey.delivery === 'second') expectations.expect('retry');
  if (journey.delivery === 'again') {
    span.endAt(startUs + journey.workUs.subscriber / 2);
    if (scene.random.chance(0.5)) span.fail('connection lost before acknowledgement');
    span = openSubscriber(scene, handover, span.endUs + scene.random.integer(200_000, 900_000), 2);
    expectations.expect('retry');
  }
  if (journey.delivery === 'twoServices') {
    const wait = scene.random.integer(500, 20_000);
    openSubscriber(
      scene,
      handover,
      startUs + wait,
      1,
      `${subscriberOf(scene).service}-audit`,
    ).endAt(startUs + wait + journey.workUs.subscriber);
  }
  return finishSubscriber(scene, span, handover.trace, expectations);
}

function finishSubscriber(
  scene: Scene,
  span: SpanDraft,
  trace: TraceDraft,
  expectations: Expectations,
): SpanDraft {
  const { workUs, device } = scene.journey;
  const { rule, function: called, db } = device.pipeline;
  const workedUs = span.startUs + workUs.subscriber;
  renderHelpers(scene, trace, span, span.startUs, workedUs);
  if (rule !== undefined || called !== undefined || db === undefined) return span.endAt(workedUs);
  const resource = serviceResource(scene, subscriberOf(scene).service);
  const writtenUs = renderWrites(
    scene,
    { trace, parent: span, resource, startUs: workedUs },
    expectations,
  );
  return span.endAt(writtenUs + 300);
}

function openSubscriber(
  scene: Scene,
  { trace, parent, links, isContextMissing }: Handover,
  startUs: number,
  deliveredCount: number,
  service = subscriberOf(scene).service,
): SpanDraft {
  const wording = SUBSCRIBER_WORDINGS[subscriberOf(scene).dialect](scene, deliveredCount);
  return trace.open({
    ...wording,
    resource: serviceResource(scene, service),
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

function subscriberOf({ journey }: Scene): NonNullable<typeof journey.device.pipeline.subscriber> {
  const subscriber = journey.device.pipeline.subscriber;
  if (subscriber === undefined) throw new Error('this pipeline has no subscriber');
  return subscriber;
}

function renderRule(scene: Scene, handover: Handover, expectations: Expectations): number {
  const { journey } = scene;
  const { device, rule: plan } = journey;
  const startUs = handover.readyUs + journey.waitUs.rule;
  const isFirst = device.pipeline.subscriber === undefined;
  if (!isFirst || journey.broker.delayUs === 0) noteWaiting(handover, startUs, expectations);
  const workedUs = startUs + journey.workUs.rule;
  const isMatch = plan.fate === 'matched' || plan.fate === 'alsoMissed';
  const rule = openRule(scene, handover, startUs, isMatch).endAt(workedUs);
  renderHelpers(scene, handover.trace, rule, startUs, workedUs);
  if (plan.fate === 'missed') {
    expectations.expect('rule-miss');
    return workedUs;
  }
  if (plan.fate === 'alsoMissed') {
    openRule(scene, handover, workedUs, false).endAt(workedUs + journey.workUs.rule / 2);
  }
  let matching = rule;
  if (plan.fate === 'otherMatched') {
    matching = openRule(scene, handover, workedUs, true).endAt(workedUs + journey.workUs.rule);
  }
  const after: Handover = {
    trace: handover.trace,
    parent: matching,
    readyUs: matching.endUs,
    seenUntilUs: matching.endUs,
  };
  if (plan.isRepublishing) return renderRepublish(scene, after);
  if (journey.endsAfter === 'rule' || device.pipeline.function === undefined) return matching.endUs;
  const doneUs = renderFunction(scene, { ...after, ...emqxAction(scene, after) }, expectations);
  if (device.pipeline.function.isAwaited) matching.endAt(doneUs + 400);
  return Math.max(doneUs, matching.endUs);
}

function openRule(
  scene: Scene,
  { trace, parent, links, isContextMissing }: Handover,
  startUs: number,
  isMatch: boolean,
): SpanDraft {
  const rule = scene.journey.device.pipeline.rule;
  if (rule === undefined) throw new Error('this pipeline has no rule');
  const name = rule.names[isMatch ? 0 : rule.names.length - 1] ?? '';
  const wording = RULE_WORDINGS[rule.dialect](scene, name, isMatch);
  const isInBroker = rule.dialect === 'emqx';
  return trace.open({
    ...wording,
    resource: serviceResource(scene, rule.service),
    parent,
    ...(links !== undefined && !isInBroker && { links }),
    startUs,
    attributes: {
      ...wording.attributes,
      ...baggageOf(scene),
      ...missingContext(scene, isContextMissing),
    },
  });
}

/** EMQX runs the rule's action as a span of its own, which calls the function. */
function emqxAction(scene: Scene, after: Handover): Partial<Handover> {
  const rule = scene.journey.device.pipeline.rule;
  if (rule?.dialect !== 'emqx') return {};
  const endUs = after.readyUs + scene.random.logNormal(1_500, 0.5, 40_000);
  const action = after.trace
    .open({
      resource: serviceResource(scene, rule.service),
      scope: RULE_WORDINGS.emqx(scene, '', true).scope,
      operation: 'broker.rule_engine.action',
      kind: 'internal',
      parent: after.parent,
      startUs: after.readyUs,
      attributes: {
        'client.clientid': '$emqx_action_internal_clientid',
        'action.type': rule.action,
        'action.bridge_type': rule.action,
        'action.bridge_name': rule.names[0],
      },
    })
    .endAt(endUs);
  return { parent: action, readyUs: endUs, seenUntilUs: endUs };
}
