import {
  type Attributes,
  type DroppedCounts,
  NO_ATTRIBUTES,
  NO_SCOPE,
  type Resource,
  type Scope,
  type Span,
  type SpanEvent,
  type SpanKind,
  type SpanLink,
  type SpanStatus,
  UNKNOWN_SERVICE,
} from '../span/span.ts';

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** What a decoder gathers about one span before it is one. */
export interface SpanDraft {
  traceId: string | undefined;
  spanId: string | undefined;
  parentSpanId: string | undefined;
  operation: string;
  kind: SpanKind;
  startUs: number;
  startNs: number;
  endUs: number;
  endNs: number;
  status: SpanStatus;
  statusMessage: string;
  attributes: Attributes;
  events: SpanEvent[] | undefined;
  links: SpanLink[] | undefined;
  traceState: string;
  flags: number;
  droppedAttributes: number;
  droppedEvents: number;
  droppedLinks: number;
}

export const newSpanDraft = (): SpanDraft => ({
  traceId: undefined,
  spanId: undefined,
  parentSpanId: undefined,
  operation: '',
  kind: 'unspecified',
  startUs: 0,
  startNs: 0,
  endUs: 0,
  endNs: 0,
  status: 'unset',
  statusMessage: '',
  attributes: NO_ATTRIBUTES,
  events: undefined,
  links: undefined,
  traceState: '',
  flags: 0,
  droppedAttributes: 0,
  droppedEvents: 0,
  droppedLinks: 0,
});

/**
 * The span of a draft, with absent what is absent. Every decoder builds spans
 * here, in one order of fields, so that engines see few object shapes.
 *
 * An end of exactly 0 with a later start means that the sender never set it: the
 * span is taken to have no length rather than to end in 1970.
 */
export function buildSpan(
  draft: SpanDraft,
  ids: { readonly traceId: string; readonly spanId: string },
  resource: Resource,
  scope: Scope,
): Span {
  const isUnended = draft.endUs === 0 && draft.endNs === 0 && draft.startUs > 0;
  const endNs = isUnended ? draft.startNs : draft.endNs;
  const span: Mutable<Span> = {
    traceId: ids.traceId,
    spanId: ids.spanId,
    operation: draft.operation,
    kind: draft.kind,
    startUs: draft.startUs,
    durationUs: isUnended ? 0 : draft.endUs - draft.startUs,
    status: draft.status,
    attributes: draft.attributes,
    resource,
    scope,
    events: draft.events ?? NO_EVENTS,
    links: draft.links ?? NO_LINKS,
  };
  if (draft.parentSpanId !== undefined) span.parentSpanId = draft.parentSpanId;
  if (draft.startNs !== 0) span.startNs = draft.startNs;
  if (endNs !== 0) span.endNs = endNs;
  if (draft.statusMessage !== '') span.statusMessage = draft.statusMessage;
  if (draft.traceState !== '') span.traceState = draft.traceState;
  if (draft.flags !== 0) span.flags = draft.flags;
  const dropped = droppedCounts(draft);
  if (dropped !== undefined) span.dropped = dropped;
  return span;
}

/** A resource with its service found: `service.name` when it is a text that is not empty. */
export function buildResource(
  attributes: Attributes,
  schemaUrl: string,
  droppedAttributes: number,
): Resource {
  const name = attributes.get('service.name');
  const resource: Mutable<Resource> = {
    service: typeof name === 'string' && name !== '' ? name : UNKNOWN_SERVICE,
    attributes,
  };
  if (schemaUrl !== '') resource.schemaUrl = schemaUrl;
  if (droppedAttributes !== 0) resource.droppedAttributes = droppedAttributes;
  return resource;
}

export interface ScopeDraft {
  name: string;
  version: string;
  attributes: Attributes;
  schemaUrl: string;
  droppedAttributes: number;
}

export const newScopeDraft = (): ScopeDraft => ({
  name: '',
  version: '',
  attributes: NO_ATTRIBUTES,
  schemaUrl: '',
  droppedAttributes: 0,
});

/** The scope of a draft; `NO_SCOPE` itself when nothing is known. */
export function buildScope(draft: ScopeDraft): Scope {
  const { name, version, attributes, schemaUrl, droppedAttributes } = draft;
  const scope: Mutable<Scope> = { name, version, attributes };
  if (schemaUrl !== '') scope.schemaUrl = schemaUrl;
  if (droppedAttributes !== 0) scope.droppedAttributes = droppedAttributes;
  const isEmpty = name === '' && version === '' && attributes.size === 0;
  return isEmpty && schemaUrl === '' && droppedAttributes === 0 ? NO_SCOPE : scope;
}

export interface EventDraft {
  name: string;
  timeUs: number;
  timeNs: number;
  attributes: Attributes;
  droppedAttributes: number;
}

export const newEventDraft = (): EventDraft => ({
  name: '',
  timeUs: 0,
  timeNs: 0,
  attributes: NO_ATTRIBUTES,
  droppedAttributes: 0,
});

/** The event of a draft, with absent what is absent. */
export function buildEvent(draft: EventDraft): SpanEvent {
  const { name, timeUs, attributes } = draft;
  const event: Mutable<SpanEvent> = { name, timeUs, attributes };
  if (draft.timeNs !== 0) event.timeNs = draft.timeNs;
  if (draft.droppedAttributes !== 0) event.droppedAttributes = draft.droppedAttributes;
  return event;
}

export interface LinkDraft {
  traceId: string | undefined;
  spanId: string | undefined;
  attributes: Attributes;
  traceState: string;
  flags: number;
  droppedAttributes: number;
}

export const newLinkDraft = (): LinkDraft => ({
  traceId: undefined,
  spanId: undefined,
  attributes: NO_ATTRIBUTES,
  traceState: '',
  flags: 0,
  droppedAttributes: 0,
});

/** The link of a draft; `undefined` when it names no span. */
export function buildLink(draft: LinkDraft): SpanLink | undefined {
  const { traceId, spanId, attributes } = draft;
  if (traceId === undefined || spanId === undefined) return undefined;
  const link: Mutable<SpanLink> = { traceId, spanId, attributes };
  if (draft.traceState !== '') link.traceState = draft.traceState;
  if (draft.flags !== 0) link.flags = draft.flags;
  if (draft.droppedAttributes !== 0) link.droppedAttributes = draft.droppedAttributes;
  return link;
}

const NO_EVENTS: readonly SpanEvent[] = [];
const NO_LINKS: readonly SpanLink[] = [];

function droppedCounts(draft: SpanDraft): DroppedCounts | undefined {
  const { droppedAttributes, droppedEvents, droppedLinks } = draft;
  if (droppedAttributes === 0 && droppedEvents === 0 && droppedLinks === 0) return undefined;
  const dropped: Mutable<DroppedCounts> = {};
  if (droppedAttributes !== 0) dropped.attributes = droppedAttributes;
  if (droppedEvents !== 0) dropped.events = droppedEvents;
  if (droppedLinks !== 0) dropped.links = droppedLinks;
  return dropped;
}
