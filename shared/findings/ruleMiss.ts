import { ruleNameOf } from '../pipeline/identity.ts';
import { type PipelineTrace, spanAt } from '../pipeline/pipelineTrace.ts';
import type { AttributeValue } from '../span/span.ts';
import type { DetectionInput } from './detectionInput.ts';
import type { Finding } from './finding.ts';
import { spanIdsOf } from './spanIds.ts';

/**
 * A rule looked at the message, did not match, and nothing came after. Another rule
 * that matched, or any action, means the message went where it should.
 */
export function findRuleMiss({ trace, context }: DetectionInput): readonly Finding[] {
  if (!context.isSettled) return [];
  if (trace.rowsOf.function.length > 0 || trace.rowsOf.db.length > 0) return [];
  const missedRows = trace.rowsOf.rule.filter((row) => matchOf(trace, row) === false);
  if (missedRows.length === 0) return [];
  if (trace.rowsOf.rule.some((row) => matchOf(trace, row) === true)) return [];
  const names = ruleNames(trace, missedRows);
  return [
    {
      kind: 'rule-miss',
      severity: 'warning',
      spanIds: spanIdsOf(trace, missedRows),
      stage: 'rule',
      evidence: { ...(names.length > 0 && { ruleNames: names }), missCount: missedRows.length },
      thresholds: {},
      summary: names.length === 1 ? `rule miss ${names[0]}` : 'rule miss',
    },
  ];
}

const MAX_NAMES = 5;

/** Whether the rule matched; `undefined` when the span does not say. An action that ran did match. */
function matchOf(trace: PipelineTrace, row: number): boolean | undefined {
  const { operation, attributes } = spanAt(trace, row);
  if (operation === 'broker.rule_engine.action') return true;
  return attributes.has('rule.matched') ? isMatch(attributes.get('rule.matched')) : undefined;
}

/** EMQX puts the topic filter that matched here, others a boolean or its text. */
function isMatch(value: AttributeValue): boolean {
  if (typeof value === 'string') return !/^(|false|0|no|none)$/i.test(value.trim());
  return Boolean(value);
}

function ruleNames(trace: PipelineTrace, rows: readonly number[]): readonly string[] {
  const names = new Set<string>();
  for (const row of rows) {
    const name = ruleNameOf(spanAt(trace, row));
    if (name !== undefined && names.size < MAX_NAMES) names.add(name);
  }
  return [...names];
}
