import { textOf } from '../span/attributes.ts';
import { type PipelineTrace, spanAt } from './pipelineTrace.ts';
import type { Route } from './routes.ts';
import { isIotSystem } from './stageEvidenceOf.ts';
import { KEY_TRAIT, KEY_TRAITS } from './stageKeys.ts';
import { PATH_STAGES, type PathStage } from './stages.ts';

/**
 * The route a trace took: of those for its messaging system the one that knows all
 * stages seen and misses fewest, the first of equals. `undefined` when nothing says
 * that the trace carries a device's message: a plain backend with functions and
 * databases has no route, and nothing of it is missing.
 *
 * @param isOfDevice  a device or a topic was resolved from the spans
 */
export function routeOf(
  trace: PipelineTrace,
  routes: readonly Route[],
  isOfDevice: boolean,
): Route | undefined {
  const { seen } = trace;
  const system = messagingSystem(trace);
  if (!carriesMessage(seen, system, isOfDevice) && !runsForMessage(trace)) return undefined;

  const candidates = routesFor(routes, system);
  const isHeadOnly = seen.every((stage) => stage === 'device' || stage === 'broker');
  if (isHeadOnly) return candidates[0];
  let best: Route | undefined;
  let bestMisfit = Number.POSITIVE_INFINITY;
  for (const route of candidates) {
    const itsMisfit = misfit(route, seen);
    if (itsMisfit >= bestMisfit) continue;
    best = route;
    bestMisfit = itsMisfit;
  }
  return best;
}

/** The stages a route expects, may not be dark, and were not seen. */
export function missingStagesOf(route: Route, seen: readonly PathStage[]): readonly PathStage[] {
  const missing: PathStage[] = [];
  for (const { stage, mayBeDark } of route.stages) {
    if (!mayBeDark && !seen.includes(stage)) missing.push(stage);
  }
  return missing;
}

function carriesMessage(
  seen: readonly PathStage[],
  system: string | undefined,
  isOfDevice: boolean,
): boolean {
  if (seen.some((stage) => stage === 'device' || stage === 'broker' || stage === 'rule'))
    return true;
  if (isOfDevice) return seen.length > 0;
  return seen.includes('subscriber') && (system === undefined || isIotSystem(system));
}

/** A function says that a message triggered it, or that it transforms telemetry (`transform.*`). */
function runsForMessage(trace: PipelineTrace): boolean {
  return trace.rowsOf.function.some((row) => {
    const { attributes } = spanAt(trace, row);
    const system = textOf(attributes, 'messaging.system');
    if (system !== undefined && !isIotSystem(system)) return false;
    if (attributes.get('faas.trigger') === 'pubsub') return true;
    return (KEY_TRAITS.in(attributes) & KEY_TRAIT.transform) !== 0;
  });
}

/** Of the earliest message span that names one. */
function messagingSystem(trace: PipelineTrace): string | undefined {
  for (const stage of ['device', 'broker', 'subscriber'] as const) {
    for (const row of trace.rowsOf[stage]) {
      const system = textOf(spanAt(trace, row).attributes, 'messaging.system');
      if (system !== undefined) return system.toLowerCase();
    }
  }
  return undefined;
}

function routesFor(routes: readonly Route[], system: string | undefined): readonly Route[] {
  const named = routes.filter(({ systems }) =>
    systems?.some((name) => system?.startsWith(name.toLowerCase())),
  );
  if (named.length > 0) return named;
  const unnamed = routes.filter(({ systems }) => systems === undefined);
  return unnamed.length > 0 ? unnamed : routes;
}

/** Stages the route does not know weigh more than stages it misses. */
function misfit(route: Route, seen: readonly PathStage[]): number {
  let unknownCount = 0;
  for (const stage of seen) if (!expects(route, stage)) unknownCount++;
  return unknownCount * PATH_STAGES.length + missingStagesOf(route, seen).length;
}

function expects(route: Route, wanted: PathStage): boolean {
  for (const { stage } of route.stages) if (stage === wanted) return true;
  return false;
}
