import type { Finding } from '../../../shared/findings/finding.ts';
import { STAGES, type Stage } from '../../../shared/pipeline/stages.ts';
import type {
  Bottleneck,
  StageSummary,
  TraceSummary,
} from '../../../shared/summary/traceSummary.ts';
import type { SequenceIds } from './sequenceIds.ts';

/**
 * A summary is stored in three parts: numbers and label ids as columns, what
 * traces of one kind have in common as a *shape* (texts that repeat, stored once), and the
 * little that is left as a line of JSON, its *detail*. A page of 50 rows scattered
 * over 400,000 reads in 3 ms that way, and in 33 when each row holds all its texts.
 */
export function encodeShape(summary: TraceSummary): string {
  const shape: Shape = [
    summary.services,
    summary.rootService,
    summary.rootOperation,
    summary.broker ?? null,
    summary.errorClass ?? null,
    summary.isComplete ? 1 : 0,
    summary.isSettled ? 1 : 0,
    summary.stages.map(({ stage, service }) => [STAGES.indexOf(stage), service]),
    summary.missingStages.map((stage) => STAGES.indexOf(stage)),
    summary.identityRules,
  ];
  return JSON.stringify(shape);
}

/**
 * The way through `steps` that a shape has for itself: equal for equal shapes, and for no others.
 * What differs from device to device comes last, so that a fleet's shapes have most steps in common.
 */
export function stepThroughShape(steps: SequenceIds, summary: TraceSummary): SequenceIds {
  const { services, stages, missingStages, identityRules } = summary;
  steps.add(services.length);
  for (const service of services) steps.add(service);
  steps.add(stages.length);
  for (const { stage, service } of stages) steps.add(stage).add(service);
  steps.add(missingStages.length);
  for (const stage of missingStages) steps.add(stage);
  for (const name in identityRules) steps.add(name).add(identityRules[name] ?? 0);
  steps.add((summary.isComplete ? 2 : 0) + (summary.isSettled ? 1 : 0));
  steps.add(summary.errorClass ?? 0).add(summary.broker ?? 0);
  return steps.add(summary.rootService).add(summary.rootOperation);
}

export function encodeDetail({ stages, bottleneck, findings }: TraceSummary): string {
  const numbers: number[] = [];
  for (const { startOffsetUs, hasError, spanCount } of stages) {
    numbers.push(startOffsetUs, hasError ? 1 : 0, spanCount);
  }
  const detail: Detail = [numbers, encodeBottleneck(bottleneck), ...findings];
  return JSON.stringify(detail);
}

/** What stands in columns of its own. */
export interface SummaryColumns
  extends Omit<TraceSummary, keyof ShapeFields | 'stages' | 'bottleneck' | 'findings'> {
  readonly durationOfStageUs: (stage: Stage) => number;
  readonly gapBeforeStageUs: (stage: Stage) => number;
}

export function decodeSummary(
  columns: SummaryColumns,
  shapeJson: string,
  detailJson: string,
): TraceSummary {
  const { durationOfStageUs, gapBeforeStageUs, ...flat } = columns;
  const shape = decodeShape(shapeJson);
  const [numbers, bottleneck, ...findings] = JSON.parse(detailJson) as Detail;
  return {
    ...flat,
    ...shape.fields,
    stages: shape.stages.map(
      ({ stage, service }, index): StageSummary => ({
        stage,
        service,
        startOffsetUs: numbers[3 * index] ?? 0,
        durationUs: durationOfStageUs(stage),
        gapBeforeUs: gapBeforeStageUs(stage),
        hasError: numbers[3 * index + 1] === 1,
        spanCount: numbers[3 * index + 2] ?? 0,
      }),
    ),
    ...(bottleneck !== 0 && { bottleneck: decodeBottleneck(bottleneck) }),
    findings,
  };
}

type ShapeFields = Pick<
  TraceSummary,
  | 'services'
  | 'rootService'
  | 'rootOperation'
  | 'broker'
  | 'errorClass'
  | 'isComplete'
  | 'isSettled'
  | 'missingStages'
  | 'identityRules'
>;

type Shape = readonly [
  services: readonly string[],
  rootService: string,
  rootOperation: string,
  broker: string | null,
  errorClass: string | null,
  isComplete: 0 | 1,
  isSettled: 0 | 1,
  stages: readonly (readonly [stage: number, service: string])[],
  missingStages: readonly number[],
  identityRules: Readonly<Record<string, string>>,
];

/** Offset, error and span count of each stage of the shape; 0 for no bottleneck. */
type Detail = readonly [readonly number[], BottleneckNumbers | 0, ...Finding[]];

/** Stage, duration, and for a gap the stage before it. */
type BottleneckNumbers = readonly [stage: number, durationUs: number, fromStage?: number];

function decodeShape(json: string) {
  const [
    services,
    rootService,
    rootOperation,
    broker,
    errorClass,
    isComplete,
    isSettled,
    stages,
    missingStages,
    identityRules,
  ] = JSON.parse(json) as Shape;
  const fields: ShapeFields = {
    services,
    rootService,
    rootOperation,
    ...(broker !== null && { broker }),
    ...(errorClass !== null && { errorClass }),
    isComplete: isComplete === 1,
    isSettled: isSettled === 1,
    missingStages: missingStages.map(stageOf),
    identityRules,
  };
  return { fields, stages: stages.map(([stage, service]) => ({ stage: stageOf(stage), service })) };
}

function encodeBottleneck(bottleneck: Bottleneck | undefined): BottleneckNumbers | 0 {
  if (bottleneck === undefined) return 0;
  const stage = STAGES.indexOf(bottleneck.stage);
  return bottleneck.kind === 'stage'
    ? [stage, bottleneck.durationUs]
    : [stage, bottleneck.durationUs, STAGES.indexOf(bottleneck.fromStage)];
}

function decodeBottleneck([stage, durationUs, fromStage]: BottleneckNumbers): Bottleneck {
  return fromStage === undefined
    ? { kind: 'stage', stage: stageOf(stage), durationUs }
    : { kind: 'gap', fromStage: stageOf(fromStage), stage: stageOf(stage), durationUs };
}

const stageOf = (code: number): Stage => STAGES[code] ?? 'other';
