import type { Attributes, AttributeValue, Span } from '../span/span.ts';
import type { AttributePlace } from './ast.ts';

/** The key under which an event's name is found, as Jaeger writes it; `event.name` asks for it too. */
export const EVENT_NAME_KEY = 'event';
export const SCOPE_NAME_KEY = 'otel.scope.name';
export const SCOPE_VERSION_KEY = 'otel.scope.version';
export const STATUS_MESSAGE_KEY = 'otel.status_description';

/**
 * Calls `visit` with every attribute a query can find on a span: its own and those of its resource,
 * events, scope and links. What OpenTelemetry keeps outside of attributes and Jaeger within them
 * (event name, scope name and version, status message) comes under Jaeger's keys, unless an
 * attribute has that key already. A key may come several times: from two events, say.
 *
 * A store that indexes exactly this and the span's own fields answers as `matchSpan` does.
 */
export function visitAttributes(
  span: Span,
  visit: (place: AttributePlace, key: string, value: AttributeValue) => void,
): void {
  for (const [place, attributes] of attributeGroups(span)) {
    for (const [key, value] of attributes) visit(place, key, value);
  }
}

/** Whether any value under the key, at the place or at any, is accepted. */
export function someAttribute(
  span: Span,
  place: AttributePlace | undefined,
  key: string,
  accepts: (value: AttributeValue) => boolean,
): boolean {
  for (const [groupPlace, attributes] of attributeGroups(span)) {
    if (place !== undefined && place !== groupPlace) continue;
    if (attributes.has(key) && accepts(attributes.get(key))) return true;
  }
  return false;
}

type AttributeGroup = readonly [place: AttributePlace, attributes: Attributes];

function attributeGroups(span: Span): readonly AttributeGroup[] {
  const groups: AttributeGroup[] = [
    ['span', span.attributes],
    ['resource', span.resource.attributes],
  ];
  const { scope, statusMessage = '' } = span;
  if (scope.attributes.size > 0) groups.push(['scope', scope.attributes]);
  pushMissing(groups, 'span', span.attributes, STATUS_MESSAGE_KEY, statusMessage);
  pushMissing(groups, 'scope', scope.attributes, SCOPE_NAME_KEY, scope.name);
  pushMissing(groups, 'scope', scope.attributes, SCOPE_VERSION_KEY, scope.version);
  for (const event of span.events) {
    if (event.attributes.size > 0) groups.push(['event', event.attributes]);
    pushMissing(groups, 'event', event.attributes, EVENT_NAME_KEY, event.name);
  }
  for (const link of span.links) groups.push(['link', link.attributes]);
  return groups;
}

function pushMissing(
  groups: AttributeGroup[],
  place: AttributePlace,
  attributes: Attributes,
  key: string,
  text: string,
): void {
  if (text !== '' && !attributes.has(key)) groups.push([place, new Map([[key, text]])]);
}
