import { describe, expect, test } from 'vitest';
import { DEFAULT_ROUTES } from '../pipeline/routes.ts';
import { ARRIVING, DEVICE, findingsIn, printedFindings, SETTLED } from '../testing/findingsIn.ts';
import { OTHER_TRACE_ID } from '../testing/traceFromText.ts';

const orphans = (text: string, context = SETTLED) => printedFindings('orphan', text, context);

const LINK = `link:${OTHER_TRACE_ID}/9`;

/** Rule, function and database below whatever `tail` says about the rule's span. */
const fromRule = (tail: string) => `
  rule_evaluate @rules   |20ms +2ms | rule.name=store ${tail}
    transform @fn        |23ms +20ms| function.name=f
      db_write @fn       |25ms +9ms | client db.system=influxdb
`;

describe('O1: the consumer says that the context is missing', () => {
  test.each(['mqtt.missing_context=true', 'mqtt.missing_context="true"'])('by %s', (flag) => {
    const text = `process a/b @bridge |-| consumer messaging.system=mqtt ${flag}`;
    expect(orphans(text)).toEqual([
      'orphan O1 warning subscriber: orphan: message without context',
    ]);
  });

  test('names the other ways that hold, too, and where the trace begins', () => {
    const text = `process a/b @bridge |-| consumer messaging.system=mqtt messaging.destination.name=devices/s-1/up mqtt.missing_context=true network.protocol.version=3.1.1`;
    const [finding] = findingsIn(text);
    expect(finding).toMatchObject({
      spanIds: ['0000000000000001'],
      evidence: {
        ways: ['O1', 'O4', 'O2'],
        service: 'bridge',
        operation: 'process a/b',
        topicTemplate: 'devices/{device}/up',
        protocolVersion: '3.1.1',
      },
    });
  });

  test('says what is known of topic, firmware and protocol, and no more', () => {
    const text = (told: string) =>
      `process a/b @bridge |-| consumer messaging.system=mqtt mqtt.missing_context=true ${told}`;
    const [named] = findingsIn(text('device.id=s-1 device.firmware=2.4.0'));
    expect(named?.evidence).toMatchObject({ firmware: '2.4.0' });
    const [nameless] = findingsIn(text(''));
    expect(Object.keys(nameless?.evidence ?? {})).toEqual(['ways', 'service', 'operation']);
  });

  test('is told at once, the rest waits until the trace is settled', () => {
    const text = `process a/b @bridge |-| consumer messaging.system=mqtt mqtt.missing_context=true`;
    expect(findingsIn(text, ARRIVING)[0]?.evidence).toMatchObject({ ways: ['O1'] });
  });

  test('holds although a later trace links to this one, not when this one links to its head', () => {
    const text = (link: string) =>
      `process a/b @bridge |-| consumer messaging.system=mqtt mqtt.missing_context=true ${link}`;
    expect(orphans(text(''), { ...SETTLED, linkedFrom: [OTHER_TRACE_ID] })).toHaveLength(1);
    expect(orphans(text(LINK))).toEqual([]);
  });

  test('needs the flag to be true', () => {
    const text = `
      ${DEVICE}
        process a/b @bridge |20ms +1ms| consumer messaging.system=mqtt mqtt.missing_context=false
    `;
    expect(orphans(text)).toEqual([]);
  });
});

describe('O2: the root is no stage a trace may begin at', () => {
  test('a rule that begins the trace and hands on to a broker', () => {
    const text = `
      rule_evaluate @rules    |0 +2ms  | rule.name=alert
        out publish @rules    |2ms +9ms| producer messaging.system=mqtt
          broker_forward @mq  |5ms +1ms| mqtt.broker=b
    `;
    expect(orphans(text)).toEqual(['orphan O2 warning rule: orphan: begins at the rule engine']);
  });

  test('is not held against a route that may begin there', () => {
    const routes = DEFAULT_ROUTES.map((route) => ({ ...route, entryStages: ['rule'] as const }));
    expect(orphans(fromRule(''), { ...SETTLED, routes })).toEqual([]);
  });
});

