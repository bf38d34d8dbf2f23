import { firstLabel } from '../pipeline/label.ts';
import { isRedelivery, messageIdOf } from '../pipeline/message.ts';
import { type PipelineTrace, spanAt, spanEndUs } from '../pipeline/pipelineTrace.ts';
import { textOf } from '../span/attributes.ts';
import { SoughtKeys } from '../span/soughtKeys.ts';
import type { Span } from '../span/span.ts';
import type { Attempts } from './attempts.ts';
import { MAX_FINDING_SPANS } from './finding.ts';

/**
 * Messages a consumer got more than once: two spans of one service and operation
 * with one message id, or a single span whose broker says so (JetStream's delivery
 * count, MQTT's DUP flag). Two services or consumer groups with one message each are
 * subscribers of one topic.
 */
export function repeatedMessages(trace: PipelineTrace): readonly Attempts[] {
  const rows = trace.rowsOf.subscriber;
  const repeated = repeatedRows(trace, rows, messageKey).map(
    (group): Attempts => ({ way: 'message', rows: group }),
  );
  if (repeated.length > 0) return repeated;
  for (const row of rows) {
    const deliveryCount = deliveryCountOf(spanAt(trace, row));
    if (deliveryCount > 1) return [{ way: 'message', rows: [row], deliveryCount }];
  }
  return [];
}

/** Functions run more than once for one invocation id. */
export function repeatedInvocations(trace: PipelineTrace): readonly Attempts[] {
  return repeatedRows(trace, trace.rowsOf.function, invocationKey).map((group): Attempts => {
    return { way: 'invocation', rows: group };
  });
}

function messageKey(span: Span): string | undefined {
  const id = messageIdOf(span.attributes);
  if (id === undefined) return undefined;
  const group = firstLabel(span.attributes, GROUP) ?? '';
  return `${span.resource.service}\n${span.operation}\n${group}\n${id}`;
}

const GROUP = new SoughtKeys([
  'messaging.consumer.group.name',
  'messaging.kafka.consumer.group',
  'messaging.nats.consumer.group',
  'messaging.destination.subscription.name',
]);

function invocationKey({ attributes }: Span): string | undefined {
  return textOf(attributes, 'faas.invocation_id') ?? textOf(attributes, 'faas.execution');
}

/** Groups of at least two rows with one key, without spans inside each other and copies of one span. */
function repeatedRows(
  trace: PipelineTrace,
  rows: readonly number[],
  keyOf: (span: Span) => string | undefined,
): readonly (readonly number[])[] {
  if (rows.length < 2) return [];
  const rowsOfKey = new Map<string, number[]>();
  for (const row of rows) {
    const key = keyOf(spanAt(trace, row));
    if (key === undefined) continue;
    const known = rowsOfKey.get(key);
    if (known === undefined) rowsOfKey.set(key, [row]);
    else if (
      known.length < MAX_FINDING_SPANS &&
      !known.some((other) => isSameWork(trace, other, row))
    ) {
      known.push(row);
    }
  }
  return [...rowsOfKey.values()].filter((group) => group.length > 1);
}

/** How far above itself a span is looked for inside its own kind: handlers nest a few deep, hostile chains 72,000. */
const MAX_NESTING = 32;

function isSameWork(trace: PipelineTrace, row: number, later: number): boolean {
  const a = spanAt(trace, row);
  const b = spanAt(trace, later);
  if (a.spanId === b.spanId || isReplica(a, b)) return true;
  let above = trace.parent[later] ?? -1;
  for (let step = 0; step < MAX_NESTING && above !== -1; step++) {
    if (above === row) return true;
    above = trace.parent[above] ?? -1;
  }
  return false;
}

/** Two instances of a service that got their own copy at the same time. */
function isReplica(a: Span, b: Span): boolean {
  const instanceA = textOf(a.resource.attributes, 'service.instance.id');
  const instanceB = textOf(b.resource.attributes, 'service.instance.id');
  if (instanceA === undefined || instanceB === undefined || instanceA === instanceB) return false;
  return b.startUs < spanEndUs(a) && a.startUs < spanEndUs(b);
}

function deliveryCountOf({ attributes }: Span): number {
  const acknowledgement = firstLabel(attributes, REPLY);
  const counted = acknowledgement === undefined ? 0 : jetStreamDeliveries(acknowledgement);
  if (counted > 0) return counted;
  return isRedelivery(attributes) ? 2 : 1;
}

const REPLY = new SoughtKeys([
  'messaging.nats.message.reply_to',
  'messaging.nats.reply_to',
  'nats.reply_to',
]);

/**
 * The delivery count in a JetStream acknowledgement subject, 0 when it is none:
 *
 *     $JS.ACK.<stream>.<consumer>.<delivered>.<stream seq>.<consumer seq>.<ns>.<pending>
 *     $JS.ACK.<domain>.<account>.<stream>.<consumer>.<delivered>.…
 */
function jetStreamDeliveries(subject: string): number {
  const tokens = subject.split('.');
  if (tokens[0] !== '$JS' || tokens[1] !== 'ACK') return 0;
  const delivered = Number(tokens.length >= 11 ? tokens[6] : tokens[4]);
  return Number.isInteger(delivered) ? delivered : 0;
}
