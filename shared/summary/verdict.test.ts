import { expect, test } from 'vitest';
import { OTHER_TRACE_ID, TEXT_START_US, traceFromText } from '../testing/traceFromText.ts';
import { summarizeTrace } from './summarizeTrace.ts';
import { defaultContext, type SummaryContext } from './summaryContext.ts';
import { verdictOf } from './verdict.ts';

const settled = defaultContext(TEXT_START_US + 3_600_000_000, true);
const arriving = defaultContext(TEXT_START_US, false);

function verdictIn(text: string, context: SummaryContext = settled): string {
  return verdictOf(summarizeTrace(traceFromText(text), context)).text;
}

const device =
  'device_publish @sensor  |0 +12ms| producer device.id=s-1 mqtt.topic=d/s-1/up mqtt.qos=1';

test('a queue gap and the write that failed after it are told in two sentences', () => {
  const verdict = verdictOf(
    summarizeTrace(
      traceFromText(
        `
        ${device}
          broker_forward @emqx      |4ms +3ms    | mqtt.broker=eu-1
            rule_evaluate @rules    |3107ms +2ms | rule.name=store
              transform @fn         |3110ms +80ms| function.name=f
                db_write @fn        |3120ms +60ms| client db.system=influxdb error:'partial write: field type conflict: input field "battery_voltage" on measurement "telemetry" is type string, already exists as type float dropped=1'
      `,
      ),
      settled,
    ),
  );
  expect(verdict.text).toBe(
    '3.1 s of 3.2 s was spent waiting between broker and rule engine. The write then failed: field type conflict on battery_voltage (string, was float).',
  );
  expect(verdict.parts).toEqual([
    { text: '3.1 s of 3.2 s', tone: 'finding' },
    { text: ' was spent ', tone: 'plain' },
    { text: 'waiting between broker and rule engine', tone: 'finding' },
    { text: '. The write ', tone: 'plain' },
    { text: 'then failed', tone: 'error' },
    { text: ': ', tone: 'plain' },
    { text: 'field type conflict on battery_voltage (string, was float)', tone: 'error' },
    { text: '.', tone: 'plain' },
  ]);
});

