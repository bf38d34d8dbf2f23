import { Hono } from 'hono';
import type { Logger } from 'pino';
import { allowedMethods } from './http/allowedMethods.ts';
import type { AppEnv } from './http/appEnv.ts';
import { pathBelow, stayBelow } from './http/basePath.ts';
import { compressJson } from './http/compressJson.ts';
import { errorAnswer } from './http/errorAnswer.ts';
import { notFound } from './http/notFound.ts';
import { requestFrame } from './http/requestFrame.ts';
import { type RequestSignals, requestSignals } from './http/requestSignal.ts';
import { otlpFailures } from './ingest/otlpFailures.ts';
import type { Metrics } from './metrics.ts';
import { apiRoutes } from './routes/api.ts';
import type { RouteParts } from './routes/routeParts.ts';
import { guardAccess, guardChanges, guardTarget } from './security/guard.ts';
import type { HostPolicy } from './security/hosts.ts';
import type { AccessPolicy } from './security/identify.ts';
import { type Pages, pageAddresses, servePages } from './static.ts';

export interface AppParts extends RouteParts {
  readonly hosts: HostPolicy;
  readonly access: AccessPolicy;
  /** Absent in development, where Vite serves the page. */
  readonly pages: Pages | undefined;
  /** `POST /v1/traces`, on the main port as well as on its own. */
  readonly otlp: Hono;
  /** `POST /api/import`. */
  readonly imports: Hono<AppEnv>;
  readonly metrics: Metrics;
  readonly log: Logger;
}

export interface App {
  readonly fetch: Hono<AppEnv>['fetch'];
  readonly request: Hono<AppEnv>['request'];
  readonly signals: RequestSignals;
}

/** Longer than any query should take; one that does is a mistake of ours or asks too much. */
const DEADLINE_MS = 30_000;

/** Everything behind the main port: page, API, OTLP, health and metrics. */
export function createApp(parts: AppParts): App {
  const signals = requestSignals(DEADLINE_MS);
  const api = apiRoutes(parts).route('/', parts.imports);
  const allowed = allowedMethods([
    ...api.routes,
    ...parts.otlp.routes,
    ...pageAddresses(parts.pages),
  ]);
  const app = framedApp(parts, signals)
    .use('/api/*', guardAccess(parts.access, parts.nowMs), guardChanges(parts.hosts, allowed))
    .use('/metrics', guardAccess(parts.access, parts.nowMs))
    .route('/', api)
    .route('/', guardedOtlp(parts));
  if (parts.pages !== undefined) app.use(servePages(parts.pages));
  app.notFound(notFound(allowed, 'The API is described at api/openapi.json.'));
  return { fetch: app.fetch, request: app.request, signals };
}

/** What listens on the usual OTLP port: `POST /v1/traces` and nothing else. */
export function createOtlpApp(parts: AppParts): App {
  const signals = requestSignals(DEADLINE_MS);
  const app = framedApp({ ...parts, basePath: '' }, signals).route('/', guardedOtlp(parts));
  app.notFound(
    notFound(allowedMethods(parts.otlp.routes), 'This port takes POST /v1/traces only.'),
  );
  return { fetch: app.fetch, request: app.request, signals };
}

/** What surrounds every route, outermost first. */
function framedApp(parts: AppParts, signals: RequestSignals): Hono<AppEnv> {
  return new Hono<AppEnv>({ getPath: pathBelow(parts.basePath) })
    .onError(errorAnswer(parts.log))
    .use(requestFrame(parts.log, parts.metrics))
    .use('/v1/traces', otlpFailures)
    .use(guardTarget(parts.hosts))
    .use(stayBelow(parts.basePath))
    .use(compressJson)
    .use(signals.middleware);
}

/**
 * Exporters know no custom header, so `guardChanges` does not stand here. A foreign
 * page is kept out by the content types, which a browser does not send unasked.
 */
function guardedOtlp({ access, nowMs, otlp }: AppParts): Hono<AppEnv> {
  return new Hono<AppEnv>().use('/v1/*', guardAccess(access, nowMs)).route('/', otlp);
}
