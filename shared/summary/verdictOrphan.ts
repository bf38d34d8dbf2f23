import { nameStage, STAGE_LABELS } from '../pipeline/stages.ts';
import type { TraceSummary } from './traceSummary.ts';
import { amber, findingOf, plain, type Sentence } from './verdictPart.ts';

/** Which half of the message is missing; `undefined` for a trace that is no orphan. */
export function orphanSentence(summary: TraceSummary): Sentence | undefined {
  const orphan = findingOf(summary, 'orphan');
  if (orphan === undefined) return undefined;
  const stage = orphan.stage ?? 'other';
  const name = nameStage(stage);
  switch (orphan.orphanWay) {
    case 'O1':
      return [
        amber('The message came without trace context'),
        plain(`, so its way before ${name} is unknown.`),
      ];
    case 'O3':
      return [
        amber(`The parent of ${stage === 'other' ? name : `${name} span`} was never exported`),
        plain(', so what came before is unknown.'),
      ];
    case 'O5':
      return taillessSentence(summary);
    default:
      return [
        amber(`The trace begins at ${name}`),
        plain(': the context of the message was lost on the way there.'),
      ];
  }
}

function taillessSentence({ stages, lastStage = 'device' }: TraceSummary): Sentence {
  const after = `was seen after the ${STAGE_LABELS[lastStage]}`;
  if (stages.some(({ hasError }) => hasError)) return [amber(`Nothing ${after}`), plain('.')];
  return [amber('The message was published and nobody took it'), plain(`: nothing ${after}.`)];
}
