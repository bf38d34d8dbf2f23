import { describe, expect, test } from 'vitest';
import { DEVICE, findingsIn, printedFindings } from '../testing/findingsIn.ts';

const queueGaps = (text: string) => printedFindings('queue-gap', text);

/** The rule begins so many milliseconds after the broker was done. */
const beforeRule = (gapMs: number, broker = 'mqtt.broker=eu-1') => `
  ${DEVICE}
    broker_forward @emqx   |4ms +3ms| ${broker}
      rule_evaluate @rules |${7 + gapMs}ms +2ms | rule.name=store
        transform @fn      |${10 + gapMs}ms +20ms | function.name=f
          db_write @fn     |${12 + gapMs}ms +9ms | client db.system=influxdb
`;

test('a gap between two stages above the threshold is a queue, above the second one critical', () => {
  expect(queueGaps(beforeRule(1_000))).toEqual([]);
  expect(queueGaps(beforeRule(1_001))).toEqual(['queue-gap warning rule: queue gap 1.0 s']);
  expect(queueGaps(beforeRule(3_000))).toEqual(['queue-gap warning rule: queue gap 3.0 s']);
  expect(queueGaps(beforeRule(3_100))).toEqual(['queue-gap critical rule: queue gap 3.1 s']);
});

test('it carries both ends, what it was compared with, and whose share it was', () => {
  const [finding] = findingsIn(beforeRule(3_100, 'mqtt.broker=eu-1 mqtt.delivery_latency_ms=503'));
  expect(finding).toEqual({
    kind: 'queue-gap',
    severity: 'critical',
    spanIds: ['0000000000000002', '0000000000000003'],
    stage: 'rule',
    evidence: {
      fromStage: 'broker',
      toStage: 'rule',
      fromService: 'emqx',
      toService: 'rules',
      gapUs: 3_100_000,
      traceShareRatio: 3_100 / 3_130,
      topicTemplate: 'devices/{device}/up',
      brokerShareUs: 500_000,
      receiverShareUs: 2_600_000,
    },
    thresholds: { queueGapWarnUs: 1_000_000, queueGapCriticalUs: 3_000_000 },
    summary: 'queue gap 3.1 s',
  });
  expect(finding?.evidence).not.toHaveProperty('qos');
});

test('across a dark broker the wait is between device and subscriber', () => {
  const text = `
    ${DEVICE}
      process a @sub |4012ms +5ms| consumer messaging.system=mqtt
  `;
  expect(queueGaps(text)).toEqual(['queue-gap critical subscriber: queue gap 4.0 s']);
  const [finding] = findingsIn(text);
  expect(finding?.evidence).toMatchObject({ qos: 1, fromService: 'sensor', toService: 'sub' });
  expect(finding?.evidence).not.toHaveProperty('batchSize');
  expect(finding?.evidence).not.toHaveProperty('brokerShareUs');
});

test('a batch counts from its oldest message and says how many it was', () => {
  const trace = 'a1'.repeat(16);
  const text = `
    publish @dev         |0 +5ms    | producer messaging.system=mqtt mqtt.topic=a/b mqtt.qos=1 id:d1
    publish @dev         |900ms +5ms| producer messaging.system=mqtt mqtt.topic=a/b mqtt.qos=1 id:d2
    process batch @sub   |2s +5ms   | consumer messaging.system=mqtt link:${trace}/d2 link:${trace}/d1
  `;
  const [finding] = findingsIn(text).filter(({ kind }) => kind === 'queue-gap');
  expect(finding?.evidence).toMatchObject({ gapUs: 1_995_000, batchSize: 2 });
});

test('a message that links to where it came from is no batch', () => {
  const text = `
    publish @dev     |0 +5ms    | producer messaging.system=mqtt mqtt.topic=a/b id:d1
    process a/b @sub |2s +5ms   | consumer messaging.system=mqtt link:${'a1'.repeat(16)}/d1
  `;
  const [finding] = findingsIn(text).filter(({ kind }) => kind === 'queue-gap');
  expect(finding?.evidence).toMatchObject({ gapUs: 1_995_000 });
  expect(finding?.evidence).not.toHaveProperty('batchSize');
});

test('of several deliveries the last decides whose share it was', () => {
  const text = `
    client.publish @emqx     |0 +3ms      | client.clientid=s-1 message.topic=a/b
      broker.publish @emqx   |2ms +500ms  | client.clientid=app
      broker.publish @emqx   |2ms +900ms  | client.clientid=app
    process a/b @sub         |2003ms +5ms | consumer messaging.system=mqtt parent:1
  `;
  const [finding] = findingsIn(text).filter(({ kind }) => kind === 'queue-gap');
  expect(finding?.evidence).toMatchObject({ receiverShareUs: 1_101_000 });
});

