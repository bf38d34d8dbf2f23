import { fail, ok, type Result } from '../result.ts';
import type { Resource } from '../span/span.ts';
import { decodeBase64 } from './base64.ts';
import { type Decoded, DecodedSpans, shortReason } from './decoded.ts';
import { resourceOfProcess } from './jaegerProcess.ts';
import { type JaegerContext, readJaegerSpan, ScopePool } from './jaegerSpan.ts';
import { readTags } from './jaegerTags.ts';
import {
  isJsonObject,
  type JsonObject,
  listOf,
  objectOf,
  textOfJson,
  WrongShape,
} from './jsonFields.ts';
import { parseLosslessJson } from './losslessJson.ts';

/**
 * The spans of Jaeger's JSON: the download of its page, the answer of
 * `/api/traces/{id}` or `/api/traces`, a single trace, or a list of them.
 *
 * Tags are read by their type, as text or native; ids of 16 digits or with
 * zeros stripped are filled up. Fails when the text is no JSON, holds no traces,
 * or is an answer that reports why there are none; a span that cannot be read is
 * refused alone and counted.
 */
export function decodeJaegerJson(text: string): Result<Decoded> {
  const parsed = parseLosslessJson(text);
  if (!parsed.ok) return parsed;
  const decoded = new DecodedSpans();
  try {
    readTraces(parsed.value, decoded);
  } catch (cause) {
    if (!(cause instanceof WrongShape)) throw cause;
    return fail({ message: shortReason(`not Jaeger JSON: ${cause.message}`) });
  }
  return ok(decoded);
}

/** What the spans of a trace object share. Throws `WrongShape`. */
export function jaegerTraceContext(trace: JsonObject): JaegerContext {
  const processes = objectOf(trace.processes, 'processes');
  const resources = new Map<string, Resource>();
  for (const [id, process] of Object.entries(processes)) {
    resources.set(id, resourceOfProcess(process));
  }
  return {
    traceId: trace.traceID,
    resourceOf: (span, note) => resourceOfSpan(span, resources, note),
    readTags: (span, take) => readTags(span.tags, 'tags', decodeBase64, take),
    bytesOf: decodeBase64,
    sharedText: (text) => text,
    scopes: new ScopePool(),
  };
}

function resourceOfSpan(
  span: JsonObject,
  resources: ReadonlyMap<string, Resource>,
  note: (reason: string) => void,
): Resource {
  if (span.process !== undefined) return resourceOfProcess(span.process);
  const listed = resources.get(textOfJson(span.processID, 'processID'));
  if (listed === undefined) note('its process is not listed, so its service is unknown');
  return listed ?? resourceOfProcess(undefined);
}

/** The messages of an answer's `errors`; empty when there are none. */
export function jaegerErrorMessages(answer: JsonObject): readonly string[] {
  const errors = answer.errors;
  if (!Array.isArray(errors)) return [];
  return errors.map((error) => (isJsonObject(error) ? String(error.msg) : String(error)));
}

function readTraces(json: unknown, decoded: DecodedSpans): void {
  const { traces, path } = tracesOf(json, decoded);
  for (const [index, trace] of traces.entries()) readTrace(trace, path(index), decoded);
}

function tracesOf(json: unknown, decoded: DecodedSpans) {
  if (Array.isArray(json)) return { traces: json, path: (index: number) => `[${index}]` };
  if (!isJsonObject(json)) throw new WrongShape('an object with "data" expected');
  if (json.spans !== undefined) return { traces: [json], path: () => 'the trace' };
  const messages = jaegerErrorMessages(json);
  for (const message of messages) decoded.note(() => `Jaeger reported: ${message}`);
  if (json.data === undefined || json.data === null) {
    throw new WrongShape(messages[0] ?? 'an object with "data" expected');
  }
  return {
    traces: listOf(json.data, 'data'),
    path: (index: number) => `data[${index}]`,
  };
}

function readTrace(json: unknown, path: string, decoded: DecodedSpans): void {
  const { spans, context } = traceParts(json, path);
  for (let i = 0; i < spans.length; i++) {
    readJaegerSpan(spans[i], context, decoded, () => `${path}.spans[${i}]`);
  }
}

function traceParts(json: unknown, path: string) {
  try {
    const trace = objectOf(json, 'it');
    return { spans: listOf(trace.spans, 'spans'), context: jaegerTraceContext(trace) };
  } catch (cause) {
    if (!(cause instanceof WrongShape)) throw cause;
    throw new WrongShape(`${path}: ${cause.message}`);
  }
}
