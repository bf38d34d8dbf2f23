import { fail, ok, type Result } from '../result.ts';
import type { Resource, Scope } from '../span/span.ts';
import { buildResource, buildScope, newScopeDraft } from './buildSpan.ts';
import { type Decoded, DecodedSpans, shortReason } from './decoded.ts';
import {
  field,
  isJsonObject,
  type JsonObject,
  listOf,
  objectOf,
  textOfJson,
  uint32OfJson,
  WrongShape,
} from './jsonFields.ts';
import { parseLosslessJson } from './losslessJson.ts';
import { attributesOfJson } from './otlpJsonAttributes.ts';
import { readSpanJson } from './otlpJsonSpan.ts';
import { runSteps, type Steps } from './steps.ts';

/**
 * The spans of an OTLP `ExportTraceServiceRequest` written as JSON.
 *
 * Integers may be numbers or text and stay exact at any size, enums may be
 * numbers or names, snake_case names are understood, unknown ones skipped.
 * Fails when the text is no JSON or its outer structure is not a request's; a
 * span that cannot be read is refused alone and counted.
 */
export function decodeOtlpJson(text: string): Result<Decoded> {
  return runSteps(otlpJsonSteps(text));
}

/** The same, pausing every few hundred spans once the text is parsed. */
export function* otlpJsonSteps(text: string): Steps<Result<Decoded>> {
  const parsed = parseLosslessJson(text);
  if (!parsed.ok) return parsed;
  yield;
  const decoded = new DecodedSpans();
  try {
    yield* readRequest(parsed.value, decoded);
  } catch (cause) {
    if (!(cause instanceof WrongShape)) throw cause;
    return fail({ message: shortReason(`not an OTLP trace request: ${cause.message}`) });
  }
  return ok(decoded);
}

/** The resource of a ResourceSpans object. Throws `WrongShape`. */
export function resourceOfJson(group: JsonObject): Resource {
  const resource = objectOf(group.resource, 'resource');
  return buildResource(
    attributesOfJson(resource.attributes),
    textOfJson(field(group, 'schemaUrl', 'schema_url'), 'schemaUrl'),
    uint32OfJson(
      field(resource, 'droppedAttributesCount', 'dropped_attributes_count'),
      'droppedAttributesCount',
    ),
  );
}

/** The scope of a ScopeSpans object. Throws `WrongShape`. */
export function scopeOfJson(group: JsonObject): Scope {
  const scope = objectOf(group.scope ?? group.instrumentationLibrary, 'scope');
  const draft = newScopeDraft();
  draft.name = textOfJson(scope.name, 'scope name');
  draft.version = textOfJson(scope.version, 'scope version');
  draft.attributes = attributesOfJson(scope.attributes);
  draft.schemaUrl = textOfJson(field(group, 'schemaUrl', 'schema_url'), 'schemaUrl');
  draft.droppedAttributes = uint32OfJson(
    field(scope, 'droppedAttributesCount', 'dropped_attributes_count'),
    'droppedAttributesCount',
  );
  return buildScope(draft);
}

/** The ScopeSpans list of a ResourceSpans object, by its name of today or of 2021. */
function scopeSpansOf(group: JsonObject): readonly unknown[] {
  const scopeSpans =
    field(group, 'scopeSpans', 'scope_spans') ??
    field(group, 'instrumentationLibrarySpans', 'instrumentation_library_spans');
  return listOf(scopeSpans, 'scopeSpans');
}

const SPANS_A_STEP = 256;

function* readRequest(request: unknown, decoded: DecodedSpans): Steps<void> {
  if (!isJsonObject(request)) throw new WrongShape('an object with "resourceSpans" expected');
  const groups = listOf(field(request, 'resourceSpans', 'resource_spans'), 'resourceSpans');
  for (const [index, group] of groups.entries()) {
    yield* readResourceSpans(group, `resourceSpans[${index}]`, decoded);
  }
}

function* readResourceSpans(value: unknown, path: string, decoded: DecodedSpans): Steps<void> {
  const group = at(path, () => objectOf(value, 'it'));
  const resource = at(path, () => resourceOfJson(group));
  const scopeGroups = at(path, () => scopeSpansOf(group));
  for (const [index, scopeGroup] of scopeGroups.entries()) {
    yield* readScopeSpans(scopeGroup, resource, `${path}.scopeSpans[${index}]`, decoded);
  }
}

function* readScopeSpans(
  value: unknown,
  resource: Resource,
  path: string,
  decoded: DecodedSpans,
): Steps<void> {
  const group = at(path, () => objectOf(value, 'it'));
  const scope = at(path, () => scopeOfJson(group));
  const spans = at(path, () => listOf(group.spans, 'spans'));
  for (let i = 0; i < spans.length; i++) {
    readSpanJson(spans[i], resource, scope, decoded, () => `${path}.spans[${i}]`);
    if (i % SPANS_A_STEP === SPANS_A_STEP - 1) yield;
  }
}

/** Runs a reader and puts the place before its complaint. */
function at<T>(path: string, read: () => T): T {
  try {
    return read();
  } catch (cause) {
    if (!(cause instanceof WrongShape)) throw cause;
    throw new WrongShape(`${path}: ${cause.message}`);
  }
}
