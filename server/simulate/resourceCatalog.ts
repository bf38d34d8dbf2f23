import type { Resource } from '../../shared/span/span.ts';
import { type AttributeRecord, attributesOf } from './attributesOf.ts';
import type { Device } from './fleet.ts';
import { Random } from './random.ts';

interface ServiceInstance {
  readonly region: string;
  readonly provider: string;
  readonly instance: number;
  readonly extra: AttributeRecord;
}

/** Hands out one object per distinct resource, as an exporter that batches would. */
export class ResourceCatalog {
  readonly #resources = new Map<string, Resource>();

  ofService(service: string, { region, provider, instance, extra }: ServiceInstance): Resource {
    const key = `${service}|${region}|${instance}|${Object.values(extra).join('|')}`;
    return this.#remember(key, service, () => {
      const pod = `${service}-${new Random(key).hex(5)}`;
      return {
        'service.name': service,
        'service.instance.id': pod,
        'host.name': `ip-10-${instance}-4-${(pod.length * 7) % 250}`,
        'cloud.provider': provider,
        'cloud.region': region,
        'deployment.environment.name': 'production',
        'telemetry.sdk.language': 'nodejs',
        'telemetry.sdk.name': 'opentelemetry',
        'telemetry.sdk.version': '2.5.0',
        ...extra,
      };
    });
  }

  /** A device that exports its own spans says on its resource who it is, as far as its dialect does. */
  ofDevice(service: string, device: Device, extra: AttributeRecord): Resource {
    const key = `${service}|${device.id}|${Object.values(extra).join('|')}`;
    return this.#remember(key, service, () => ({ 'service.name': service, ...extra }));
  }

  #remember(key: string, service: string, makeAttributes: () => AttributeRecord): Resource {
    const known = this.#resources.get(key);
    if (known !== undefined) return known;
    const resource = { service, attributes: attributesOf(makeAttributes()) };
    this.#resources.set(key, resource);
    return resource;
  }
}
