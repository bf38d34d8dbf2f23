import type { SpanQuery } from '../../../../shared/query/ast.ts';
import { engineQueryOf } from '../compile/engineQueryOf.ts';
import type { SpanIndices } from '../discovery/spanIndices.ts';
import type { JsonBody } from '../engine/engineCall.ts';

const FAILURE_WORDS = ['error', 'Error', 'ERROR', 'failed', 'failure', 'fail'];

/** What the usual ones of `isFailed`'s spans say; the others take reading the span. */
const FAILED: SpanQuery = {
  kind: 'or',
  nodes: [
    { kind: 'spanField', field: 'status', test: { op: '=', value: { parts: ['error'] } } },
    {
      kind: 'attribute',
      place: 'span',
      key: 'db.status',
      test: { op: 'in', values: FAILURE_WORDS.map((word) => ({ parts: [word] })) },
    },
  ],
};

/** A filter for spans that failed; `undefined` where the engine cannot tell them. */
export function failedSpans(indices: SpanIndices): JsonBody | undefined {
  const { dsl, reach } = engineQueryOf(FAILED, indices);
  return reach === 'exact' ? dsl : undefined;
}
