import type { Scene } from './scene.ts';
import { scopeNamed } from './scene.ts';
import type { SpanDraft, TraceDraft } from './traceDraft.ts';

const STEPS = ['decode payload', 'validate schema', 'convert units', 'enrich', 'deduplicate'];

/** Internal spans of a service about its own work, one after the other within the given time. */
export function renderHelpers(
  scene: Scene,
  trace: TraceDraft,
  parent: SpanDraft,
  fromUs: number,
  untilUs: number,
): void {
  const { helperCount } = scene.journey.extras;
  const stepUs = (untilUs - fromUs) / (helperCount + 1);
  for (let index = 0; index < helperCount; index += 1) {
    const isLoop = helperCount > STEPS.length;
    trace
      .open({
        resource: parent.resource,
        scope: scopeNamed('app'),
        operation: isLoop ? 'convert record' : (STEPS[index] ?? 'enrich'),
        kind: 'internal',
        parent,
        startUs: fromUs + stepUs * index,
        attributes: isLoop ? { 'record.index': index } : {},
      })
      .endAt(fromUs + stepUs * (index + 0.9));
  }
}
