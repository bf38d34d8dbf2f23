import type { Finding } from '../findings/finding.ts';
import type { Hop } from '../pipeline/hops.ts';
import type { StageSummary } from '../summary/traceSummary.ts';
import { formatDuration } from '../time/formatDuration.ts';

/**
 * Stages as one line, waiting between them in dots:
 *
 *     device 12.0 ms · broker 3.00 ms ··3.10 s·· rule 2.00 ms ✕
 */
export function printStages(stages: readonly StageSummary[]): string {
  return stages
    .map(({ stage, durationUs, gapBeforeUs, hasError }, index) => {
      const wait = gapBeforeUs > 0 ? `··${formatDuration(gapBeforeUs)}··` : '·';
      const cell = `${stage} ${formatDuration(durationUs)}${hasError ? ' ✕' : ''}`;
      return index === 0 ? cell : `${wait} ${cell}`;
    })
    .join(' ');
}

/** `broker→rule 3.10 s by parent`, one a hop. */
export function printHops(hops: readonly Hop[]): readonly string[] {
  return hops.map(({ from, to, gapUs, via, timing }) => {
    const wait = timing === 'apart' ? formatDuration(gapUs) : timing;
    return `${from}→${to} ${wait} by ${via}`;
  });
}

/** `queue-gap critical rule: queue gap 3.1 s`, one a finding. */
export function printFindings(findings: readonly Finding[]): readonly string[] {
  return findings.map(({ kind, severity, stage, summary, orphanWay }) => {
    const way = orphanWay === undefined ? '' : ` ${orphanWay}`;
    const at = stage === undefined ? '' : ` ${stage}`;
    return `${kind}${way} ${severity}${at}: ${summary}`;
  });
}
