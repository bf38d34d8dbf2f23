import { emptyLayout } from '../columns/joinLayouts.ts';
import type { SpanLayout } from '../columns/spanLayout.ts';
import { STAGE_EVIDENCES, type StageEvidence } from '../pipeline/stageEvidence.ts';

interface Step {
  readonly service: string;
  readonly operation: string;
  readonly evidence: StageEvidence;
  readonly medianUs: number;
  readonly children: readonly Step[];
}

const step = (
  service: string,
  operation: string,
  evidence: StageEvidence,
  medianUs: number,
  children: readonly Step[] = [],
): Step => ({ service, operation, evidence, medianUs, children });

const READING = step('sensor-gateway', 'device_publish', 'device', 12_000, [
  step('mosquitto', 'broker_forward', 'broker', 4_000, [
    step('rule-engine', 'rule_evaluate', 'rule', 2_900, [
      step('normalise', 'function_transform', 'function', 22_000, [
        step('normalise', 'parse payload', 'none', 3_000),
        step('normalise', 'validate', 'none', 800),
        step('normalise', 'db_write', 'db', 14_000, [
          step('influxdb', 'POST /api/v2/write', 'none', 11_000, [
            step('influxdb', 'wal append', 'none', 6_000),
            step('influxdb', 'index', 'none', 900),
          ]),
        ]),
      ]),
      step('audit', 'record', 'other', 700),
    ]),
  ]),
]);

/**
 * A backfill as one trace: readings that each run through every stage, with times
 * as skewed as real ones (log-normal) and microseconds that do not repeat.
 * The same seed gives the same spans.
 */
export function syntheticLayout(count: number, seed = 1): SpanLayout {
  const random = randomFrom(seed);
  const layout = emptyLayout(count);
  const services: string[] = [];
  const operations: string[] = [];
  const indexIn = (table: string[], text: string) => {
    const known = table.indexOf(text);
    return known === -1 ? table.push(text) - 1 : known;
  };
  let at = 0;
  const put = (of: Step, parent: bigint, startUs: number, durationUs: number): bigint => {
    const id = (BigInt(Math.floor(random() * 2 ** 32)) << 32n) | BigInt(at + 1);
    layout.spanId[at] = id;
    layout.parentId[at] = parent;
    layout.startUs[at] = startUs;
    layout.durationUs[at] = durationUs;
    layout.service[at] = indexIn(services, of.service);
    layout.operation[at] = indexIn(operations, of.operation);
    layout.evidence[at] = STAGE_EVIDENCES.indexOf(of.evidence);
    layout.status[at] = random() < 0.01 ? 2 : 0;
    layout.events[at] = random() < 0.03 ? 1 : 0;
    at++;
    return id;
  };
  const root = step('scheduler', 'nightly backfill', 'none', 0);
  let nowUs = 1_700_000_000_000_000;
  const rootId = count > 0 ? put(root, 0n, nowUs, count * 900) : 0n;
  while (at < count) {
    nowUs += Math.round(logNormal(random, 3_000));
    const pending = [{ of: READING, parent: rootId, startUs: nowUs }];
    for (let next = pending.pop(); next !== undefined && at < count; next = pending.pop()) {
      const durationUs = Math.round(logNormal(random, next.of.medianUs));
      const id = put(next.of, next.parent, next.startUs, durationUs);
      let childStartUs = next.startUs;
      for (const child of next.of.children) {
        childStartUs += Math.round(logNormal(random, child.medianUs / 6));
        pending.push({ of: child, parent: id, startUs: childStartUs });
        childStartUs += child.medianUs;
      }
    }
  }
  return { ...layout, services, operations };
}

/** Numbers from 0 to 1 that depend on the seed alone (mulberry32). */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

function logNormal(random: () => number, median: number): number {
  const normal = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  return median * Math.exp(0.6 * normal);
}
