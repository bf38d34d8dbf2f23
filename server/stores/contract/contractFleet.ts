import type { Query, SpanQuery } from '../../../shared/query/ast.ts';
import { parseQuery, parseSpanQuery } from '../../../shared/query/parser.ts';
import type { Span } from '../../../shared/span/span.ts';
import { TEXT_START_US, traceFromText } from '../../../shared/testing/traceFromText.ts';
import type { TraceStore } from '../traceStore.ts';

/** Trace number n of a fleet has the id `…0n` and starts n seconds after the fleet's time. */
export const traceIdOf = (number: number): string => `ab${String(number).padStart(30, '0')}`;

/** The day of the fleet. */
export const RANGE = {
  fromUs: TEXT_START_US - 3_600_000_000,
  toUs: TEXT_START_US + 86_400_000_000,
};

export function numberedTrace(number: number, text: string): readonly Span[] {
  const startUs = TEXT_START_US + number * 1_000_000;
  return traceFromText(text, { traceId: traceIdOf(number), startUs });
}

const complete = (device: string, firmware: string, status: string, more = '') => `
  device_publish @sensor       |--                        | producer device.id=${device} device.firmware=${firmware} mqtt.topic=devices/${device}/telemetry mqtt.qos=1 messaging.system=mqtt
    broker_forward @emqx       |  -                       | mqtt.broker=eu-1
      rule_evaluate @rules     |    --                    | consumer rule.name=store rule.matched=true
        transform @functions   |       ----               | server function.name=decode transform.fields_extracted=12 ${more}
          db_write @writer     |            ---           | client db.system=influxdb db.operation=write ${status}`;

/**
 * Eight traces that differ in one thing each:
 *
 *     1 whole                   5 waits 3.1 s for the rule engine
 *     2 whole, other device     6 nobody stored it: ends at the broker
 *     3 its write failed        7 no pipeline, two services
 *     4 its function was cold   8 a republished message links to trace 1
 */
export const FLEET: readonly (readonly Span[])[] = [
  numberedTrace(1, complete('s-1', '2.4.0', 'db.status=success')),
  numberedTrace(2, complete('s-2', '2.4.1', 'db.status=success')),
  numberedTrace(
    3,
    complete(
      's-1',
      '2.4.0',
      'db.status=error error:"write refused" event:exception:exception.message="Field Type Conflict on temp"',
    ),
  ),
  numberedTrace(4, complete('s-3', '2.4.1', 'db.status=success', 'function.cold_start=true')),
  numberedTrace(
    5,
    `
  device_publish @sensor       |0 2ms|      producer device.id=s-2 device.firmware=2.4.1 mqtt.topic=devices/s-2/telemetry messaging.system=mqtt
    broker_forward @emqx       |2ms 1ms|    mqtt.broker=eu-1
      rule_evaluate @rules     |3.103s 2ms| consumer rule.name=store rule.matched=true
        transform @functions   |3.106s 4ms| server function.name=decode transform.fields_extracted=3
          db_write @writer     |3.111s 3ms| client db.system=influxdb db.status=success`,
  ),
  numberedTrace(
    6,
    `
  device_publish @sensor       |--  | producer device.id=s-3 device.firmware=2.4.1 mqtt.topic=devices/s-3/telemetry messaging.system=mqtt
    broker_forward @emqx       |  - | mqtt.broker=eu-1`,
  ),
  numberedTrace(
    7,
    `
  GET /report @web             |----- | server http.status=200 resource:host.name=edge-1
    query @reports             | ---  | scope:pg-instrumentation`,
  ),
  numberedTrace(
    8,
    `
  republish @bridge            |--    | consumer link:${traceIdOf(1)}/1 mqtt.topic=bridge/s-1`,
  ),
];

export function query(text: string): Query {
  const parsed = parseQuery(text);
  if (!parsed.ok) throw new Error(`${text}: ${parsed.error.message}`);
  return parsed.value;
}

export function spanQuery(text: string): SpanQuery {
  const parsed = parseSpanQuery(text);
  if (!parsed.ok) throw new Error(`${text}: ${parsed.error.message}`);
  return parsed.value;
}

/** Numbers of the fleet's traces a query finds, as text: `1 3 8`. */
export async function foundBy(store: TraceStore, text: string): Promise<string> {
  const request = { where: query(text), ...RANGE, sort: 'start' as const, limit: 100 };
  const page = await store.searchTraces(request, unaborted());
  return page.traces.map(({ traceId }) => Number(traceId.slice(2))).join(' ');
}

export const unaborted = (): AbortSignal => new AbortController().signal;
