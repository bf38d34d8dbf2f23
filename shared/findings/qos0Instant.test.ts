import { describe, expect, test } from 'vitest';
import { findingsIn, printedFindings } from '../testing/findingsIn.ts';

const instants = (text: string) => printedFindings('qos0-instant', text);

/** A publish and somebody who took it. */
const publish = (times: string, tail: string) => `
  device_publish @sensor |${times}| producer mqtt.topic=a/b ${tail}
    process a/b @sub     |20ms +1ms| consumer messaging.system=mqtt
`;

test('a QoS 0 publish that was over at once measured nothing', () => {
  expect(findingsIn(publish('0 +300us', 'mqtt.qos=0'))).toEqual([
    {
      kind: 'qos0-instant',
      severity: 'info',
      spanIds: ['0000000000000001'],
      stage: 'device',
      evidence: { durationUs: 300, qos: 0 },
      thresholds: { instantPublishUs: 1_000 },
      summary: 'QoS 0 publish 300 µs',
    },
  ]);
});

test.each([
  'mqtt.qos=0',
  'mqtt.qos="0"',
  'message.qos=0',
  'messaging.mqtt.qos=0',
  'messaging.system=mqtt',
  'event:packet',
  '',
])('told by "%s"', (attribute) => {
  expect(instants(publish('0 +999us', attribute))).toHaveLength(1);
});

test('a quality of service that nobody told is not made up', () => {
  const [finding] = findingsIn(publish('0 +300us', ''));
  expect(finding?.evidence).not.toHaveProperty('qos');
});

describe('stays silent', () => {
  test.each([
    ['from a millisecond on', '0 +1ms', 'mqtt.qos=0'],
    ['at QoS 1', '0 +300us', 'mqtt.qos=1'],
    ['at QoS 2', '0 +300us', 'mqtt.qos=2'],
    ['when the packet has a number, which only QoS 1 and 2 give', '0 +300us', 'mqtt.packet_id=7'],
    ['when the packet has a number by another name', '0 +300us', 'messaging.mqtt.packet_id=7'],
    ['when an acknowledgement was seen', '0 +300us', 'event:puback'],
    ['when something was acknowledged', '0 +300us', 'event:"acknowledged by broker"'],
    ['when an ack was seen', '0 +300us', 'event:ack'],
    ['about NATS, which has no quality of service', '0 +300us', 'messaging.system=nats'],
  ])('%s', (_, times, attribute) => {
    expect(instants(publish(times, attribute))).toEqual([]);
  });

  test('when the broker traces its acknowledgement', () => {
    const text = `${publish('0 +300us', '')}\n    broker.puback @emqx |1ms +1ms| client.clientid=s`;
    expect(instants(text)).toEqual([]);
  });

  test('about what a rule publishes', () => {
    const text = `
      rule_evaluate @rules  |0 +2ms   | rule.name=r parent:dead
        out publish @rules  |1ms +9us | producer mqtt.topic=a/b mqtt.qos=0
    `;
    expect(instants(text)).toEqual([]);
  });

  test('about a helper of the device', () => {
    const text = `
      device_publish @sensor |0 +5ms  | producer mqtt.topic=a/b mqtt.qos=0
        encode @sensor       |0 +10us |
        process a/b @sub     |20ms +1ms| consumer messaging.system=mqtt
    `;
    expect(instants(text)).toEqual([]);
  });
});
