import { describe, expect, test } from 'vitest';
import { traceFromText } from '../testing/traceFromText.ts';
import { readPipeline } from './pipelineTrace.ts';
import { spanSaysByte } from './spanSays.ts';
import type { StageRules } from './stageEvidenceOf.ts';

/** `operation: stage`, one a span, in the order they are drawn. */
function stagesIn(text: string, rules?: StageRules): readonly string[] {
  const drawn = traceFromText(text);
  const { spans, stages } = readPipeline(drawn, (span) => spanSaysByte(span, rules));
  return drawn.map(
    ({ operation, spanId }) =>
      `${operation}: ${stages[spans.findIndex((span) => span.spanId === spanId)]}`,
  );
}

describe('the vectors of the definition', () => {
  test('a database client inside a Lambda is the database, not the function', () => {
    expect(stagesIn('query @fn |-| client db.system=influxdb resource:faas.name=ingest')).toEqual([
      'query: db',
    ]);
  });

  test("EMQX's rule spans are the rule's, under a client id that is nobody's", () => {
    expect(
      stagesIn('broker.rule_engine.apply @emqx |-| client.clientid=$emqx_rule_internal_clientid'),
    ).toEqual(['broker.rule_engine.apply: rule']);
  });

  test("what a rule publishes is the rule's", () => {
    expect(
      stagesIn(`
        evaluate @rules    |-- | rule.name=alerts
          out publish @out | - | producer messaging.system=mqtt
      `),
    ).toEqual(['evaluate: rule', 'out publish: rule']);
  });

  test('a consumer without context is the subscriber', () => {
    expect(stagesIn('on_message @bridge |-| consumer mqtt.missing_context="true"')).toEqual([
      'on_message: subscriber',
    ]);
  });

  test('the Dart client publishes as a client', () => {
    expect(stagesIn('mqtt publish a/b @app |-| client messaging.operation.type=send')).toEqual([
      'mqtt publish a/b: device',
    ]);
  });

  test('an HTTP server behind the consumer is of no stage', () => {
    expect(
      stagesIn(`
        process sensors/7/reading @consumer |---| consumer messaging.system=mqtt
          GET @consumer                     | - | client http.request.method=GET
            GET /echo @echo                 | - | server http.route=/echo
      `),
    ).toEqual(['process sensors/7/reading: subscriber', 'GET: subscriber', 'GET /echo: other']);
  });
});

