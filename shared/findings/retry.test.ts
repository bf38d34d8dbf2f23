import { describe, expect, test } from 'vitest';
import { findingsIn, printedFindings } from '../testing/findingsIn.ts';

const retries = (text: string) => printedFindings('retry', text);

/** Calls below one function, each `times | tail`. */
const calls = (...lines: readonly string[]) =>
  [
    'transform @fn |0 +900ms| function.name=f parent:dead',
    ...lines.map((line) => `  ${line}`),
  ].join('\n');

const failed = 'client db.system=influxdb db.operation=write error';
const worked = 'client db.system=influxdb db.operation=write';

describe('a failed call made again beside itself', () => {
  test('is a retry, milder when the last attempt worked', () => {
    expect(retries(calls(`w @fn |1ms +9ms| ${failed}`, `w @fn |20ms +9ms| ${worked}`))).toEqual([
      'retry warning db: retry: 2 attempts, then ok',
    ]);
    expect(
      retries(
        calls(
          `w @fn |1ms +9ms| ${failed}`,
          `w @fn |20ms +9ms| ${failed}`,
          `w @fn |60ms +9ms| ${failed}`,
        ),
      ),
    ).toEqual(['retry critical db: retry: 3 attempts, failed']);
  });

  test('says how it went', () => {
    const [finding] = findingsIn(
      calls(
        `w @fn |1ms +9ms| ${failed}`,
        `w @fn |20ms +9ms| ${failed}`,
        `w @fn |60ms +9ms| ${worked}`,
      ),
    ).filter(({ kind }) => kind === 'retry');
    expect(finding).toMatchObject({
      spanIds: ['0000000000000002', '0000000000000003', '0000000000000004'],
      evidence: {
        way: 'sibling',
        attemptCount: 3,
        outcome: 'success',
        waitedUs: 41_000,
        operation: 'w',
      },
      thresholds: { retryOverlapToleranceUs: 1_000 },
    });
  });

  test.each([
    ['db.status', 'client db.system=influxdb db.status=error'],
    ['the error tag', 'client db.system=influxdb error=true'],
    ['error.type', 'client db.system=influxdb error.type=timeout'],
  ])('also when the failure is told by %s', (_, tail) => {
    expect(
      retries(calls(`w @fn |1ms +9ms| ${tail}`, 'w @fn |20ms +9ms| client db.system=influxdb')),
    ).toHaveLength(1);
  });

  test('may begin a clock tick before the failed one ended, not earlier', () => {
    const second = (startMs: number) =>
      calls(`w @fn |1ms +9ms| ${failed}`, `w @fn |${startMs}ms +9ms| ${worked}`);
    expect(retries(second(9))).toHaveLength(1);
    expect(retries(second(8.9))).toEqual([]);
  });

  test('is one at every stage, also below a parent that was never exported', () => {
    const text = `
      rule_evaluate @rules |0 +2ms    | rule.name=r
      transform @fn        |3ms +9ms  | server function.name=f error parent:dead
      transform @fn        |20ms +9ms | server function.name=f parent:dead
    `;
    expect(retries(text)).toEqual(['retry warning function: retry: 2 attempts, then ok']);
  });

  test.each([
    ['the first', `${failed} server.address=a`, worked],
    ['the second', failed, `${worked} server.address=a`],
    [
      'both, in words of two conventions',
      `${failed} net.peer.name=a`,
      `${worked} server.address=a`,
    ],
  ])('is one when only what %s says names the target', (_, first, second) => {
    expect(retries(calls(`w @fn |1ms +9ms| ${first}`, `w @fn |20ms +9ms| ${second}`))).toHaveLength(
      1,
    );
  });

  test('ends with the first that worked', () => {
    const text = calls(
      `w @fn |1ms +9ms| ${failed}`,
      `w @fn |20ms +9ms| ${worked}`,
      `w @fn |40ms +9ms| ${worked}`,
    );
    expect(retries(text)).toEqual(['retry warning db: retry: 2 attempts, then ok']);
  });

  test('is followed through interleaved calls to several targets', () => {
    expect(
      retries(
        calls(
          `w @fn |1ms +9ms| ${failed} server.address=a`,
          `w @fn |1ms +9ms| ${failed} server.address=b`,
          `w @fn |20ms +9ms| ${worked} server.address=b`,
          `w @fn |21ms +9ms| ${worked} server.address=a`,
        ),
      ),
    ).toHaveLength(2);
  });
});

