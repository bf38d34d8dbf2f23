import type { SpanIndices } from '../discovery/spanIndices.ts';
import type { JsonBody } from '../engine/engineCall.ts';

/** Elasticsearch notes a value that is too long from then on, OpenSearch does not. */
const NOTES_FROM = 7.15;

/** Whether a span tells that a value of its was too long for the index. */
function recordsIgnored({ engine, version }: SpanIndices): boolean {
  if (engine !== 'elasticsearch' || version === undefined) return false;
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major + minor / 100 >= NOTES_FROM;
}

/** Holds on spans some of whose values in the field the engine did not index. */
export function hasIgnored(valueField: string): JsonBody {
  return { term: { _ignored: valueField } };
}

/** Why a value of a list is not in the index, as filters on its span. */
export function reasonsUnindexed(valueField: string, indices: SpanIndices): JsonBody {
  if (!recordsIgnored(indices)) return { unclear: { match_all: {} } };
  const tooLong = hasIgnored(valueField);
  return { tooLong, empty: { bool: { must_not: [tooLong] } } };
}

/** What is said of a field with values that are not in the index. */
export function unindexedSentence(field: string, indices: SpanIndices): string {
  const empty = recordsIgnored(indices) ? '' : 'that are empty or ';
  const { ignoreAbove } = indices.limits;
  return `Values of ${field} ${empty}longer than ${ignoreAbove} characters are not told apart.`;
}
