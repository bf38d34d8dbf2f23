import { describe, expect, test } from 'vitest';
import { ARRIVING, DEVICE, findingsIn, printedFindings } from '../testing/findingsIn.ts';

const drops = (text: string, context?: typeof ARRIVING) =>
  printedFindings('broker-drop', text, context);

const routed = (tail: string) => `${DEVICE}\n  message.route @emqx |4ms +1ms| ${tail}`;

test('a broker that says it dropped the message did, at once', () => {
  const text = routed('route.dropped.reason=no_subscribers');
  expect(findingsIn(text, ARRIVING)).toEqual([
    {
      kind: 'broker-drop',
      severity: 'critical',
      spanIds: ['0000000000000002'],
      stage: 'broker',
      evidence: { reason: 'no_subscribers' },
      thresholds: {},
      summary: 'broker drop: no subscribers',
    },
  ]);
});

test.each([
  'mqtt.puback.reason_code=16',
  'mqtt.puback.reason_code="16"',
  'mqtt.puback.reason_code=0x10',
  'mqtt.reason_code=16',
  'messaging.mqtt.reason_code=16',
  'mqtt.pubrec.code=16',
  'mqtt.puback.reason="No matching subscribers"',
  'event:puback:reason_code=16',
  'mqtt.puback.reason="no-matching-subscriber"',
  'mqtt.pubackCode=16',
  'reason=no_subscribers',
  'reason=NoMatchingSubscribers',
  'reason=no_subscriber',
  'reason=nosubscribers',
])('an acknowledgement with %s says nobody subscribed', (attribute) => {
  expect(drops(`${DEVICE} ${attribute}`)).toEqual([
    'broker-drop critical broker: broker drop: no subscribers',
  ]);
});

test.each([
  'mqtt.puback.reason_code=0',
  'mqtt.puback.reason_code=0x00',
  'mqtt.packet_id=16',
  'mqtt.puback.packet_id=16',
  'payload.bytes=16',
  'route.dropped.reason=""',
  'client.disconnect.reason=normal',
  'mqtt.reason_code=160',
  'mqtt.reason="there were no subscribers"',
  'mqtt.reason="no subscribers yet"',
  'event:puback:reason_code=0',
])('an acknowledgement with %s says nothing of the kind', (attribute) => {
  expect(drops(`${DEVICE} ${attribute}`)).toEqual([]);
});

describe('is no drop', () => {
  test('when the trace merely ends at the broker', () => {
    expect(drops(routed('message.topic=a/b'))).toEqual([]);
  });

  test.each([
    'broker.rule_engine.apply @emqx |5ms +1ms| rule.id=r rule.matched=a/#',
    'process a/b @sub |5ms +1ms| consumer messaging.system=mqtt',
    'transform @fn |5ms +1ms| function.name=f',
    'db_write @fn |5ms +1ms| client db.system=influxdb',
  ])('when somebody got the message all the same: %s', (line) => {
    expect(drops(`${routed('route.dropped.reason=no_subscribers')}\n  ${line}`)).toEqual([]);
  });
});

test('the event that says so need not be the first', () => {
  expect(drops(`${DEVICE} event:sent event:puback:reason_code=16`)).toHaveLength(1);
});

test('what is of no stage handles nothing', () => {
  expect(drops(`${routed('route.dropped.reason=queue_full')}\n  audit @x |5ms +1ms|`)).toEqual([
    'broker-drop critical broker: broker drop: queue full',
  ]);
});

test('a reason of any length is cut', () => {
  const [finding] = findingsIn(routed(`route.dropped.reason=${'x'.repeat(500)}`));
  expect(String(finding?.evidence.reason)).toHaveLength(80);
});

test('a gateway that consumed the message and published it again got nothing of what it published', () => {
  const text = `
    process a/b @gw           |0 +20ms  | consumer messaging.system=mqtt parent:dead
      parse @gw               |1ms +2ms |
      publish c/d @gw         |5ms +9ms | producer messaging.system=mqtt mqtt.topic=c/d
        message.route @emqx   |7ms +1ms | route.dropped.reason=no_subscribers
  `;
  expect(drops(text)).toEqual(['broker-drop critical broker: broker drop: no subscribers']);
  const taken = `${text}\n          process c/d @sub |9ms +1ms| consumer messaging.system=mqtt`;
  expect(drops(taken)).toEqual([]);
});
