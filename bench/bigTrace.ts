import { attributesOf } from '../server/simulate/attributesOf.ts';
import { Random } from '../server/simulate/random.ts';
import { scopeNamed } from '../server/simulate/scene.ts';
import { PERFECT_CLOCKS, ServiceClocks } from '../server/simulate/serviceClocks.ts';
import { type SpanDraft, TraceDraft } from '../server/simulate/traceDraft.ts';
import type { Span } from '../shared/span/span.ts';

const SERVICES = ['import', 'mqtt-broker', 'rule-engine', 'processor', 'registry', 'tsdb-writer'];
const OPERATIONS = ['decode', 'validate', 'convert', 'enrich', 'write points', 'publish', 'lookup'];

/** One trace of a fleet's night import: batches of records, each worked on by several services. */
export function bigTrace(spanCount: number, startUs: number): readonly Span[] {
  const random = new Random('big trace', spanCount);
  const trace = new TraceDraft(random);
  const root = open(trace, undefined, 0, startUs);
  const parents: SpanDraft[] = [root];
  let nowUs = startUs;
  for (let index = 1; index < spanCount; index += 1) {
    nowUs += random.integer(5, 400);
    while (parents.length > 1 && random.chance(0.35)) parents.pop()?.endAt(nowUs);
    const span = open(trace, parents.at(-1), random.integer(0, SERVICES.length - 1), nowUs);
    span.set({ 'record.index': index, 'record.key': random.hex(8) });
    if (random.chance(0.01)) span.fail('record rejected');
    if (parents.length < 12 && random.chance(0.5)) parents.push(span);
    else span.endAt(nowUs + random.logNormal(250, 0.8, 20_000));
  }
  for (const parent of parents.reverse()) parent.endAt(nowUs + 500);
  return trace.finish(new ServiceClocks(1, PERFECT_CLOCKS, []));
}

const RESOURCES = SERVICES.map((service) => ({
  service,
  attributes: attributesOf({ 'service.name': service, 'host.name': `${service}-0` }),
}));
const SCOPE = scopeNamed('bench');

function open(
  trace: TraceDraft,
  parent: SpanDraft | undefined,
  service: number,
  startUs: number,
): SpanDraft {
  const resource = RESOURCES[service % RESOURCES.length];
  if (resource === undefined) throw new RangeError(`no service ${service}`);
  const operation = OPERATIONS[(service * 3 + startUs) % OPERATIONS.length] ?? 'work';
  return trace.open({ resource, scope: SCOPE, operation, kind: 'internal', startUs, parent });
}