describe('conventions old and new', () => {
  test.each([
    ['db.system.name=postgresql', 'db'],
    ['db.system=postgresql', 'db'],
    ['db.type=sql', 'db'],
    ['db.operation=write', 'db'],
    ['db.operation.name=INSERT', 'db'],
    ['db.query.text=SELECT', 'db'],
    ['db.statement=SELECT', 'db'],
    ['db.write_latency_ms=12', 'db'],
    ['rule.name=r', 'rule'],
    ['rule.id=r', 'rule'],
    ['rule.action=store', 'rule'],
    ['rule.matched=false', 'rule'],
    ['ruleName=r', 'rule'],
    ['action.type=republish', 'rule'],
    ['function.name=f', 'function'],
    ['function.cold_start=false', 'function'],
    ['faas.trigger=pubsub', 'function'],
    ['faas.coldstart=true', 'function'],
    ['faas.invocation_id=7', 'function'],
    ['faas.execution=7', 'function'],
    ['faas.name=f', 'function'],
    ['cold_start=true', 'function'],
    ['transform.fields_extracted=8', 'function'],
    ['mqtt.broker=b', 'broker'],
    ['mqtt.delivery_latency_ms=3', 'broker'],
    ['faas.invoked_name=f', 'other'],
    ['http.request.method=GET', 'other'],
    ['device.id=s-1', 'other'],
    ['functional=yes', 'other'],
    ['__proto__=x', 'other'],
    ['constructor=x', 'other'],
  ])('an internal span with %s is of stage %s', (attribute, stage) => {
    expect(stagesIn(`work @svc |-| ${attribute}`)).toEqual([`work: ${stage}`]);
  });

  test.each([
    ['db_write', 'db'],
    ['tsdb_write', 'db'],
    ['db_write_batch', 'other'],
    ['rule_evaluate', 'rule'],
    ['rule_engine_eval', 'rule'],
    ['rule_engine_apply', 'rule'],
    ['rule_set', 'other'],
    ['broker.rule_engine.action', 'rule'],
    ['broker_forward', 'broker'],
    ['device_publish', 'device'],
    ['mqtt_publish', 'device'],
    ['process sensors/1/reading', 'subscriber'],
    ['receive sensors/1/reading', 'subscriber'],
    ['processing', 'other'],
    ['client.publish', 'broker'],
    ['client.connect', 'broker'],
    ['client.authz_backend', 'broker'],
    ['message.route', 'broker'],
    ['message.handle_forward', 'broker'],
    ['broker.publish', 'broker'],
    ['client.puback', 'broker'],
    ['client.refresh', 'other'],
  ])('a span called %s is of stage %s', (operation, stage) => {
    expect(stagesIn(`${operation} @svc |-|`)).toEqual([`${operation}: ${stage}`]);
  });

  test.each([
    ['producer messaging.system=mqtt', 'device'],
    ['producer messaging.system=MQTT', 'device'],
    ['producer messaging.system=nats', 'device'],
    ['producer messaging.system=emqx', 'device'],
    ['producer mqtt.topic=a/b', 'device'],
    ['producer messaging.destination.name=a/b', 'device'],
    ['producer messaging.system=kafka messaging.destination.name=a/b', 'other'],
    ['producer messaging.destination.name=orders', 'other'],
    ['producer message.topic=a/b', 'device'],
    ['producer message.key=7 messaging.system=kafka', 'other'],
    ['producer mqtt.topic=a/b messaging.system=rabbitmq', 'device'],
    ['client messaging.system=mqtt messaging.operation.type=send', 'device'],
    ['client messaging.system=mqtt messaging.operation.type=publish', 'device'],
    ['client messaging.system=mqtt messaging.operation=publish', 'device'],
    ['client messaging.system=mqtt messaging.operation.name=publish', 'device'],
    ['internal messaging.system=mqtt messaging.operation=create', 'device'],
    ['client messaging.system=mqtt messaging.operation.type=receive', 'subscriber'],
    ['internal messaging.system=mqtt messaging.operation=process', 'subscriber'],
    ['internal messaging.operation=deliver', 'subscriber'],
    ['client messaging.operation.type=settle', 'subscriber'],
    ['consumer', 'subscriber'],
    ['consumer messaging.system=kafka', 'subscriber'],
    ['client messaging.system=mqtt messaging.operation.name=subscribe', 'other'],
  ])('a root span %s is of stage %s', (tail, stage) => {
    expect(stagesIn(`op @svc |-| ${tail}`)).toEqual([`op: ${stage}`]);
  });
});