describe('O3: the parent of where it begins was never exported', () => {
  test('for a rule, a function and a database', () => {
    expect(orphans(fromRule('parent:dead'))).toEqual([
      'orphan O3 warning rule: orphan: parent span missing',
    ]);
    const fromFunction = `
      ${DEVICE}
      transform @fn  |23ms +20ms| function.name=f parent:dead
    `;
    expect(findingsIn(fromFunction)[0]?.evidence).toMatchObject({ ways: ['O3'] });
    const fromDb = `
      ${DEVICE}
      db_write @fn   |25ms +9ms | client db.system=influxdb parent:dead
    `;
    expect(findingsIn(fromDb)[0]).toMatchObject({ orphanWay: 'O3' });
  });

  test('for a subscriber whose device did export', () => {
    const text = `
      ${DEVICE}
      process a/b @sub  |25ms +9ms | consumer messaging.system=mqtt parent:dead
    `;
    expect(findingsIn(text)[0]).toMatchObject({
      orphanWay: 'O3',
      evidence: { danglingParentId: '000000000000dead', ways: ['O3'] },
    });
  });

  test('for a rule engine that is called by RPC', () => {
    expect(orphans(fromRule('server rpc.system=grpc parent:dead'))).toHaveLength(1);
  });

  test('not while the parent may still arrive', () => {
    expect(orphans(fromRule('parent:dead'), ARRIVING)).toEqual([]);
  });

  test.each([
    ['broker', 'client.publish @emqx |0 +3ms| client.clientid=s-1 message.topic=a/b parent:dead'],
    ['subscriber', 'process a/b @sub |0 +3ms| consumer messaging.system=mqtt parent:dead'],
  ])('not for the %s of a device that makes ids and exports nothing', (_, first) => {
    const text = `
      ${first}
        rule_evaluate @rules |4ms +2ms | rule.name=store
    `;
    expect(orphans(text)).toEqual([]);
  });

  test('not for what shares the unexported parent, because the broker passes it on', () => {
    const text = `
      broker_forward @mq    |0 +3ms  | mqtt.broker=b parent:dead
      rule_evaluate @rules  |4ms +2ms| rule.name=store parent:dead
      transform @fn         |7ms +2ms| function.name=f parent:beef
    `;
    expect(findingsIn(text)[0]?.evidence).toMatchObject({ ways: ['O3'] });
    const same = text.replace('parent:beef', 'parent:dead');
    expect(orphans(same)).toEqual([]);
  });

  test('for them, too, on a route that does not allow it', () => {
    const routes = DEFAULT_ROUTES.map((route) => ({ ...route, unexportedParentOk: [] }));
    const text = 'process a/b @sub |0 +3ms| consumer messaging.system=mqtt parent:dead';
    expect(orphans(text, { ...SETTLED, routes })).toHaveLength(1);
  });

  test.each([
    ['a device', `${DEVICE} parent:dead\n  rule_evaluate @sensor |20ms +2ms| rule.name=r`],
    [
      'a device below work of its own',
      `wake up @sensor |0 +90ms| parent:dead\n  ${DEVICE}\n    rule_evaluate @sensor |20ms +2ms| rule.name=r`,
    ],
    [
      'what another service hands on',
      `handle @api |0 +90ms| parent:dead\n  ${fromRule('').trim()}`,
    ],
    [
      'a rule below a request',
      `POST /evaluate @rules |0 +90ms| server http.request.method=POST parent:dead\n  ${fromRule('').trim()}`,
    ],
    [
      'broker and subscriber of a device that makes an id for each',
      `broker_forward @mq |0 +3ms| mqtt.broker=b parent:dead\nprocess a/b @sub |5ms +1ms| consumer messaging.system=mqtt parent:beef`,
    ],
  ])('not for %s', (_, text) => {
    expect(orphans(text)).toEqual([]);
  });

  test('not when the flags say that the sender was not sampled', () => {
    expect(orphans(fromRule('parent:dead flags:768'))).toEqual([]);
    expect(orphans(fromRule('parent:dead flags:769'))).toHaveLength(1);
    expect(orphans(fromRule('parent:dead flags:0'))).toHaveLength(1);
  });
});