describe('is no retry', () => {
  test.each([
    'server.address',
    'net.peer.name',
    'network.peer.address',
    'net.peer.ip',
    'net.sock.peer.addr',
    'server.port',
    'net.peer.port',
    'network.peer.port',
    'peer.service',
    'device.id',
    'db.namespace',
    'db.name',
    'db.collection.name',
    'db.sql.table',
    'db.mongodb.collection',
    'db.operation.name',
    'db.operation',
    'db.query.summary',
    'db.query.text',
    'db.statement',
    'mqtt.topic',
    'messaging.message.id',
    'url.full',
    'http.url',
    'http.target',
    'url.path',
    'rule.name',
    'rule.id',
    'ruleName',
    'function.name',
    'faas.name',
    'faas.invoked_name',
  ])('when the two differ in %s', (key) => {
    const text = (second: string) =>
      calls(`w @fn |1ms +9ms| client error ${key}=a`, `w @fn |20ms +9ms| client ${key}=${second}`);
    expect(retries(text('b'))).toEqual([]);
    expect(retries(text('a'))).toHaveLength(1);
  });

  test.each([
    ['a call that never failed', [worked, worked]],
    ['a failure after which nothing was tried', [worked, failed]],
    ['another host', [`${failed} server.address=a`, `${worked} server.address=b`]],
    ['another host, by old names', [`${failed} net.peer.name=a`, `${worked} net.peer.name=b`]],
    [
      'another statement',
      [`${failed} db.query.summary="INSERT a"`, `${worked} db.query.summary="INSERT b"`],
    ],
    ['another text', [`${failed} db.statement="SELECT 1"`, `${worked} db.query.text="SELECT 2"`]],
    [
      'another table',
      [`${failed} db.sql.table=readings`, `${worked} db.collection.name=dead_letters`],
    ],
    [
      'another topic',
      [
        'producer error messaging.system=mqtt mqtt.topic=a/b',
        'producer messaging.system=mqtt mqtt.topic=a/c',
      ],
    ],
    [
      'another message',
      [
        'producer error messaging.system=mqtt messaging.message.id=1',
        'producer messaging.system=mqtt messaging.message.id=2',
      ],
    ],
    [
      'another page',
      ['client error url.full=http://x/?page=1', 'client url.full=http://x/?page=2'],
    ],
    ["another device's call", [`${failed} device.id=a`, `${worked} device.id=b`]],
    [
      'the next message of a batch',
      ['consumer error messaging.system=mqtt', 'consumer messaging.system=mqtt'],
    ],
  ])('%s', (_, [first, second]) => {
    expect(retries(calls(`w @fn |1ms +9ms| ${first}`, `w @fn |20ms +9ms| ${second}`))).toEqual([]);
  });

  test('a fan-out to several hosts at once of which one failed', () => {
    expect(
      retries(
        calls(
          `w @fn |1ms +9ms| ${failed}`,
          `w @fn |1ms +12ms| ${worked}`,
          `w @fn |2ms +12ms| ${worked}`,
        ),
      ),
    ).toEqual([]);
  });

  test.each([
    ['another operation', `rollback @fn |20ms +9ms| ${worked}`],
    ['the same of another service', `w @other |20ms +9ms| ${worked}`],
    ['a copy of the span', `w @fn |1ms +9ms| ${failed} id:2`],
    ['a copy that tells another time', `w @fn |20ms +9ms| ${failed} id:2`],
  ])('%s', (_, line) => {
    expect(retries(calls(`w @fn |1ms +9ms| ${failed}`, line))).toEqual([]);
  });

  test('the same call below another parent', () => {
    const text = `
      a @fn   |0 +30ms  | function.name=f parent:dead
        w @fn |1ms +9ms | ${failed}
      b @fn   |30ms +30ms| function.name=g parent:dead
        w @fn |31ms +9ms| ${worked}
    `;
    expect(retries(text)).toEqual([]);
  });

  test('two spans without a parent', () => {
    expect(retries(`w @fn |1ms +9ms| ${failed}\nw @fn |20ms +9ms| ${worked}`)).toEqual([]);
  });
});