test('past the subscriber, what the broker says about delivery is about another wait', () => {
  const text = `
    broker_forward @mq       |0 +3ms   | mqtt.broker=b mqtt.delivery_latency_ms=3
      process a/b @sub       |5ms +3ms | consumer messaging.system=mqtt
        rule_evaluate @rules |3s +3ms  | rule.name=r
  `;
  const [finding] = findingsIn(text).filter(({ kind }) => kind === 'queue-gap');
  expect(finding?.stage).toBe('rule');
  expect(finding?.evidence).not.toHaveProperty('brokerShareUs');
});

test('each pair of stages that waited is a queue of its own', () => {
  const text = `
    ${DEVICE}
      process a @sub         |2012ms +5ms| consumer messaging.system=mqtt
        rule_evaluate @rules |4017ms +5ms| rule.name=r
          f @fn              |4030ms +5ms| function.name=f
            write @fn        |6035ms +5ms| client db.system=influxdb
  `;
  expect(queueGaps(text)).toEqual([
    'queue-gap warning subscriber: queue gap 2.0 s',
    'queue-gap warning rule: queue gap 2.0 s',
    'queue-gap warning db: queue gap 2.0 s',
  ]);
});

test('the share of an EMQX delivery that took long is the broker', () => {
  const text = `
    client.publish @emqx     |0 +3ms      | client.clientid=s-1 message.topic=a/b
      broker.publish @emqx   |2ms +1800ms | client.clientid=app
    process a @sub           |2003ms +5ms | consumer messaging.system=mqtt parent:1
  `;
  const [finding] = findingsIn(text).filter(({ kind }) => kind === 'queue-gap');
  expect(finding?.evidence).toMatchObject({
    gapUs: 2_000_000,
    brokerShareUs: 1_799_000,
    receiverShareUs: 201_000,
  });
});

test.each(['broker.publish.queued', 'client.broker.publish', 'message.deliver_later'])(
  '%s is not the delivery and shares nothing out',
  (operation) => {
    const text = `
      client.publish @emqx    |0 +3ms      | client.clientid=s-1 message.topic=a/b
        ${operation} @emqx    |2ms +1800ms | messaging.system=mqtt
      process a @sub          |4003ms +5ms | consumer messaging.system=mqtt parent:1
    `;
    const [finding] = findingsIn(text).filter(({ kind }) => kind === 'queue-gap');
    expect(finding?.evidence).not.toHaveProperty('brokerShareUs');
    expect(finding?.stage).toBe('subscriber');
  },
);

