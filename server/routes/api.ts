import type { Hono } from 'hono';
import type { AppEnv } from '../http/appEnv.ts';
import { breakdownRoutes } from './breakdown.ts';
import { columnsRoutes } from './columns.ts';
import { documentedRouter } from './documented.ts';
import { exportRoutes } from './export.ts';
import { facetsRoutes } from './facets.ts';
import { fieldsRoutes } from './fields.ts';
import { healthRoutes } from './health.ts';
import { histogramRoutes } from './histogram.ts';
import { matchesRoutes } from './matches.ts';
import { metricsRoutes } from './metrics.ts';
import { openApiRoutes } from './openapi.ts';
import { OTLP_TRACES } from './otlpDocument.ts';
import type { RouteParts } from './routeParts.ts';
import { searchRoutes } from './search.ts';
import { sourceRoutes } from './source.ts';
import { spanRoutes } from './spans.ts';
import { traceRoutes } from './traces.ts';

/**
 * Every route of ours in one router, whose document is itself one of them. OTLP is
 * documented here and routed apart: it has a port of its own as well.
 */
export function apiRoutes(parts: RouteParts): Hono<AppEnv> {
  const api = documentedRouter();
  for (const routes of [
    searchRoutes,
    facetsRoutes,
    histogramRoutes,
    breakdownRoutes,
    fieldsRoutes,
    traceRoutes,
    columnsRoutes,
    spanRoutes,
    matchesRoutes,
    exportRoutes,
    sourceRoutes,
    healthRoutes,
    metricsRoutes,
  ]) {
    api.route('/', routes(parts));
  }
  api.openAPIRegistry.registerPath(OTLP_TRACES);
  return api.route(
    '/',
    openApiRoutes(() => api, parts),
  );
}
