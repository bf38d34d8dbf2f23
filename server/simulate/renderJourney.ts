import type { OrphanWay } from '../../shared/findings/finding.ts';
import type { Span } from '../../shared/span/span.ts';
import { Expectations } from './expectations.ts';
import type { Handover } from './handover.ts';
import type { Journey } from './journey.ts';
import { firstConsumer } from './pipeline.ts';
import { type Head, renderHead } from './renderHead.ts';
import { renderTail } from './renderTail.ts';
import type { Scene } from './scene.ts';
import { type SpanContext, TraceDraft } from './traceDraft.ts';
import type { SimulatedTrace } from './truth.ts';

export interface Story {
  readonly incident?: string;
  readonly nearMiss?: string;
}

/** Writes one message down: one trace, or two when the context is not handed on. */
export function renderJourney(scene: Scene, story: Story): readonly SimulatedTrace[] {
  const trace = new TraceDraft(scene.random);
  const expectations = new Expectations();
  const head = renderHead(scene, trace, expectations);
  const headSpanCount = trace.spanCount;
  const consumer = firstConsumer(scene.journey.device.pipeline);
  const isOver =
    scene.journey.broker.fate === 'dropped' ||
    scene.journey.endsAfter === 'broker' ||
    (consumer === undefined && scene.journey.device.pipeline.rule === undefined);

  if (isOver) {
    if (scene.journey.broker.fate !== 'dropped') expectations.expectOrphan('O5');
    return collect(scene, story, [[trace, expectations]]);
  }
  if (scene.journey.context === 'kept') {
    const doneUs = renderTail(scene, keptHandover(scene, trace, head), expectations);
    head.broker?.acknowledge(doneUs);
    loseSpans(scene, trace, headSpanCount, expectations);
    return collect(scene, story, [[trace, expectations]]);
  }
  const tail = new TraceDraft(scene.random);
  const tailExpectations = new Expectations();
  const doneUs = renderTail(scene, brokenHandover(scene, tail, head), tailExpectations);
  head.broker?.acknowledge(doneUs);
  const tailWay = tailOrphanWay(scene.journey);
  if (tailWay !== undefined) {
    expectations.expectOrphan('O5');
    tailExpectations.expectOrphan(tailWay);
  }
  return collect(scene, story, [
    [trace, expectations],
    [tail, tailExpectations],
  ]);
}

function keptHandover(scene: Scene, trace: TraceDraft, head: Head): Handover {
  const { pipeline } = scene.journey.device;
  const ruleInBroker = pipeline.subscriber === undefined && pipeline.rule?.dialect === 'emqx';
  return {
    trace,
    parent: ruleInBroker ? head.broker?.routeContext : handedOnContext(scene, head),
    readyUs: head.deliveredUs,
    seenUntilUs: trace.spanCount > 0 ? head.seenUntilUs : undefined,
  };
}

function brokenHandover(scene: Scene, trace: TraceDraft, head: Head): Handover {
  const { context } = scene.journey;
  const links = {
    kept: [],
    lost: [],
    told: [],
    linked: [handedOnContext(scene, head)],
    batched: [handedOnContext(scene, head), ...otherMessages(scene)],
  }[context];
  return {
    trace,
    parent: undefined,
    links,
    readyUs: head.deliveredUs,
    seenUntilUs: undefined,
    isContextMissing: context === 'told',
  };
}

function handedOnContext(scene: Scene, head: Head): SpanContext {
  const isBridged = scene.journey.device.pipeline.contextFrom === 'broker';
  return isBridged && head.broker !== undefined ? head.broker.context : head.publishContext;
}

/** The other messages of a batch, whose traces were not sampled. */
function otherMessages({ random }: Scene): SpanContext[] {
  return Array.from({ length: random.integer(2, 7) }, () => ({
    traceId: random.hex(32),
    spanId: random.hex(16),
  }));
}

function tailOrphanWay({ context, rule, device }: Journey): OrphanWay | undefined {
  if (context === 'told') return 'O1';
  if (context !== 'lost') return undefined;
  return rule.isRepublishing && device.pipeline.broker !== undefined ? 'O2' : 'O4';
}

/** Takes away what a failed exporter never delivered. */
function loseSpans(
  { journey }: Scene,
  trace: TraceDraft,
  headSpanCount: number,
  expectations: Expectations,
): void {
  const { pipeline } = journey.device;
  const consumerService = pipeline.subscriber?.service ?? pipeline.rule?.service;
  if (journey.lost.includes('consumer') && consumerService !== undefined) {
    trace.forget(
      (span, index) => index >= headSpanCount && span.resource.service === consumerService,
    );
    expectations.expectOrphan('O3');
  }
  if (!journey.lost.includes('head')) return;
  trace.forget((_span, index) => index < headSpanCount);
  if (pipeline.subscriber === undefined) expectations.expectOrphan('O3');
}

/** The same spans once more, as an exporter sends them that had no answer in time. */
function exportTwice(scene: Scene, spans: readonly Span[]): readonly Span[] {
  if (!scene.journey.isExportedTwice) return spans;
  return [...spans, ...spans.filter(() => scene.random.chance(0.5))];
}

function collect(
  scene: Scene,
  story: Story,
  drafts: readonly (readonly [TraceDraft, Expectations])[],
): SimulatedTrace[] {
  const { device, firmware } = scene.journey;
  return drafts
    .filter(([trace]) => trace.spanCount > 0)
    .map(([trace, expectations]) => ({
      spans: exportTwice(scene, trace.finish(scene.clocks)),
      truth: {
        traceId: trace.traceId,
        findings: expectations.findings,
        ...(expectations.orphanWay !== undefined && { orphanWay: expectations.orphanWay }),
        ...story,
        pipeline: device.pipeline.name,
        deviceId: device.id,
        firmware,
      },
    }));
}
