import type { Resource, Scope, SpanKind } from '../../shared/span/span.ts';
import { NO_ATTRIBUTES } from '../../shared/span/span.ts';
import type { AttributeRecord } from './attributesOf.ts';
import type { Journey } from './journey.ts';
import type { Random } from './random.ts';
import type { ResourceCatalog } from './resourceCatalog.ts';
import type { ServiceClocks } from './serviceClocks.ts';
import type { Vocabulary } from './vocabulary.ts';

/** One message with everything needed to write its spans down. */
export interface Scene {
  readonly journey: Journey;
  readonly vocabulary: Vocabulary;
  readonly resources: ResourceCatalog;
  readonly clocks: ServiceClocks;
  readonly random: Random;
}

/** How a dialect words a span; when it starts and under which parent is the renderer's business. */
export interface Wording {
  readonly operation: string;
  readonly kind: SpanKind;
  readonly scope: Scope;
  readonly attributes: AttributeRecord;
}

export function scopeNamed(name: string, version = ''): Scope {
  return { name, version, attributes: NO_ATTRIBUTES };
}

/** Baggage entries as a span processor copies them onto every span of some pipelines. */
export function baggageOf({ journey }: Scene): AttributeRecord {
  if (!journey.device.pipeline.hasBaggage) return {};
  return {
    'device.id': journey.device.id,
    'device.firmware': journey.firmware,
    deployment_site: journey.device.site,
  };
}

/** The resource of one of a few instances of a service in the device's region. */
export function serviceResource(
  scene: Scene,
  service: string,
  extra: AttributeRecord = {},
): Resource {
  const { journey, random, resources, vocabulary } = scene;
  return resources.ofService(service, {
    region: journey.device.region,
    provider: vocabulary.cloud.provider,
    instance: random.integer(0, 2),
    extra,
  });
}
