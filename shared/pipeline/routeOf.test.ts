import { describe, expect, test } from 'vitest';
import { DEVICE } from '../testing/findingsIn.ts';
import { traceFromText } from '../testing/traceFromText.ts';
import { resolveDevice } from './deviceIdentity.ts';
import { readPipeline } from './pipelineTrace.ts';
import { routeOf } from './routeOf.ts';
import { DEFAULT_ROUTES, type Route } from './routes.ts';

function routeIn(text: string, routes: readonly Route[] = DEFAULT_ROUTES): string | undefined {
  const trace = readPipeline(traceFromText(text));
  const { deviceId, topicTemplate } = resolveDevice(trace);
  return routeOf(trace, routes, deviceId !== undefined || topicTemplate !== undefined)?.name;
}

const sub = '  process a/b @sub |14ms +1ms| consumer messaging.system=mqtt';
const rule = '  evaluate @rules |16ms +1ms| rule.name=r';
const db = '  write @w |18ms +1ms| client db.system=influxdb';

test.each([
  ['a device alone', DEVICE, 'mqtt'],
  ['device and rule', `${DEVICE}\n${rule}`, 'mqtt'],
  ['device, subscriber and rule', `${DEVICE}\n${sub}\n${rule}`, 'mqtt'],
  ['device and subscriber', `${DEVICE}\n${sub}`, 'mqtt-direct'],
  ['device, subscriber and database', `${DEVICE}\n${sub}\n${db}`, 'mqtt-direct'],
  ['a subscriber alone', sub, 'mqtt-direct'],
  ['a rule alone', rule, 'mqtt'],
  ['a NATS publish', 'a.b publish @dev |-| producer messaging.system=nats', 'nats'],
  ['a JetStream consumer', 'a.b receive @col |-| consumer messaging.system=jetstream', 'nats'],
  ['a consumer of no named system', 'process a/b @sub |-| consumer', 'mqtt-direct'],
  ['a function that a message triggered', 'f @fn |-| server faas.trigger=pubsub', 'mqtt'],
  ['a function that transforms', 'f @fn |-| transform.fields_extracted=8', 'mqtt'],
  ['a function that knows its device', 'f @fn |-| function.name=f device.id=d', 'mqtt'],
])('%s took the route %s', (_, text, route) => {
  expect(routeIn(text)).toBe(route);
});

describe('no route took', () => {
  test.each([
    [
      'a request with a query',
      'GET / @api |--| server\n  SELECT @api |-| client db.system=postgresql',
    ],
    ['a function of nobody', 'f @fn |-| server faas.coldstart=false'],
    ['a consumer of a backend queue', 'orders process @shop |-| consumer messaging.system=kafka'],
    [
      'a function behind a backend queue',
      'f @fn |-| server faas.trigger=pubsub messaging.system=aws_sqs',
    ],
    ['a device of no stage', 'check @ota |-| device.id=d'],
  ])('%s', (_, text) => {
    expect(routeIn(text)).toBeUndefined();
  });
});

test('configured routes are taken by what they know and what they miss', () => {
  const routes: readonly Route[] = [
    { name: 'lake', stages: [{ stage: 'device', mayBeDark: false }], systems: ['kafka'] },
    { name: 'edge', stages: [{ stage: 'rule', mayBeDark: false }] },
  ];
  expect(routeIn(`${DEVICE}\n${rule}`, routes)).toBe('edge');
  expect(routeIn('orders process @s |-| consumer messaging.system=kafka device.id=d', routes)).toBe(
    'lake',
  );
  expect(routeIn(DEVICE, [])).toBeUndefined();
});