describe('a message processed twice', () => {
  const processing = (first: string, second: string, service = 'sub') => `
    process a/b @sub        |0 +9ms   | consumer messaging.system=mqtt parent:dead ${first}
    process a/b @${service} |40ms +9ms| consumer messaging.system=mqtt parent:dead ${second}
  `;

  test.each(['messaging.message.id', 'message.msgid', 'mqtt.message_id'])('is one by %s', (key) => {
    expect(retries(processing(`${key}=m1`, `${key}=m1`))).toEqual([
      'retry warning subscriber: delivered 2 times, then ok',
    ]);
    expect(retries(processing(`${key}=m1`, `${key}=m2`))).toEqual([]);
  });

  test('says so once, also when the first time failed', () => {
    const id = 'messaging.message.id=m1';
    const found = findingsIn(processing(`${id} error`, id)).filter(({ kind }) => kind === 'retry');
    expect(found).toMatchObject([{ severity: 'warning', evidence: { way: 'message' } }]);
    expect(found[0]?.thresholds).toEqual({});
  });

  test('is bad when the last time failed', () => {
    const id = 'messaging.message.id=m1';
    expect(retries(processing(id, `${id} error`))).toEqual([
      'retry critical subscriber: delivered 2 times, failed',
    ]);
  });

  test('is not a message that two services or groups read', () => {
    const id = 'messaging.message.id=m1';
    expect(retries(processing(id, id, 'other'))).toEqual([]);
    const group = (name: string) => `${id} messaging.consumer.group.name=${name}`;
    expect(retries(processing(group('a'), group('b')))).toEqual([]);
  });

  test('is not a message that replicas got at the same time', () => {
    const text = (startMs: number) => `
      process a/b @sub |0 +9ms| consumer messaging.message.id=m1 messaging.system=mqtt parent:dead resource:service.instance.id=a
      process a/b @sub |${startMs}ms +9ms| consumer messaging.message.id=m1 messaging.system=mqtt parent:dead resource:service.instance.id=b
    `;
    expect(retries(text(1))).toEqual([]);
    expect(retries(text(9))).toHaveLength(1);
    expect(retries(text(1).replace('instance.id=b', 'instance.id=a'))).toHaveLength(1);
    expect(retries(text(1).replace('resource:service.instance.id=a', ''))).toHaveLength(1);
    expect(retries(text(1).replace('resource:service.instance.id=b', ''))).toHaveLength(1);
    expect(retries(text(1).replaceAll(/resource:\S+/g, ''))).toHaveLength(1);
  });

  test('is one below whatever delivered it, and ends with what was done last, though clocks disagree', () => {
    const id = 'consumer messaging.system=mqtt messaging.message.id=m1';
    const text = `
      broker_forward @mq    |0 +90ms  | mqtt.broker=b
        process a/b @sub    |60ms +9ms| ${id} resource:service.instance.id=a
          parse @fn         |50ms +1ms|
        process a/b @sub    |80ms +9ms| ${id} error resource:service.instance.id=b
          process a/b @sub  |81ms +7ms| ${id} error resource:service.instance.id=b
      broker_forward @mq    |1ms +20ms| mqtt.broker=b
        process a/b @sub    |2ms +9ms | ${id} error resource:service.instance.id=b
    `;
    const found = findingsIn(text).filter(({ kind }) => kind === 'retry');
    expect(found).toMatchObject([
      {
        severity: 'critical',
        spanIds: ['0000000000000007', '0000000000000002', '0000000000000004'],
        evidence: { way: 'message', attemptCount: 3, outcome: 'error', waitedUs: 60_000 },
      },
    ]);
  });

  test('is no copy of the span that processed it', () => {
    const id = 'messaging.message.id=m1';
    expect(retries(processing(`${id} id:7`, `${id} id:7`))).toEqual([]);
  });

  test('is not a message that is received, then processed, nor a span inside a span', () => {
    const id = 'messaging.message.id=m1';
    const text = `
      receive a/b @sub     |0 +9ms| consumer messaging.system=mqtt parent:dead ${id}
        process a/b @sub   |1ms +8ms| consumer messaging.system=mqtt ${id}
          process a/b @sub |2ms +6ms| consumer messaging.system=mqtt ${id}
    `;
    expect(retries(text)).toEqual([]);
  });

  test.each([
    ['$JS.ACK.STREAM.CONS.3.100.7.1700000000000000000.0', 3],
    ['$JS.ACK.dom.acc.STREAM.CONS.2.100.7.1700000000000000000.0', 2],
    ['$JS.ACK.dom.acc.STREAM.CONS.2.100.7.1700000000000000000.0.x', 2],
  ])('is told by the subject JetStream wants acknowledged: %s', (subject, count) => {
    const text = `a.b receive @col |-| consumer messaging.system=nats parent:dead messaging.nats.message.reply_to=${subject}`;
    expect(retries(text)).toEqual([`retry warning subscriber: delivered ${count} times, then ok`]);
  });

  test.each([
    '$JS.ACK.STREAM.CONS.1.100.7.1700000000000000000.0',
    '_INBOX.abc',
    '_INBOX.ACK.STREAM.CONS.3.100.7.1700000000000000000.0',
    '$JS.NAK.STREAM.CONS.3.100.7.1700000000000000000.0',
    '$JS.ACK.STREAM.CONS.x.1.1.1.0',
  ])('is not told by %s', (subject) => {
    const text = `a.b receive @col |-| consumer messaging.system=nats parent:dead messaging.nats.message.reply_to=${subject}`;
    expect(retries(text)).toEqual([]);
  });

  test("is told by the sender's DUP flag", () => {
    const text = (dup: boolean) =>
      `process a/b @sub |-| consumer messaging.system=mqtt parent:dead mqtt.dup=${dup}`;
    expect(retries(text(true))).toHaveLength(1);
    expect(retries(text(false))).toEqual([]);
  });
});

