import { createRoute } from '@hono/zod-openapi';
import { spanDetailSchema } from '../../shared/api/answerSchemas.ts';
import { problem } from '../../shared/api/problem.ts';
import { spanParams, traceQuery } from '../../shared/api/requestSchemas.ts';
import { spanDetailsOf } from '../../shared/api/spanDetail.ts';
import { normalizeSpanId } from '../../shared/span/ids.ts';
import { problemJson } from '../http/problemJson.ts';
import { documentedRouter, jsonAnswer, TRACE_PROBLEMS } from './documented.ts';
import type { RouteParts } from './routeParts.ts';
import { findTrace } from './traceLookup.ts';

const span = createRoute({
  method: 'get',
  path: '/api/traces/{traceId}/spans/{spanId}',
  summary: 'Everything known about one span',
  request: { params: spanParams, query: traceQuery },
  responses: {
    200: jsonAnswer(spanDetailSchema, 'The span; others with the same id as duplicates'),
    ...TRACE_PROBLEMS,
  },
});

export const spanRoutes = ({ store, layouts }: RouteParts) =>
  documentedRouter().openapi(span, async (c) => {
    const { traceId, spanId } = c.req.valid('param');
    const found = await findTrace(store, traceId, c.req.valid('query').at, c.var.signal);
    if (!found.ok) return problemJson(c, found.error);
    const { ref, summary } = found.value;
    const wanted = normalizeSpanId(spanId) ?? spanId;
    const [spans, layout] = await Promise.all([
      store.readSpans(ref, wanted, c.var.signal),
      layouts.get(ref, summary.spanCount, c.var.signal),
    ]);
    const [detail, ...duplicates] = spanDetailsOf(spans, layout);
    if (detail === undefined) {
      return problemJson(c, problem('no-such-span', `The trace has no span ${spanId}.`));
    }
    return c.json(duplicates.length === 0 ? detail : { ...detail, duplicates }, 200);
  });
