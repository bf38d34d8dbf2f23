import { createRoute } from '@hono/zod-openapi';
import { traceAnswerSchema } from '../../shared/api/answerSchemas.ts';
import { traceParams, traceQuery } from '../../shared/api/requestSchemas.ts';
import { verdictOf } from '../../shared/summary/verdict.ts';
import { problemJson } from '../http/problemJson.ts';
import { documentedRouter, jsonAnswer, TRACE_PROBLEMS } from './documented.ts';
import type { RouteParts } from './routeParts.ts';
import { findTrace } from './traceLookup.ts';

const trace = createRoute({
  method: 'get',
  path: '/api/traces/{traceId}',
  summary: 'What happened to one trace',
  request: { params: traceParams, query: traceQuery },
  responses: {
    200: jsonAnswer(traceAnswerSchema, 'Summary, findings and verdict'),
    ...TRACE_PROBLEMS,
  },
});

export const traceRoutes = ({ store }: RouteParts) =>
  documentedRouter().openapi(trace, async (c) => {
    const { at } = c.req.valid('query');
    const found = await findTrace(store, c.req.valid('param').traceId, at, c.var.signal);
    if (!found.ok) return problemJson(c, found.error);
    const { summary, completeness } = found.value;
    const { text: verdict, parts: verdictParts } = verdictOf(summary);
    const { findings } = summary;
    return c.json({ summary, findings, verdict, verdictParts, completeness }, 200);
  });