describe('O4: no device and no broker', () => {
  test.each([
    ['a subscriber', 'process a/b @sub |-| consumer messaging.system=mqtt'],
    [
      'a NATS subscriber',
      'a.b receive @col |-| consumer messaging.system=nats messaging.operation=receive',
    ],
    ['a rule', 'rule_evaluate @rules |-| rule.name=store'],
    ['a rule below a loop', 'loop @rules |--|\n  rule_evaluate @rules | -| rule.name=store'],
    [
      'a function that knows its device',
      'transform @fn |-| server faas.coldstart=false device.id=s-1',
    ],
    [
      'a rule that asks for an hourly mean',
      'rule_evaluate hourly_mean @rules |-| rule.name=hourly_mean',
    ],
    ['a function told by a topic', 'transform @fn |-| server faas.trigger=pubsub mqtt.topic=a/b'],
  ])('%s at the root', (_, text) => {
    expect(orphans(text)).toEqual([expect.stringMatching(/^orphan O4 .*: no device or broker$/)]);
  });
});

describe('O5: published, and nobody took it', () => {
  test.each([
    ['a device alone', DEVICE],
    [
      'a device and its broker',
      `${DEVICE}\n  broker_forward @mq |4ms +3ms| mqtt.broker=b mqtt.topic=a/b`,
    ],
    [
      'a broker that exports for the device',
      'client.publish @emqx |-| client.clientid=s-1 message.topic=a/b',
    ],
    ['a device whose helper works after it', `${DEVICE}\n  await_ack @sensor |12ms +3ms|`],
    ['a broker that says what it does', 'message.forward @emqx |-| client.clientid=s-1'],
    [
      'a topic with a command inside a word',
      'publish @dev |-| producer messaging.system=mqtt mqtt.topic=sites/reset/offset',
    ],
    ['a device with a loop above', `measure @sensor |0 +20ms|\n  ${DEVICE}`],
  ])('%s', (_, text) => {
    expect(orphans(text)).toEqual(['orphan O5 warning rule: orphan: nobody took the message']);
  });

  test('not while the rest may still arrive', () => {
    expect(orphans(DEVICE, ARRIVING)).toEqual([]);
  });

  test('not when another trace links to this one', () => {
    expect(orphans(DEVICE, { ...SETTLED, linkedFrom: [OTHER_TRACE_ID] })).toEqual([]);
    expect(orphans(DEVICE, { ...SETTLED, linkedFrom: [] })).toHaveLength(1);
  });

  test('is shown at the last that had the message, and at the stage that should have got it', () => {
    const stages = (['device', 'broker', 'subscriber'] as const).map((stage) => {
      return { stage, mayBeDark: false };
    });
    const settled = { ...SETTLED, routes: [{ name: 'short', stages }] };
    const twice = `${DEVICE}\n${DEVICE.replace('|0', '|5ms')}`;
    expect(findingsIn(twice, settled)[0]).toMatchObject({
      stage: 'broker',
      spanIds: ['0000000000000002'],
    });
    const brokers = `${twice}\n  broker_forward @mq |8ms +1ms| mqtt.broker=b\n  broker_forward @mq |9ms +1ms| mqtt.broker=c`;
    expect(findingsIn(brokers, settled)[0]).toMatchObject({
      stage: 'subscriber',
      spanIds: ['0000000000000004'],
    });
  });

  test('not beside the drop or the missed rule that explains it', () => {
    const dropped = `${DEVICE}\n  message.route @emqx |4ms +3ms| route.dropped.reason=no_subscribers`;
    expect(findingsIn(dropped).map(({ kind }) => kind)).toEqual(['broker-drop']);
    const missed = `${DEVICE}\n  rule_evaluate @rules |14ms +3ms| rule.matched=false`;
    expect(findingsIn(missed).map(({ kind }) => kind)).toEqual(['rule-miss']);
  });

  test('another way of being one stands beside the missed rule', () => {
    const text = 'rule_evaluate @rules |-| rule.name=r rule.matched=false parent:dead';
    expect(findingsIn(text).map(({ kind }) => kind)).toEqual(['rule-miss', 'orphan']);
  });

  test.each(['cmd', 'command', 'commands', 'ota', 'downlink', 'delta', 'config', 'set', 'rpc'])(
    'not when the topic is of the kind %s, whose far end is a device',
    (kind) => {
      const text = (topic: string) => `publish @app |-| producer mqtt.topic=${topic}`;
      expect(orphans(text(`devices/${kind}`))).toEqual([]);
      expect(orphans(text(`devices/${kind}s-1`))).toHaveLength(1);
    },
  );

  test.each([
    ['its own call of a function', `${DEVICE}\n  invoke @sensor |14ms +3ms| faas.invoked_name=f`],
    ['a tree of its own', `${DEVICE}\ningest @custom |14ms +3ms|`],
    [
      'a broker at work on a topic',
      'extension task @mq |-| resource:service.namespace=HiveMQ mqtt.topic=a/b',
    ],
  ])('%s is nobody who took it', (_, text) => {
    expect(orphans(text)).toHaveLength(1);
  });

  test.each([
    ['a service of no known stage went on with it', `${DEVICE}\n  ingest @custom |14ms +3ms|`],
    [
      'it went to a device',
      'publish cmd/s-1/reboot @ota |-| producer messaging.system=mqtt messaging.destination.name=cmd/s-1/reboot',
    ],
    [
      'it told a device its configuration',
      'publish @ota |-| producer messaging.system=mqtt mqtt.topic=s-1/configuration',
    ],
    [
      'it told a device what is desired',
      'publish @twin |-| producer messaging.system=mqtt mqtt.topic=twin/s-1/desired/state',
    ],
    [
      'it sent a device its commands',
      'publish @ota |-| producer messaging.system=nats messaging.destination.name=commands.s-1',
    ],
    ['the broker did something else', 'extension task @mq |-| resource:service.namespace=HiveMQ'],
    [
      'it was the broker about itself',
      'client.publish @emqx |-| client.clientid=s-1 message.topic=$SYS/brokers/up',
    ],
  ])('not when %s', (_, text) => {
    expect(orphans(text)).toEqual([]);
  });

  test('also when publishing failed: that is where it stopped', () => {
    expect(orphans(`${DEVICE} error:"connection refused"`)).toHaveLength(1);
  });
});

