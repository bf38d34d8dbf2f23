import { AttributesDraft } from '../span/attributesDraft.ts';
import { type Attributes, type Resource, UNKNOWN_SERVICE } from '../span/span.ts';
import { decodeBase64 } from './base64.ts';
import { buildResource } from './buildSpan.ts';
import { attributesOfTags } from './jaegerTags.ts';
import { objectOf, textOfJson } from './jsonFields.ts';

/** What Jaeger writes where a resource had no service name. */
const NO_SERVICE_NAME = 'OTLPResourceNoServiceName';

/** What writers put where a resource has no service name. */
export const SERVICE_STAND_INS = new Set([
  '',
  NO_SERVICE_NAME,
  'missing-service-name',
  'empty-service-name',
]);

/** The resource of a Jaeger process; `service.name` comes first. Throws `WrongShape`. */
export function resourceOfProcess(json: unknown): Resource {
  const process = objectOf(json, 'a process');
  const serviceName = textOfJson(process.serviceName, 'serviceName');
  return resourceOfTags(serviceName, attributesOfTags(process.tags, 'process tags', decodeBase64));
}

/** The resource of a process with this name and these tags. */
export function resourceOfTags(serviceName: string, tags: Attributes): Resource {
  if (SERVICE_STAND_INS.has(serviceName)) return buildResource(tags, '', 0);
  resourceAttributes.begin();
  resourceAttributes.set('service.name', serviceName);
  for (const [key, value] of tags) if (key !== 'service.name') resourceAttributes.set(key, value);
  return buildResource(resourceAttributes.finish(), '', 0);
}

const resourceAttributes = new AttributesDraft();

/** The name a process gets for a resource. */
export function serviceNameOf(resource: Resource): string {
  const isSent = resource.attributes.get('service.name') === resource.service;
  return isSent || resource.service !== UNKNOWN_SERVICE ? resource.service : NO_SERVICE_NAME;
}
