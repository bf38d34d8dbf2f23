import { type PipelineTrace, spanAt, spansIn } from '../pipeline/pipelineTrace.ts';
import { topicOf } from '../pipeline/topicTemplate.ts';
import type { Span } from '../span/span.ts';
import type { DetectionInput } from './detectionInput.ts';
import { isHousekeeping } from './notAMessage.ts';

/**
 * O5: a message was published, and in a settled trace nobody took it. Not so when
 * another trace links to this one (its other half), when a service of no known stage
 * went on with it, when it went to a device (which exports nothing), or when it was
 * no message at all.
 */
export function isTailless({ trace, route, context }: DetectionInput): boolean {
  if (route === undefined || !context.isSettled || wasTaken(trace)) return false;
  if (context.linkedFrom !== undefined && context.linkedFrom.length > 0) return false;
  const isUnderWay =
    spansIn(trace, 'device').some(isReading) ||
    spansIn(trace, 'broker').some((span) => isReading(span) && handlesMessage(span));
  return isUnderWay && !goesOnElsewhere(trace);
}

function wasTaken({ rowsOf }: PipelineTrace): boolean {
  return (['subscriber', 'rule', 'function', 'db'] as const).some(
    (stage) => rowsOf[stage].length > 0,
  );
}

/** A message from a device, not to one, and not the broker's own business. */
function isReading(span: Span): boolean {
  return !isHousekeeping(span) && !TO_DEVICE.test(topicOf(span.attributes) ?? '');
}

/** Topics of commands and settings: the far end is a device. */
const TO_DEVICE =
  /(^|[/.])(cmd|commands?|ota|downlink|desired|delta|config(uration)?|set|rpc)([/.]|$)/i;

function handlesMessage({ attributes, operation }: Span): boolean {
  return topicOf(attributes) !== undefined || HANDLING.test(operation);
}

const HANDLING = /publish|forward|route|deliver|message/i;

/** A span below device or broker that belongs to neither of their services. */
function goesOnElsewhere(trace: PipelineTrace): boolean {
  const heads = [...spansIn(trace, 'device'), ...spansIn(trace, 'broker')];
  const services = new Set(heads.map(({ resource }) => resource.service));
  return trace.rowsOf.other.some((row) => {
    return trace.parent[row] !== -1 && !services.has(spanAt(trace, row).resource.service);
  });
}