describe('is no orphan', () => {
  test.each([
    ['a whole message', `${DEVICE}\n  process a/b @sub |14ms +3ms| consumer messaging.system=mqtt`],
    [
      'a second half that links to the first',
      `process a/b @sub |-| consumer messaging.system=mqtt ${LINK}`,
    ],
    [
      'a batch of linked messages',
      `poll @sub |--|\n  process batch @sub | -| consumer messaging.system=mqtt ${LINK} link:${'c3'.repeat(16)}/1`,
    ],
    [
      'a client that connects',
      'client.connect @emqx |--| client.clientid=s-1\n  client.authn @emqx | -| client.clientid=s-1',
    ],
    [
      'a client that subscribes',
      'client.subscribe @emqx |-| client.clientid=s-1 message.topic=a/b',
    ],
    ['a client that is cut off', 'broker.disconnect @emqx |-| client.clientid=s-1'],
    ['an MQTT connect seen by Aedes', 'mqtt.connect @hub |-| scope:instrumentation-aedes'],
    [
      "a rule on the broker's own events",
      'broker.rule_engine.apply @emqx |-| rule.id=r rule.trigger=$events/client_connected',
    ],
    ['a health check', 'GET /healthz @api |-| server http.request.method=GET http.route=/healthz'],
    [
      'a page of a dashboard',
      'GET /devices/7 @api |--| server http.request.method=GET device.id=s-1\n  SELECT @api | -| client db.system=postgresql',
    ],
    ['a job of one span', 'compact partitions @jobs |-|'],
    [
      'a job that writes',
      'rollup @jobs |--|\n  INSERT readings @jobs | -| client db.system=postgresql device.id=s-1',
    ],
    [
      'a function behind an API',
      'handler @fn |--| server faas.trigger=http faas.coldstart=false device.id=s-1',
    ],
    [
      'a function of an API gateway',
      'GET /x @gw |--| server http.request.method=GET\n  handler @fn | -| server faas.coldstart=false device.id=s-1',
    ],
    [
      'a function that runs by the clock',
      'handler @fn |--| server faas.trigger=timer device.id=s-1',
    ],
    [
      'a rule that runs by the clock',
      'scheduler.tick @rules |--|\n  rule_evaluate @rules | -| rule.name=offline',
    ],
    [
      'a function of which nothing says that a message reached it',
      'handler @fn |--| server faas.coldstart=false\n  PUT @fn | -| client db.system=dynamodb',
    ],
    [
      'an order in a shop',
      'POST /orders @shop |--| server http.request.method=POST\n  orders process @billing | -| consumer messaging.system=kafka',
    ],
    [
      'a consumer of a backend queue',
      'orders process @billing |-| consumer messaging.system=kafka',
    ],
    [
      'a process called like a consumer',
      'process payment @shop |-| server http.request.method=POST',
    ],
    [
      'a batched write that links to its messages',
      `flush @writer |--|\n  INSERT t @writer | -| client db.system=postgresql ${LINK}`,
    ],
  ])('%s', (_, text) => {
    expect(orphans(text)).toEqual([]);
  });
});