test.each([
  [
    'a healthy message',
    `
    ${device}
      rule_evaluate @rules     |14ms +2ms | rule.name=store
        transform @fn          |17ms +30ms| function.name=f
          db_write @fn         |20ms +12ms| client db.system=influxdb
    `,
    'The message was stored in influxdb in 47 ms.',
  ],
  [
    'a message whose time one stage took',
    `
    ${device}
      rule_evaluate @rules     |14ms +2ms | rule.name=store
        transform @fn          |17ms +600ms| function.name=f
          db_write @fn         |600ms +12ms| client db.system=influxdb
    `,
    '588 ms of 617 ms was spent in the function. The message was stored in influxdb.',
  ],
  [
    'a message whose time work beside its path took',
    `
    ${device}
      audit @other             |14ms +600ms |
        rule_evaluate @rules   |14ms +2ms | rule.name=store
    `,
    '598 ms of 614 ms was spent outside the pipeline. It was last seen in the rule engine; function and time-series database are missing.',
  ],
  [
    'a cold start',
    `
    ${device}
      rule_evaluate @rules     |14ms +2ms   | rule.name=store
        transform @fn          |17ms +800ms | function.name=ingest function.cold_start=true
          db_write @fn         |800ms +12ms | client db.system=influxdb
    `,
    '801 ms of 817 ms was the cold start of ingest. The message was stored in influxdb.',
  ],
  [
    'a message without context',
    'process d/s-1/up @bridge |0 +41ms| consumer messaging.system=mqtt mqtt.missing_context=true',
    'The message came without trace context, so its way before the subscriber is unknown. The message reached the subscriber in 41 ms.',
  ],
  [
    'a message whose parent is missing',
    `
    rule_evaluate @rules |0 +2ms| rule.name=store parent:dead
      transform @fn      |3ms +30ms| function.name=f
        db_write @fn     |10ms +12ms| client db.system=influxdb
    `,
    'The parent of the rule engine span was never exported, so what came before is unknown. 18 ms of 33 ms was spent in the function. The message was stored in influxdb.',
  ],
  [
    'a message whose head is missing',
    `
    rule_evaluate @rules |0 +2ms| rule.name=store
      transform @fn      |3ms +30ms| function.name=f
        db_write @fn     |10ms +12ms| client db.system=influxdb
    `,
    'The trace begins at the rule engine: the context of the message was lost on the way there. 18 ms of 33 ms was spent in the function. The message was stored in influxdb.',
  ],
  [
    'a message nobody took',
    device,
    'The message was published and nobody took it: nothing was seen after the device.',
  ],
  [
    'a message that could not be published',
    `${device} error:"connection refused" error.type=ECONNREFUSED`,
    'Nothing was seen after the device. Publishing failed: ECONNREFUSED.',
  ],
  [
    'a dropped message',
    `
    ${device}
      message.route @emqx |4ms +1ms| route.dropped.reason=no_subscribers
    `,
    '11 ms of 12 ms was spent in the device. The broker dropped the message: no subscribers.',
  ],
  [
    'a message no rule wanted',
    `
    ${device}
      rule_evaluate @rules |14ms +2ms | rule.name=alerts rule.matched=false
    `,
    '12 ms of 16 ms was spent in the device. No rule matched (alerts), so the message ended at the rule engine.',
  ],
  [
    'a write that worked in the end',
    `
    ${device}
      rule_evaluate @rules   |14ms +2ms | rule.name=store
        transform @fn        |17ms +50ms| function.name=f
          db_write @fn       |20ms +5ms | client db.system=influxdb error:timeout
          db_write @fn       |30ms +5ms | client db.system=influxdb error:timeout
          db_write @fn       |40ms +5ms | client db.system=influxdb
    `,
    '35 ms of 67 ms was spent in the function. The message was stored in influxdb, after 3 attempts.',
  ],
  [
    'a message that came twice',
    `
    ${device}
      process d/s-1/up @sub |14ms +1ms| consumer messaging.system=mqtt messaging.message.id=m
      process d/s-1/up @sub |90ms +1ms| consumer messaging.system=mqtt messaging.message.id=m
    `,
    'The message reached the subscriber in 91 ms; it was delivered 2 times.',
  ],
  [
    'a write that never worked',
    `
    ${device}
      rule_evaluate @rules   |14ms +2ms | rule.name=store
        transform @fn        |17ms +50ms| function.name=f error
          db_write @fn       |20ms +5ms | client db.system=influxdb error:timeout error.type=timeout
          db_write @fn       |40ms +5ms | client db.system=influxdb error:timeout error.type=timeout
    `,
    '40 ms of 67 ms was spent in the function. The write then failed after 2 attempts: timeout.',
  ],
  [
    'a message that ended for no stated reason',
    `
    ${device}
      rule_evaluate @rules   |14ms +2ms | rule.name=store rule.matched=true
    `,
    '12 ms of 16 ms was spent in the device. It was last seen in the rule engine; function and time-series database are missing.',
  ],
  [
    'a plain request',
    `
    GET /devices @gateway   |0 +20ms| server http.request.method=GET
      SELECT @api           |4ms +9ms| client db.system=postgresql
    `,
    "GET /devices of gateway took 20 ms in 2 spans and carried no device's message.",
  ],
  [
    'a request that failed',
    'GET /devices @gateway   |0 +20ms| server http.request.method=GET error error.type=500',
    "GET /devices of gateway took 20 ms in one span and carried no device's message. A call failed: 500.",
  ],
])('%s', (_, text, verdict) => {
  expect(verdictIn(text)).toBe(verdict);
});

test('while spans may still arrive, nothing is called missing', () => {
  expect(
    verdictIn(
      `
      ${device}
        rule_evaluate @rules   |14ms +2ms | rule.name=store rule.matched=true
      `,
      arriving,
    ),
  ).toBe(
    '12 ms of 16 ms was spent in the device. So far it was seen up to the rule engine. More of it may still arrive.',
  );
});

test('a trace that links to its other half is told like any other', () => {
  expect(
    verdictIn(
      `process d/s-1/up @bridge |0 +41ms| consumer messaging.system=mqtt link:${OTHER_TRACE_ID}/9`,
    ),
  ).toBe('The message reached the subscriber in 41 ms.');
});
