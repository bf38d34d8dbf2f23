import type { Finding, FindingKind } from '../findings/finding.ts';
import type { TraceSummary } from './traceSummary.ts';

/** A piece of the verdict; `finding` is drawn in amber, `error` in red. */
export interface VerdictPart {
  readonly text: string;
  readonly tone: 'plain' | 'finding' | 'error';
}

/** One sentence, cut where its tone changes. */
export type Sentence = readonly VerdictPart[];

/** Words that only tell. */
export const plain = (text: string): VerdictPart => ({ text, tone: 'plain' });

/** Words that name what was found. */
export const amber = (text: string): VerdictPart => ({ text, tone: 'finding' });

/** Words that name what failed. */
export const red = (text: string): VerdictPart => ({ text, tone: 'error' });

/** The trace's first finding of a kind. */
export function findingOf(summary: TraceSummary, kind: FindingKind): Finding | undefined {
  return summary.findings.find((finding) => finding.kind === kind);
}

/** Sentences with a space between them, neighbours of one tone as one part. */
export function joinSentences(sentences: readonly Sentence[]): readonly VerdictPart[] {
  const parts: VerdictPart[] = [];
  const add = (part: VerdictPart) => {
    const last = parts.at(-1);
    if (last?.tone === part.tone)
      parts[parts.length - 1] = { ...part, text: last.text + part.text };
    else parts.push(part);
  };
  for (const [index, sentence] of sentences.entries()) {
    if (index > 0) add(plain(' '));
    for (const part of sentence) add(part);
  }
  return parts;
}