describe('vendors', () => {
  test('EMQX end to end: the broker handles, its rule engine evaluates', () => {
    expect(
      stagesIn(`
        client.publish @emqx                 |------| client.clientid=s-1 message.topic=a/b message.qos=1
          client.authz @emqx                 |-     | client.clientid=s-1
          message.route @emqx                | -----| message.msgid=0006
            broker.rule_engine.apply @emqx   | --   | rule.id=r1 client.clientid=$emqx_rule_internal_clientid
              broker.rule_engine.action @emqx|  -   | action.type=http
            broker.publish @emqx             |   -  | client.clientid=app-1
              client.puback @emqx            |    - | client.clientid=app-1
      `),
    ).toEqual([
      'client.publish: broker',
      'client.authz: broker',
      'message.route: broker',
      'broker.rule_engine.apply: rule',
      'broker.rule_engine.action: rule',
      'broker.publish: broker',
      'client.puback: broker',
    ]);
  });

  test('EMQX in its legacy mode needs the client id beside the name', () => {
    const attributes = 'messaging.destination.name=a/b messaging.client_id=s-1';
    expect(
      stagesIn(`
        process_message @mq           |--| ${attributes}
          send_published_message @mq  | -| ${attributes}
        process_message @worker       |--|
      `),
    ).toEqual([
      'process_message: broker',
      'send_published_message: broker',
      'process_message: other',
    ]);
  });

  test("an application's own client.publish is a device's, not EMQX's", () => {
    expect(stagesIn('client.publish @app |-| producer messaging.system=mqtt')).toEqual([
      'client.publish: device',
    ]);
  });

  test('HiveMQ is known by its namespace, whatever its spans are called', () => {
    expect(
      stagesIn(
        'Inbound PUBLISH @mq |-| server messaging.system=mqtt resource:service.namespace=HiveMQ',
      ),
    ).toEqual(['Inbound PUBLISH: broker']);
  });

  test('Aedes is known by its instrumentation', () => {
    const scope = 'scope:@opentelemetry/instrumentation-aedes';
    expect(
      stagesIn(`
        a/b publish @hub   |--| server messaging.system=mqtt ${scope}
          a/b receive @hub | -| server messaging.operation=receive ${scope}
        mqtt.connect @hub  |-| internal ${scope}
      `),
    ).toEqual(['a/b publish: broker', 'a/b receive: broker', 'mqtt.connect: broker']);
  });

  test.each(['emqx-eu-1', 'HiveMQ', 'vernemq', 'mqtt_broker', 'edge-broker'])(
    'an internal span about a message in the service %s is the broker',
    (service) => {
      expect(stagesIn(`forward @${service} |-| messaging.system=mqtt`)).toEqual([
        'forward: broker',
      ]);
    },
  );

  test.each(['brokerage', 'embroker', 'pawnbrokers'])('the service %s is no broker', (service) => {
    expect(stagesIn(`forward @${service} |-| messaging.system=mqtt`)).toEqual(['forward: other']);
  });

  test('AWS Lambda in JavaScript, with old keys and new', () => {
    expect(
      stagesIn(`
        evaluate @rules      |-----| rule.name=r
          handler @fn        | --- | server faas.execution=1 faas.id=arn:aws:lambda:eu:1:function:f faas.coldstart=false
            parse @fn        | -   | internal
            INSERT t @fn     |  -  | client db.system=postgresql
          handler @fn2       | --- | server faas.invocation_id=1 cloud.resource_id=arn
      `),
    ).toEqual([
      'evaluate: rule',
      'handler: function',
      'parse: function',
      'INSERT t: db',
      'handler: function',
    ]);
  });

  test('a function known by its resource begins where another service calls it', () => {
    const resource = 'resource:faas.name=f';
    expect(
      stagesIn(`
        evaluate @rules     |-----| rule.name=r
          handler @fn       | --- | server ${resource}
            retry @fn       | -   | server ${resource}
            call @fn        |  -  | client ${resource}
      `),
    ).toEqual(['evaluate: rule', 'handler: function', 'retry: function', 'call: function']);
  });

  test('a client span of a function service that nothing called is no function', () => {
    expect(stagesIn('GET @fn |-| client resource:faas.name=f')).toEqual(['GET: other']);
  });

  test('NATS.Net and the Java agent', () => {
    expect(
      stagesIn(`
        telemetry.a publish @dev    |-    | producer messaging.system=nats messaging.operation=publish messaging.destination.name=telemetry.a
          telemetry.a receive @col  | --  | consumer messaging.system=nats messaging.operation=receive messaging.destination.name=telemetry.a
            INSERT t @col           |  -  | client db.system=postgresql
            $JS.ACK settle @col     |  -  | client messaging.system=nats messaging.operation=settle messaging.destination.name=$JS.ACK
            $JS.ACK.S.C.1.9.9.1.0 publish @col |  -  | producer messaging.system=nats messaging.destination.name=$JS.ACK.S.C.1.9.9.1.0
      `),
    ).toEqual([
      'telemetry.a publish: device',
      'telemetry.a receive: subscriber',
      'INSERT t: db',
      '$JS.ACK settle: subscriber',
      '$JS.ACK.S.C.1.9.9.1.0 publish: subscriber',
    ]);
  });

  test('a reply inbox and the JetStream API carry no message of a device', () => {
    expect(
      stagesIn(`
        telemetry.a publish @dev |---| producer messaging.system=nats messaging.destination.name=telemetry.a
          _INBOX.1 receive @dev  | - | consumer messaging.system=nats messaging.destination.name=_INBOX.1
        $JS.API.CONSUMER.MSG.NEXT publish @col |---| producer messaging.system=nats messaging.destination.name=$JS.API.CONSUMER.MSG.NEXT.S.C
      `),
    ).toEqual([
      'telemetry.a publish: device',
      '_INBOX.1 receive: device',
      '$JS.API.CONSUMER.MSG.NEXT publish: other',
    ]);
  });
});