describe('a function run twice for one invocation', () => {
  test.each(['faas.invocation_id', 'faas.execution'])('is one by %s', (key) => {
    const text = (second: string) => `
      evaluate @rules |0 +2ms    | rule.name=r parent:dead
        f @fn         |3ms +9ms  | server ${key}=i1 error
      f @fn           |60s +9ms  | server ${key}=${second} parent:beef
    `;
    expect(retries(text('i1'))).toEqual(['retry warning function: retry: 2 attempts, then ok']);
    expect(retries(text('i2'))).toEqual([]);
    const [finding] = findingsIn(text('i1')).filter(({ kind }) => kind === 'retry');
    expect(finding?.evidence).toMatchObject({ way: 'invocation' });
  });

  test('is one with the call that was made again: the longest row of attempts is told', () => {
    const text = `
      evaluate @rules |0 +2ms   | rule.name=r parent:dead
        f @fn         |3ms +9ms | server faas.invocation_id=i1 error
        f @fn         |20ms +9ms| server faas.invocation_id=i1 error
        f @fn         |40ms +9ms| server faas.invocation_id=i2
    `;
    expect(retries(text)).toEqual(['retry warning function: retry: 3 attempts, then ok']);
  });

  test('is not a handler inside its own invocation', () => {
    const text = `
      evaluate @rules |0 +20ms | rule.name=r parent:dead
        invoke @fn    |1ms +9ms| server faas.invocation_id=i1
          wrapper @fn |2ms +8ms|
            handle @fn|2ms +8ms| faas.invocation_id=i1
    `;
    expect(retries(text)).toEqual([]);
  });
});

test('thousands of failing siblings and repeated messages stay linear', () => {
  const lines = Array.from({ length: 1_000 }, (_, i) => {
    return `  w @fn |${i}ms +1ms| ${failed} server.address=h${i % 5}`;
  });
  const messages = Array.from({ length: 1_000 }, (_, i) => {
    return `p @sub |${i}ms +1ms| consumer messaging.system=mqtt messaging.message.id=m parent:dead`;
  });
  const found = findingsIn([calls(), ...lines, ...messages].join('\n'));
  expect(found.filter(({ kind }) => kind === 'retry')).toHaveLength(5);
  expect(Math.max(...found.map(({ spanIds }) => spanIds.length))).toBeLessThanOrEqual(20);
});
