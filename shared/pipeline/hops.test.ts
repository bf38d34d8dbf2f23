import { expect, test } from 'vitest';
import { printHops } from '../testing/printSummary.ts';
import { traceFromText } from '../testing/traceFromText.ts';
import { hopsOf } from './hops.ts';
import { readPipeline } from './pipelineTrace.ts';

function hopsIn(text: string): readonly string[] {
  return printHops(hopsOf(readPipeline(traceFromText(text)), 50_000));
}

test('a gap counts from the end of the stage before it', () => {
  expect(
    hopsIn(`
      device_publish @dev    |--         | producer mqtt.qos=1
        broker_forward @mq   | --        |
          rule_evaluate @re  |      -    |
            f @fn            |        ---| function.name=f
              db_write @fn   |         - |
    `),
  ).toEqual([
    'device→broker overlap by parent',
    'broker→rule 3 ms by parent',
    'rule→function 1 ms by parent',
    'function→db overlap by parent',
  ]);
});

test('a child that starts where its parent ends has waited for nothing', () => {
  expect(
    hopsIn(`
      rule_evaluate @re |--  |
        f @fn           |  --| function.name=f
    `),
  ).toEqual(['rule→function 0 µs by parent']);
});

test('siblings below the device are one after the other on the path', () => {
  expect(
    hopsIn(`
      device_publish @dev   |--              | producer mqtt.qos=1
        broker_forward @mq  |   --           |
        process a @sub      |       -        | consumer
        rule_evaluate @re   |            --  |
    `),
  ).toEqual([
    'device→broker 1 ms by parent',
    'broker→subscriber 2 ms by order',
    'subscriber→rule 4 ms by order',
  ]);
});

test("EMQX's rule follows the broker, not the subscriber beside it", () => {
  expect(
    hopsIn(`
      client.publish @emqx               |---            | client.clientid=d
        message.route @emqx              | --            |
          broker.publish @emqx           |  -            |
            process a @sub               |     --        | consumer
          broker.rule_engine.apply @emqx |            -- | rule.id=r
    `),
  ).toEqual(['broker→subscriber 2 ms by parent', 'broker→rule 9 ms by parent']);
});

test('what a broker does for others and its waiting for acknowledgements hide no gap', () => {
  expect(
    hopsIn(`
      device_publish @dev       |--                | producer mqtt.qos=1
        client.publish @emqx    | --               | client.clientid=d
          broker.publish @emqx  |  --              | client.clientid=other
          client.puback @emqx   |   -------------- | client.clientid=sub
        process a @sub          |           ---    | consumer
    `),
  ).toEqual(['device→broker overlap by parent', 'broker→subscriber 8 ms by order']);
});

test('work of the earlier stage beside the parent is no waiting', () => {
  expect(
    hopsIn(`
      process a @sub       |--            | consumer
        validate @sub      | ----------   |
        rule_evaluate @re  |             -|
    `),
  ).toEqual(['subscriber→rule 2 ms by parent']);
});

test('a QoS 0 publish ends when it is handed over, one with QoS 1 when it is acknowledged', () => {
  const trace = (qos: number) => `
    device_publish @dev  |---     | producer mqtt.qos=${qos}
      process a @sub     |      - | consumer
  `;
  expect(hopsIn(trace(0))).toEqual(['device→subscriber 6 ms by parent']);
  expect(hopsIn(trace(1))).toEqual(['device→subscriber 3 ms by parent']);
});

test('a consumer that starts before the acknowledgement overlaps, at QoS 0 too', () => {
  const trace = (qos: number) => `
    device_publish @dev  |------| producer mqtt.qos=${qos}
      process a @sub     |  -   | consumer
  `;
  expect(hopsIn(trace(0))).toEqual(['device→subscriber overlap by parent']);
  expect(hopsIn(trace(1))).toEqual(['device→subscriber overlap by parent']);
});

test('a start before the sender by more than the tolerance is a wrong clock', () => {
  const trace = (startMs: number) => `
    device_publish @dev  |100ms +2ms| producer
      process a @sub     |${startMs}ms +5ms| consumer
  `;
  expect(hopsIn(trace(49))).toEqual(['device→subscriber skew by parent']);
  expect(hopsIn(trace(50))).toEqual(['device→subscriber overlap by parent']);
  expect(hopsIn(trace(100))).toEqual(['device→subscriber overlap by parent']);
});

test('a span that ends before it starts ended at its start', () => {
  expect(
    hopsIn(`
      rule_evaluate @re |5ms +-3ms|
        f @fn           |7ms +1ms| function.name=f
    `),
  ).toEqual(['rule→function 2 ms by parent']);
});

test('without a parent on the path, a link within the trace leads to the sender, the oldest of several', () => {
  const trace = 'a1'.repeat(16);
  expect(
    hopsIn(`
      device_publish @dev   |-          | producer id:d1
      device_publish @dev   |   -       | producer id:d2
      poll @sub             |      ---  |
        process a @sub      |       -   | consumer link:${trace}/d2 link:${trace}/d1
    `),
  ).toEqual(['device→subscriber 6 ms by link']);
});

test('a dangling stage follows whatever came before it in path order', () => {
  expect(
    hopsIn(`
      broker_forward @mq  |--      | parent:dead
      rule_evaluate @re   |    -   | parent:dead
      db_write @w         |      - | parent:beef
    `),
  ).toEqual(['broker→rule 2 ms by order', 'rule→db 1 ms by order']);
});

test('a stage counts from its first span, and helpers of no stage are passed over', () => {
  expect(
    hopsIn(`
      rule_evaluate @re   |--        |
        audit @other      | -        |
          f @fn           |     -    | function.name=f
        f @fn             |    --    | function.name=f
    `),
  ).toEqual(['rule→function 2 ms by parent']);
});

test('what a service of no stage did on the way was work, not waiting', () => {
  expect(
    hopsIn(`
      rule_evaluate @re       |--         |
        enrich @other         | -------   |
          look up @other      |  ---      |
            f @fn             |         - | function.name=f
    `),
  ).toEqual(['rule→function 1 ms by parent']);
});

test('a loop above the consumer is no work on the message', () => {
  const trace = 'a1'.repeat(16);
  expect(
    hopsIn(`
      device_publish @dev |-         | producer id:d1
      poll @sub           |----------|
        process a @sub    |       -  | consumer link:${trace}/d1
    `),
  ).toEqual(['device→subscriber 6 ms by link']);
});

test('a lone stage has no hop', () => {
  expect(hopsIn('rule_evaluate @re |--|')).toEqual([]);
});
