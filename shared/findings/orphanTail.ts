import type { PipelineTrace } from '../pipeline/pipelineTrace.ts';
import { topicOf } from '../pipeline/topicTemplate.ts';
import type { Span } from '../span/span.ts';
import type { DetectionInput } from './detectionInput.ts';
import { isHousekeeping } from './notAMessage.ts';

/**
 * O5: a message was published, and in a settled trace nobody took it. Not so when
 * another trace links to this one (its other half), when publishing itself failed,
 * when a service of no known stage went on with it, when it went to a device (which
 * exports nothing), or when it was no message at all.
 */
export function isTailless({ trace, route, context }: DetectionInput): boolean {
  if (route === undefined || !context.isSettled) return false;
  if ((context.linkedFrom?.length ?? 0) > 0 || wasTaken(trace)) return false;
  const messageRows = [...trace.rowsOf.device, ...trace.rowsOf.broker].filter((row) => {
    const span = trace.spans[row];
    return span !== undefined && isReadingUnderWay(trace, row, span);
  });
  return messageRows.length > 0 && !hasFailed(trace) && !goesOnElsewhere(trace);
}

function wasTaken({ rowsOf }: PipelineTrace): boolean {
  return (['subscriber', 'rule', 'function', 'db'] as const).some(
    (stage) => rowsOf[stage].length > 0,
  );
}

function isReadingUnderWay(trace: PipelineTrace, row: number, span: Span): boolean {
  if (isHousekeeping(span)) return false;
  const topic = topicOf(span.attributes);
  if (topic !== undefined && TO_DEVICE.test(topic)) return false;
  if (trace.stages[row] === 'device') return true;
  return topic !== undefined || HANDLING.test(span.operation);
}

/** Topics of commands and settings: the far end is a device. */
const TO_DEVICE =
  /(^|[/.])(cmd|commands?|ota|downlink|desired|delta|config(uration)?|set|rpc)([/.]|$)/i;

const HANDLING = /publish|forward|route|deliver|message/i;

function hasFailed(trace: PipelineTrace): boolean {
  const lastPublish = trace.rowsOf.device.at(-1);
  if (lastPublish !== undefined && trace.failed[lastPublish]) return true;
  return trace.rowsOf.broker.some((row) => trace.failed[row]);
}

/** A span below device or broker that belongs to neither of their services. */
function goesOnElsewhere(trace: PipelineTrace): boolean {
  if (trace.rowsOf.other.length === 0) return false;
  const services = new Set<string>();
  for (const row of [...trace.rowsOf.device, ...trace.rowsOf.broker]) {
    services.add(trace.spans[row]?.resource.service ?? '');
  }
  return trace.rowsOf.other.some((row) => {
    const isRoot = trace.parent[row] === -1;
    return !isRoot && !services.has(trace.spans[row]?.resource.service ?? '');
  });
}
