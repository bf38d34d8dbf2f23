import { clip } from '../clip.ts';
import type { Mutable } from '../mutable.ts';
import { attributeText } from '../span/attributes.ts';
import { SoughtKeys } from '../span/soughtKeys.ts';
import type { AttributeValue, Span } from '../span/span.ts';
import { firstLabel, labelOf, MAX_LABEL_LENGTH } from './label.ts';
import { type PipelineTrace, spanAt } from './pipelineTrace.ts';
import { errorClassOf } from './spanFailure.ts';
import { STAGES } from './stages.ts';

/** The names of what a message passed through, as far as its spans say them. */
export interface PipelineNames {
  readonly broker?: string;
  readonly ruleName?: string;
  readonly functionName?: string;
  readonly dbSystem?: string;
  readonly dbStatus?: 'success' | 'error';
  readonly errorClass?: string;
}

/** Resolves every name of `PipelineNames` from the spans of the stage it belongs to. */
export function resolveNames(trace: PipelineTrace): PipelineNames {
  // Assigned rather than spread: this runs for every trace, and spreading costs 2 µs each.
  const names: Mutable<PipelineNames> = {};
  const broker = resolveBroker(trace);
  if (broker !== undefined) names.broker = broker;
  const ruleName = firstOf(trace, trace.rowsOf.rule, ruleNameOf);
  if (ruleName !== undefined) names.ruleName = ruleName;
  const functionName = firstOf(trace, trace.rowsOf.function, functionNameOf);
  if (functionName !== undefined) names.functionName = functionName;
  const dbRow = tellingDbRow(trace);
  if (dbRow !== undefined) {
    const dbSystem = firstLabel(spanAt(trace, dbRow).attributes, DB_SYSTEM);
    if (dbSystem !== undefined) names.dbSystem = dbSystem;
    names.dbStatus = trace.failed[dbRow] ? 'error' : 'success';
  }
  const errorClass = resolveErrorClass(trace);
  if (errorClass !== undefined) names.errorClass = errorClass;
  return names;
}

/** What the rule a span belongs to is called. */
export function ruleNameOf({ attributes }: Span): string | undefined {
  return firstLabel(attributes, RULE);
}

export const RULE_KEYS = ['rule.name', 'ruleName', 'rule.id'] as const;
export const FUNCTION_KEYS = ['function.name', 'faas.name', 'faas.invoked_name'] as const;
export const FUNCTION_ARN_KEYS = [
  'aws.lambda.invoked_arn',
  'cloud.resource_id',
  'faas.id',
] as const;
export const DB_SYSTEM_KEYS = ['db.system.name', 'db.system', 'db.type'] as const;

const RULE = new SoughtKeys(RULE_KEYS);
const FUNCTION = new SoughtKeys(FUNCTION_KEYS);
const FUNCTION_ARN = new SoughtKeys(FUNCTION_ARN_KEYS);
const DB_SYSTEM = new SoughtKeys(DB_SYSTEM_KEYS);
const BROKER_ADDRESS = new SoughtKeys([
  'mqtt.broker',
  'server.address',
  'net.peer.name',
  'messaging.url',
]);

/** The function a span runs in: named outright, by its ARN's last part, or by its operation. */
export function functionNameOf(span: Span): string {
  return (
    firstLabel(span.attributes, FUNCTION) ??
    firstLabel(span.resource.attributes, FUNCTION) ??
    FUNCTION_ARN.first(span.attributes, nameInArn) ??
    clip(span.operation, MAX_LABEL_LENGTH)
  );
}

function nameInArn(arn: AttributeValue): string | undefined {
  const name = /:function:([^:]+)|\/sites\/[^/]+\/functions\/([^/]+)/i.exec(
    attributeText(arn).slice(0, 1_024),
  );
  const found = name?.[1] ?? name?.[2];
  return found === undefined ? undefined : clip(found, MAX_LABEL_LENGTH);
}

function resolveBroker(trace: PipelineTrace): string | undefined {
  const brokers = trace.rowsOf.broker;
  return (
    firstOf(trace, brokers, ({ attributes }) => labelOf(attributes.get('mqtt.broker'))) ??
    firstOf(trace, brokers, ({ attributes }) => labelOf(attributes.get('cluster.id'))) ??
    firstOf(trace, brokers, ({ resource }) => labelOf(resource.service)) ??
    firstOf(trace, trace.rowsOf.device, brokerAddress) ??
    firstOf(trace, trace.rowsOf.subscriber, brokerAddress)
  );
}

/** Where a client of the broker connected to. */
function brokerAddress({ attributes }: Span): string | undefined {
  return firstLabel(attributes, BROKER_ADDRESS);
}

/** The database span that decided: the first that failed, else the last that started. */
function tellingDbRow(trace: PipelineTrace): number | undefined {
  const rows = trace.rowsOf.db;
  return rows.find((row) => trace.failed[row]) ?? rows.at(-1);
}

/** Of the first failed span in path order that no failure below it explains. */
function resolveErrorClass(trace: PipelineTrace): string | undefined {
  if (!trace.failed.includes(true)) return undefined;
  const isExplained = failedBelow(trace);
  for (const stage of STAGES) {
    for (const row of trace.rowsOf[stage]) {
      if (trace.failed[row] && isExplained[row] !== 1) {
        return clip(errorClassOf(spanAt(trace, row)), MAX_LABEL_LENGTH);
      }
    }
  }
  return undefined;
}

/** 1 for each row with a failed descendant. */
function failedBelow(trace: PipelineTrace): Uint8Array {
  const isAbove = new Uint8Array(trace.spans.length);
  for (let row = trace.spans.length - 1; row >= 0; row--) {
    const above = trace.parent[row] ?? -1;
    if (above !== -1 && (trace.failed[row] || isAbove[row] === 1)) isAbove[above] = 1;
  }
  return isAbove;
}

function firstOf(
  trace: PipelineTrace,
  rows: readonly number[],
  read: (span: Span) => string | undefined,
): string | undefined {
  for (const row of rows) {
    const value = read(spanAt(trace, row));
    if (value !== undefined) return value;
  }
  return undefined;
}
