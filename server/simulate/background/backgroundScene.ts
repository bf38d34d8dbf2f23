import type { Device } from '../fleet.ts';
import type { Random } from '../random.ts';
import type { ResourceCatalog } from '../resourceCatalog.ts';
import { scopeNamed } from '../scene.ts';
import type { ServiceClocks } from '../serviceClocks.ts';
import type { SpanDraft, TraceDraft } from '../traceDraft.ts';
import type { Vocabulary } from '../vocabulary.ts';

export interface BackgroundScene {
  readonly atUs: number;
  /** Somebody's device: whose page is looked at, who connects. */
  readonly device: Device;
  readonly vocabulary: Vocabulary;
  readonly resources: ResourceCatalog;
  readonly clocks: ServiceClocks;
  readonly random: Random;
}

export function openSpan(
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
