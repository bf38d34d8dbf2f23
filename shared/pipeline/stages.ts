/** The stages of a pipeline in path order; `other` is on no path. */
export const STAGES = [
  'device',
  'broker',
  'subscriber',
  'rule',
  'function',
  'db',
  'other',
] as const;

export type Stage = (typeof STAGES)[number];

/** The stages that lie on the path, in order. */
export const PATH_STAGES = ['device', 'broker', 'subscriber', 'rule', 'function', 'db'] as const;

export type PathStage = (typeof PATH_STAGES)[number];

/** The letter a stage has in the pipeline strip. */
export const STAGE_LETTERS: Readonly<Record<Stage, string>> = {
  device: 'D',
  broker: 'B',
  subscriber: 'S',
  rule: 'R',
  function: 'F',
  db: 'T',
  other: 'O',
};

/** Stage names as a sentence uses them ("between broker and rule engine"). */
export const STAGE_LABELS: Readonly<Record<Stage, string>> = {
  device: 'device',
  broker: 'broker',
  subscriber: 'subscriber',
  rule: 'rule engine',
  function: 'function',
  db: 'time-series database',
  other: 'other',
};

/** The same with its article; a sentence has no name for spans that are no part of the path. */
export function nameStage(stage: Stage): string {
  return stage === 'other' ? 'a span outside the pipeline' : `the ${STAGE_LABELS[stage]}`;
}

/** Position in path order, 0 for `device`; `other` sorts last. */
export function stageOrder(stage: Stage): number {
  return STAGES.indexOf(stage);
}