test('a topic that speaks of health or connections is a topic like any other', () => {
  for (const topic of ['devices/s-1/health', 'devices/s-1/connection', 'devices/s-1/schedule']) {
    const text = `process ${topic} @sub |-| consumer messaging.system=mqtt messaging.destination.name=${topic}`;
    expect(orphans(text)).toEqual([expect.stringContaining('orphan O4')]);
  }
});

test('where the trace begins is where its earliest span on the path is', () => {
  const text = `
    rule_evaluate @rules  |20ms +2ms| rule.name=r
    process a/b @sub      |0 +2ms   | consumer messaging.system=mqtt
  `;
  expect(findingsIn(text)[0]).toMatchObject({
    stage: 'subscriber',
    evidence: { ways: ['O4', 'O2'], operation: 'process a/b' },
  });
});

test('… also when the tree that holds it began later, and clocks disagree', () => {
  const text = `
    loop @rules             |0 +90ms  |
      rule_evaluate @rules  |20ms +2ms| rule.name=r
        transform @fn       |9ms +2ms | function.name=f
    process a/b @sub        |5ms +2ms | consumer messaging.system=mqtt
  `;
  expect(findingsIn(text)[0]).toMatchObject({ stage: 'subscriber' });
});

test('a second tree without a parent is no beginning while the first is a device', () => {
  expect(orphans(`${DEVICE}\nrule_evaluate @rules |20ms +2ms| rule.name=r`)).toEqual([]);
});

test('only the first subscriber may have an unexported parent', () => {
  const text = `
    process a/b @one |0 +2ms | consumer messaging.system=mqtt parent:dead
    process a/b @two |5ms +2ms| consumer messaging.system=mqtt parent:beef
  `;
  expect(findingsIn(text)[0]).toMatchObject({
    orphanWay: 'O3',
    spanIds: ['0000000000000002'],
    evidence: { danglingParentId: '000000000000beef' },
  });
});

test('of several links one that leads elsewhere is enough', () => {
  const text = `process a/b @sub |-| consumer messaging.system=mqtt link:${'a1'.repeat(16)}/7 ${LINK}`;
  expect(orphans(text)).toEqual([]);
});

test('a link of the database alone does not say where the trace came from', () => {
  const text = `
    process a/b @sub |0 +9ms  | consumer messaging.system=mqtt
      INSERT t @sub  |2ms +2ms| client db.system=postgresql ${LINK}
  `;
  expect(orphans(text)).toHaveLength(1);
});

test('a link without a trace id, or into the same trace, leads nowhere', () => {
  const text = (link: string) => `process a/b @sub |-| consumer messaging.system=mqtt ${link}`;
  expect(orphans(text('link:0/0'))).toHaveLength(1);
  expect(orphans(text(`link:${'a1'.repeat(16)}/7`))).toHaveLength(1);
});