describe('stays silent', () => {
  test('at 400 ms', () => {
    expect(queueGaps(beforeRule(400))).toEqual([]);
  });

  test('when the next stage began before the one before was done', () => {
    const text = `
      device_publish @sensor |0 +5000ms  | producer mqtt.topic=a/b mqtt.qos=1
        process a @sub       |4000ms +5ms| consumer messaging.system=mqtt
    `;
    expect(queueGaps(text)).toEqual([]);
  });

  test('when the work itself is slow', () => {
    const text = `
      process a @sub         |0 +4s       | consumer messaging.system=mqtt parent:dead
        rule_evaluate @rules |4001ms +3s  | rule.name=r
          f @fn              |6900ms +9ms | function.name=f
    `;
    expect(queueGaps(text)).toEqual([]);
  });

  test.each([-9_000, -2_000, -51])('when the device clock is ahead by %d ms', (startMs) => {
    const text = `
      device_publish @sensor |10s +12ms| producer mqtt.topic=a/b mqtt.qos=1
        broker_forward @mq   |${10_000 + startMs}ms +3ms| mqtt.broker=b
          rule_evaluate @re  |${10_020 + startMs}ms +3ms| rule.name=r
    `;
    expect(queueGaps(text)).toEqual([]);
  });

  test('when the device clock is behind what its broker acknowledged', () => {
    const text = (qos: number) => `
      device_publish @sensor  |0 +12ms    | producer mqtt.topic=a/b mqtt.qos=${qos}
        client.publish @emqx  |5000ms +3ms| client.clientid=s-1
    `;
    expect(queueGaps(text(1))).toEqual([]);
    expect(queueGaps(text(0))).toEqual(['queue-gap critical broker: queue gap 5.0 s']);
  });

  test.each(['process_message', 'Inbound PUBLISH'])('nor after a receipt called %s', (receipt) => {
    const text = `
      device_publish @sensor  |0 +12ms    | producer mqtt.topic=a/b mqtt.qos=2
        ${receipt} @hivemq    |5000ms +3ms| server messaging.system=mqtt messaging.client_id=s-1
    `;
    expect(queueGaps(text)).toEqual([]);
  });

  test.each(['process_message_batch', 'edge.client.publish', 'bridge a/b'])(
    'but not before a broker that was handed the message on: %s',
    (bridged) => {
      const text = `
        device_publish @sensor  |0 +12ms    | producer mqtt.topic=a/b mqtt.qos=1
          ${bridged} @hivemq    |5000ms +3ms| server messaging.system=mqtt
      `;
      expect(queueGaps(text)).toHaveLength(1);
    },
  );

  test('but not before a receiver whose spans are called like a receipt, or after a gateway', () => {
    const toReceiver = `
      device_publish @sensor   |0 +12ms    | producer mqtt.topic=a/b mqtt.qos=1
        process_message @sub   |5000ms +3ms| consumer messaging.system=mqtt
    `;
    expect(queueGaps(toReceiver)).toEqual(['queue-gap critical subscriber: queue gap 5.0 s']);
    const fromGateway = `
      process a/b @gateway     |0 +12ms    | consumer messaging.system=mqtt mqtt.qos=1 parent:dead
        client.publish @emqx   |5000ms +3ms| client.clientid=gateway
    `;
    expect(queueGaps(fromGateway)).toEqual(['queue-gap critical broker: queue gap 5.0 s']);
  });

  test('when the function after the gap was cold: one cause, one finding', () => {
    const text = `
      ${DEVICE}
        rule_evaluate @rules |14ms +2ms   | rule.name=store
          transform @fn      |2500ms +40ms| server faas.coldstart=true
            parse @fn        |2501ms +2ms |
    `;
    expect(findingsIn(text).map(({ kind }) => kind)).toEqual(['cold-start']);
  });

  test('not when another function was the cold one', () => {
    const text = `
      ${DEVICE}
        rule_evaluate @rules |14ms +2ms   | rule.name=store
          transform @fn      |2500ms +40ms| server faas.coldstart=false
          audit @fn2         |2600ms +40ms| server faas.coldstart=true
    `;
    expect(findingsIn(text).map(({ summary }) => summary)).toEqual([
      'queue gap 2.5 s',
      'cold start 40 ms',
    ]);
  });

  test('when the message was retained until somebody subscribed', () => {
    const text = (retained: string) => `
      ${DEVICE}
        process a @sub |600s +5ms| consumer messaging.system=mqtt ${retained}
    `;
    expect(queueGaps(text('mqtt.retain=true'))).toEqual([]);
    expect(queueGaps(text('mqtt.retain=false'))).toHaveLength(1);
  });

  test('but not when something retained waits further on, or before the broker', () => {
    const text = `
      device_publish @sensor   |0 +12ms | producer mqtt.topic=a/b
        broker_forward @mq     |2s +1ms | mqtt.broker=b mqtt.retain=true
          process a/b @sub     |2002ms +1ms| consumer messaging.system=mqtt
            evaluate @rules    |5s +1ms | rule.name=r mqtt.retain=true
    `;
    expect(queueGaps(text)).toEqual([
      'queue-gap warning broker: queue gap 2.0 s',
      'queue-gap warning rule: queue gap 3.0 s',
    ]);
  });

  test('for as long as the sender asked to wait', () => {
    const text = (startMs: number) => `
      device_publish @sensor  |0 +12ms    | producer mqtt.topic=$delayed/5/devices/s-1/up
        client.publish @emqx  |4ms +3ms   | client.clientid=s-1 message.topic=$delayed/5/devices/s-1/up
          process a @sub      |${startMs}ms +5ms| consumer messaging.system=mqtt
    `;
    expect(queueGaps(text(5_900))).toEqual([]);
    expect(queueGaps(text(6_500))).toEqual(['queue-gap warning subscriber: queue gap 1.5 s']);
  });

  test('not for a wait on the way to the broker or past the subscriber', () => {
    const text = `
      device_publish @sensor  |0 +12ms    | producer mqtt.topic=$delayed/5/devices/s-1/up
        bridge @mq            |2s +3ms    | mqtt.broker=b
          process a @sub      |7s +5ms    | consumer messaging.system=mqtt
            evaluate @rules   |9500ms +1ms| rule.name=r
    `;
    expect(queueGaps(text)).toEqual([
      'queue-gap warning broker: queue gap 2.0 s',
      'queue-gap warning rule: queue gap 2.5 s',
    ]);
  });

  test('before a function that runs by the clock', () => {
    const text = `
      ${DEVICE}
        rule_evaluate @rules |14ms +2ms   | rule.name=store
          rollup @fn         |30s +40ms   | server faas.trigger=timer
    `;
    expect(queueGaps(text)).toEqual([]);
    expect(queueGaps(text.replace('timer', 'pubsub'))).toHaveLength(1);
  });

  test('but not before the database of a function that runs by the clock', () => {
    const text = `
      ${DEVICE}
        rollup @fn       |14ms +40ms| server faas.trigger=timer
          INSERT t @fn   |30s +40ms | client db.system=postgresql faas.trigger=timer
    `;
    expect(queueGaps(text)).toHaveLength(1);
  });

  test('between attempts of the same stage', () => {
    const text = `
      rule_evaluate @rules |0 +2ms    | rule.name=store parent:dead
        transform @fn      |3ms +40ms | server function.name=f error
        transform @fn      |5s +40ms  | server function.name=f
    `;
    expect(queueGaps(text)).toEqual([]);
  });
});
