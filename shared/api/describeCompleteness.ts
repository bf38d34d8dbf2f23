import { formatCount } from '../stats/formatCount.ts';
import { formatTotal } from '../stats/formatTotal.ts';
import type { Completeness } from './completeness.ts';

/**
 * What an answer does not cover, a phrase each for the page; empty when it
 * covers everything.
 */
export function describeCompleteness(completeness: Completeness): readonly string[] {
  const { shards, analysedTraces, matchingTraces, isTimedOut, isComplete, notes } = completeness;
  const phrases: string[] = [];
  if (analysedTraces !== undefined && matchingTraces !== undefined) {
    const newest = formatCount(analysedTraces);
    phrases.push(`newest ${newest} of ${formatTotal(matchingTraces)} analysed`);
  }
  if (shards && shards.failed > 0) {
    phrases.push(`${shards.successful} of ${shards.total} shards answered`);
  }
  if (isTimedOut) phrases.push('stopped at the time limit');
  phrases.push(...notes);
  if (phrases.length === 0 && !isComplete) phrases.push('not everything is covered');
  return phrases;
}
