import { createRoute } from '@hono/zod-openapi';
import { matchesSchema } from '../../shared/api/answerSchemas.ts';
import { problem } from '../../shared/api/problem.ts';
import { matchesQuery, traceParams } from '../../shared/api/requestSchemas.ts';
import { rowsOfSpans } from '../../shared/columns/rowsOfSpans.ts';
import { parseSpanQuery } from '../../shared/query/parser.ts';
import { problemJson } from '../http/problemJson.ts';
import { documentedRouter, jsonAnswer, TRACE_PROBLEMS } from './documented.ts';
import type { RouteParts } from './routeParts.ts';
import { findTrace } from './traceLookup.ts';

const matches = createRoute({
  method: 'get',
  path: '/api/traces/{traceId}/matches',
  summary: 'The rows of a trace whose spans match a query',
  request: { params: traceParams, query: matchesQuery },
  responses: { 200: jsonAnswer(matchesSchema, 'Rows, ascending'), ...TRACE_PROBLEMS },
});

export const matchesRoutes = ({ store, layouts }: RouteParts) =>
  documentedRouter().openapi(matches, async (c) => {
    const { q, at } = c.req.valid('query');
    const where = parseSpanQuery(q);
    if (!where.ok) {
      const { message, position, length } = where.error;
      return problemJson(c, problem('bad-query', message, { parameter: 'q', position, length }));
    }
    const found = await findTrace(store, c.req.valid('param').traceId, at, c.var.signal);
    if (!found.ok) return problemJson(c, found.error);
    const { ref, summary, completeness } = found.value;
    const { columns, rowOfSpan } = await layouts.get(ref, summary.spanCount, c.var.signal);
    const spans = await store.matchSpans(ref, where.value, c.var.signal);
    const rows = rowsOfSpans(spans, rowOfSpan);
    return c.json({ rows, total: rows.length, rowCount: columns.rowCount, completeness }, 200);
  });
