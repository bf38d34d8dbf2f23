import { nameStage, STAGE_LABELS, type Stage } from '../pipeline/stages.ts';
import { briefDuration } from '../time/briefDuration.ts';
import type { TraceSummary } from './traceSummary.ts';
import { amber, findingOf, plain, type Sentence, type VerdictPart } from './verdictPart.ts';

/** A stage or wait with less than half of the time deserves no sentence. */
const WORTH_SAYING_RATIO = 0.5;

/** Where the time went, when one thing took most of it: a queue, a cold start, or plain work. */
export function timeSentence(summary: TraceSummary): Sentence | undefined {
  const gap = longestGap(summary);
  const coldUs = coldCostUs(summary);
  if (gap !== undefined && gap.gapUs >= coldUs) {
    return [
      share(summary, gap.gapUs, amber),
      plain(' was spent '),
      amber(waiting(gap)),
      plain('.'),
    ];
  }
  if (coldUs > 0) {
    const name = summary.functionName === undefined ? '' : ` of ${summary.functionName}`;
    const words = amber(`the cold start${name}`);
    return [share(summary, coldUs, amber), plain(' was '), words, plain('.')];
  }
  return bottleneckSentence(summary);
}

function bottleneckSentence(summary: TraceSummary): Sentence | undefined {
  const { bottleneck } = summary;
  if (bottleneck === undefined || summary.stages.length < 2) return undefined;
  if (bottleneck.durationUs < summary.durationUs * WORTH_SAYING_RATIO) return undefined;
  const what =
    bottleneck.kind === 'gap'
      ? waiting({ from: bottleneck.fromStage, to: bottleneck.stage })
      : inStage(bottleneck.stage);
  return [share(summary, bottleneck.durationUs, plain), plain(` was spent ${what}.`)];
}

const inStage = (stage: Stage): string =>
  stage === 'other' ? 'outside the pipeline' : `in ${nameStage(stage)}`;

interface Wait {
  readonly from: Stage;
  readonly to: Stage;
}

function longestGap(summary: TraceSummary): (Wait & { readonly gapUs: number }) | undefined {
  let longest: (Wait & { readonly gapUs: number }) | undefined;
  for (const { kind, evidence } of summary.findings) {
    if (kind !== 'queue-gap') continue;
    const gapUs = Number(evidence.gapUs);
    const from = stageNamed(summary, evidence.fromStage);
    const to = stageNamed(summary, evidence.toStage);
    if (from === undefined || to === undefined || gapUs <= (longest?.gapUs ?? 0)) continue;
    longest = { from, to, gapUs };
  }
  return longest;
}

function stageNamed(summary: TraceSummary, name: unknown): Stage | undefined {
  return summary.stages.find(({ stage }) => stage === name)?.stage;
}

function coldCostUs(summary: TraceSummary): number {
  const evidence = findingOf(summary, 'cold-start')?.evidence;
  return Number(evidence?.durationUs ?? 0) + Number(evidence?.initGapUs ?? 0);
}

function waiting({ from, to }: Wait): string {
  return `waiting between ${STAGE_LABELS[from]} and ${STAGE_LABELS[to]}`;
}

/** `3.1 s of 3.2 s`. */
function share(
  { durationUs }: TraceSummary,
  partUs: number,
  tone: (text: string) => VerdictPart,
): VerdictPart {
  const part = briefDuration(Math.min(partUs, durationUs));
  const whole = briefDuration(durationUs);
  return tone(part === whole ? `Nearly all of ${whole}` : `${part} of ${whole}`);
}
