import { type PipelineTrace, spanAt, spanEndUs } from '../pipeline/pipelineTrace.ts';
import { TOPIC_KEYS } from '../pipeline/topicTemplate.ts';
import { attributeText } from '../span/attributes.ts';
import type { Attributes, Span } from '../span/span.ts';
import type { Attempts } from './attempts.ts';

/**
 * Calls that failed and were made again beside themselves: same parent, service,
 * operation and target, one after the other.
 *
 *     transform  ▬▬▬▬▬▬▬▬▬▬▬▬▬▬▬▬▬▬
 *       write     ▬✕
 *       write          ▬✕
 *       write                 ▬▬     three attempts
 *
 * Pages of one query and calls to several hosts look alike, hence the target: what
 * both calls say about host, database, statement, topic or message must be equal.
 * Messages processed one after the other look alike, too; `repeatedMessages` tells them apart.
 */
export function retriedSiblings(trace: PipelineTrace, toleranceUs: number): readonly Attempts[] {
  const retries: Attempts[] = [];
  if (!trace.failed.includes(true)) return retries;
  for (const rows of groupSiblings(trace)) {
    for (const attempts of chainAttempts(trace, rows, toleranceUs)) {
      if (attempts.length > 1) retries.push({ way: 'sibling', rows: attempts });
    }
  }
  return retries;
}

/**
 * Failed calls with what was tried after each, until one succeeds. A call follows
 * the oldest failure it can be a retry of; only so many failures are kept waiting,
 * so that a hundred thousand failing siblings stay linear.
 */
function chainAttempts(
  trace: PipelineTrace,
  rows: readonly number[],
  toleranceUs: number,
): readonly (readonly number[])[] {
  const chains: number[][] = [];
  const waiting: number[][] = [];
  for (const row of rows) {
    const chain = waiting.find((open) => isNextAttempt(trace, open.at(-1) ?? -1, row, toleranceUs));
    if (chain !== undefined) {
      chain.push(row);
      if (!trace.failed[row]) waiting.splice(waiting.indexOf(chain), 1);
    } else if (trace.failed[row]) {
      const opened = [row];
      chains.push(opened);
      waiting.push(opened);
      if (waiting.length > MAX_WAITING) waiting.shift();
    }
  }
  return chains;
}

const MAX_WAITING = 32;

/** Rows of equal parent, service and operation of which one failed, by start. */
function groupSiblings(trace: PipelineTrace): readonly (readonly number[])[] {
  const groups = new Map<string, number[]>();
  for (const [row, span] of trace.spans.entries()) {
    if (trace.failed[row] && span.parentSpanId !== undefined) groups.set(siblingKey(span), []);
  }
  if (groups.size === 0) return [];
  for (const [row, span] of trace.spans.entries()) groups.get(siblingKey(span))?.push(row);
  return [...groups.values()];
}

function siblingKey({ parentSpanId, resource, operation }: Span): string {
  return `${parentSpanId} ${resource.service}\n${operation}`;
}

function isNextAttempt(
  trace: PipelineTrace,
  lastRow: number,
  row: number,
  toleranceUs: number,
): boolean {
  const last = spanAt(trace, lastRow);
  const next = spanAt(trace, row);
  if (trace.stages[row] === 'subscriber' || last.spanId === next.spanId) return false;
  if (next.startUs < spanEndUs(last) - toleranceUs) return false;
  return hasEqualTarget(last.attributes, next.attributes);
}

/** Names of one thing in different conventions; a retry agrees wherever both spans say it. */
const TARGETS: readonly (readonly string[])[] = [
  ['server.address', 'net.peer.name', 'network.peer.address', 'net.peer.ip', 'net.sock.peer.addr'],
  ['server.port', 'net.peer.port', 'network.peer.port'],
  ['peer.service'],
  ['device.id'],
  ['db.namespace', 'db.name'],
  ['db.collection.name', 'db.sql.table', 'db.mongodb.collection'],
  ['db.operation.name', 'db.operation'],
  ['db.query.summary'],
  ['db.query.text', 'db.statement'],
  TOPIC_KEYS,
  ['messaging.message.id', 'message.msgid', 'mqtt.message_id'],
  ['url.full', 'http.url', 'http.target', 'url.path'],
  ['rule.name', 'rule.id', 'ruleName'],
  ['function.name', 'faas.name', 'faas.invoked_name'],
];

function hasEqualTarget(a: Attributes, b: Attributes): boolean {
  for (const keys of TARGETS) {
    const ofA = firstText(a, keys);
    const ofB = firstText(b, keys);
    if (ofA !== undefined && ofB !== undefined && ofA !== ofB) return false;
  }
  return true;
}

function firstText(attributes: Attributes, keys: readonly string[]): string | undefined {
  for (const key of keys) {
    const value = attributes.get(key);
    if (value !== undefined) return attributeText(value);
  }
  return undefined;
}
