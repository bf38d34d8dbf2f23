import { createRoute } from '@hono/zod-openapi';
import { healthSchema } from '../../shared/api/answerSchemas.ts';
import type { TraceStore } from '../stores/traceStore.ts';
import { documentedRouter, HOST_PROBLEMS, jsonAnswer } from './documented.ts';
import type { RouteParts } from './routeParts.ts';

const live = createRoute({
  method: 'get',
  path: '/health/live',
  summary: 'The process answers',
  responses: { 200: jsonAnswer(healthSchema, 'Always'), ...HOST_PROBLEMS },
});

const ready = createRoute({
  method: 'get',
  path: '/health/ready',
  summary: 'Pages can be served; the state of the store is in the body',
  responses: {
    200: jsonAnswer(healthSchema, 'Ready'),
    503: jsonAnswer(healthSchema, 'Stopping: send no more requests'),
    ...HOST_PROBLEMS,
  },
});

/** Open to everybody: an orchestrator has no token, and a state is no secret. */
export const healthRoutes = ({ store, isStopping }: RouteParts) =>
  documentedRouter()
    .openapi(live, (c) => c.json({ status: 'alive' as const }, 200))
    .openapi(ready, async (c) => {
      if (isStopping()) return c.json({ status: 'stopping' as const }, 503);
      return c.json({ status: 'ready' as const, store: await storeState(store) }, 200);
    });

/** A store that is down or hangs makes no page unserved, so it only shows in the body. */
async function storeState(store: TraceStore) {
  try {
    const { kind, state, reason } = await store.describe(AbortSignal.timeout(DESCRIBE_DEADLINE_MS));
    return { kind, state, ...(reason === undefined ? {} : { reason }) };
  } catch {
    return { kind: 'unknown', state: 'down' as const, reason: 'The store does not answer.' };
  }
}

const DESCRIBE_DEADLINE_MS = 1_000;