describe('ancestors', () => {
  test('a publish below the subscriber or a function is theirs, however deep', () => {
    expect(
      stagesIn(`
        process a @sub      |-----| consumer messaging.system=mqtt
          work @worker      | --- |
            publish b @out  | -   | producer messaging.system=mqtt
          handler @fn       | --- | function.name=f
            publish c @out  | -   | producer messaging.system=mqtt
      `),
    ).toEqual([
      'process a: subscriber',
      'work: other',
      'publish b: subscriber',
      'handler: function',
      'publish c: function',
    ]);
  });

  test('a publish below a broker or a loop of the device is still the device', () => {
    expect(
      stagesIn(`
        measure @dev        |---|
          publish a @dev    | - | producer messaging.system=mqtt
        bridge @emqx        |---| mqtt.broker=b
          publish b @emqx2  | - | producer messaging.system=mqtt
      `),
    ).toEqual(['measure: other', 'publish a: device', 'bridge: broker', 'publish b: device']);
  });

  test('a helper has the stage of its parent within one service only', () => {
    expect(
      stagesIn(`
        rule_evaluate @rules |---| rule.name=r
          parse @rules       | - |
            trim @rules      | - |
          audit @audit       | - |
            store @audit     | - |
      `),
    ).toEqual(['rule_evaluate: rule', 'parse: rule', 'trim: rule', 'audit: other', 'store: other']);
  });

  test('a name alone makes no subscriber of what speaks another protocol', () => {
    expect(stagesIn('process payment @shop |-| server http.request.method=POST')).toEqual([
      'process payment: other',
    ]);
  });
});

describe('what an operator says', () => {
  test('wins over what a span says, the first match first', () => {
    const rules: StageRules = {
      overrides: [
        { service: /^edge-/, operation: /^forward$/, stage: 'broker' },
        { service: /^edge-/, stage: 'device' },
        { operation: /^ignore/, stage: 'other' },
      ],
    };
    expect(
      stagesIn(
        `
        forward @edge-1       |-| db.system=sqlite
        collect @edge-1       |-|
        ignored @core         |-| rule.name=r
        kept @core            |-| rule.name=r
      `,
        rules,
      ),
    ).toEqual(['forward: broker', 'collect: device', 'ignored: other', 'kept: rule']);
  });

  test('lists services that are brokers under other names', () => {
    const rules: StageRules = { brokerServices: /^hub$/ };
    expect(stagesIn('relay @hub |-| messaging.system=mqtt', rules)).toEqual(['relay: broker']);
    expect(stagesIn('relay @emqx |-| messaging.system=mqtt', rules)).toEqual(['relay: other']);
    expect(stagesIn('relay @hub |-|', rules)).toEqual(['relay: other']);
  });
});
