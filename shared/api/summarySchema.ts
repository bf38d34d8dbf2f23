import { z } from '@hono/zod-openapi';
import { FINDING_KINDS } from '../findings/finding.ts';
import { STAGES } from '../pipeline/stages.ts';

export const stage = z.enum(STAGES);
export const microseconds = z.number();
export const count = z.int().min(0);

export const findingSchema = z
  .strictObject({
    kind: z.enum(FINDING_KINDS),
    severity: z.enum(['info', 'warning', 'critical']),
    spanIds: z.array(z.string()).readonly(),
    stage: stage.optional(),
    evidence: z
      .record(
        z.string(),
        z.union([z.string(), z.number(), z.boolean(), z.array(z.string()).readonly()]),
      )
      .readonly(),
    thresholds: z.record(z.string(), z.number()).readonly(),
    summary: z.string(),
    orphanWay: z.enum(['O1', 'O2', 'O3', 'O4', 'O5']).optional(),
  })
  .openapi('Finding');

const stageSummary = z.strictObject({
  stage,
  service: z.string(),
  startOffsetUs: microseconds,
  durationUs: microseconds,
  gapBeforeUs: microseconds,
  hasError: z.boolean(),
  spanCount: count,
});

const bottleneck = z.union([
  z.strictObject({
    kind: z.literal('gap'),
    fromStage: stage,
    stage,
    durationUs: microseconds,
  }),
  z.strictObject({ kind: z.literal('stage'), stage, durationUs: microseconds }),
]);

export const traceSummarySchema = z
  .strictObject({
    traceId: z.string(),
    startUs: microseconds,
    durationUs: microseconds,
    spanCount: count,
    errorCount: count,
    services: z.array(z.string()).readonly(),
    rootService: z.string(),
    rootOperation: z.string(),
    route: z.string().optional(),
    deviceId: z.string().optional(),
    firmware: z.string().optional(),
    topicTemplate: z.string().optional(),
    broker: z.string().optional(),
    ruleName: z.string().optional(),
    functionName: z.string().optional(),
    dbSystem: z.string().optional(),
    dbStatus: z.enum(['success', 'error']).optional(),
    errorClass: z.string().optional(),
    lastStage: stage.optional(),
    isComplete: z.boolean(),
    isSettled: z.boolean(),
    stages: z.array(stageSummary).readonly(),
    missingStages: z.array(stage).readonly(),
    bottleneck: bottleneck.optional(),
    findings: z.array(findingSchema).readonly(),
    identityRules: z.record(z.string(), z.string()).readonly(),
    rulesVersion: z.int(),
  })
  .openapi('TraceSummary');
