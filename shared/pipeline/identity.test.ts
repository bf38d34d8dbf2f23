import { describe, expect, test } from 'vitest';
import { traceFromText } from '../testing/traceFromText.ts';
import { resolveNames } from './identity.ts';
import { readPipeline } from './pipelineTrace.ts';

const namesIn = (text: string) => resolveNames(readPipeline(traceFromText(text)));

test('a trace without stages has no names', () => {
  expect(namesIn('GET / @api |-| server')).toEqual({});
});

describe('the broker', () => {
  test.each([
    ['forward @mq |-| mqtt.broker=eu-1 cluster.id=c1', 'eu-1'],
    ['client.publish @mq |-| client.clientid=d cluster.id=c1', 'c1'],
    ['client.publish @mq |-| client.clientid=d', 'mq'],
    ['publish @dev |-| producer messaging.system=mqtt server.address=mq.example', 'mq.example'],
    ['publish @dev |-| producer messaging.system=mqtt net.peer.name=mq.example', 'mq.example'],
    ['process a @sub |-| consumer server.address=mq.example', 'mq.example'],
  ])('of "%s" is %s', (text, broker) => {
    expect(namesIn(text).broker).toBe(broker);
  });
});

describe('rule and function', () => {
  test.each([
    ['rule.name=a rule.id=b', 'a'],
    ['ruleName=c', 'c'],
    ['rule.id=b', 'b'],
  ])('the rule with %s is %s', (tail, name) => {
    expect(namesIn(`evaluate @rules |-| ${tail}`).ruleName).toBe(name);
  });

  test.each([
    ['function.name=a faas.name=b', 'a'],
    ['faas.coldstart=true resource:faas.name=b', 'b'],
    [
      'faas.coldstart=true cloud.resource_id=arn:aws:lambda:eu-west-1:1:function:ingest:live',
      'ingest',
    ],
    ['faas.execution=1 faas.id=arn:aws:lambda:eu-west-1:1:function:old', 'old'],
    [
      'faas.invocation_id=1 cloud.resource_id=/subscriptions/1/resourceGroups/g/providers/Microsoft.Web/sites/app/functions/store',
      'store',
    ],
    ['faas.coldstart=true', 'handler'],
  ])('the function with %s is %s', (tail, name) => {
    expect(namesIn(`handler @fn |-| server ${tail}`).functionName).toBe(name);
  });
});

describe('the database', () => {
  const calls = (...tails: readonly string[]) =>
    tails.map((tail, index) => `call @fn |${index * 10}ms +5ms| client ${tail}`).join('\n');

  test('is the one written to last, unless another failed', () => {
    expect(namesIn(calls('db.system=redis', 'db.system.name=influxdb'))).toEqual({
      dbSystem: 'influxdb',
      dbStatus: 'success',
    });
    expect(namesIn(calls('db.system=redis error', 'db.system=influxdb'))).toMatchObject({
      dbSystem: 'redis',
      dbStatus: 'error',
    });
  });

  test.each([
    ['error', 'error'],
    ['db.status=error', 'error'],
    ['db.status=failed', 'error'],
    ['error=true', 'error'],
    ['error="true"', 'error'],
    ['otel.status_code=ERROR', 'error'],
    ['error.type=timeout', 'error'],
    ['db.response.status_code=22P02', 'error'],
    ['db.response.status_code=503', 'error'],
    ['db.status=success', 'success'],
    ['error=false', 'success'],
    ['ok error.type=ignored', 'success'],
    ['db.response.status_code=00000', 'success'],
    ['db.response.status_code=01004', 'success'],
    ['db.response.status_code=204', 'success'],
    ['', 'success'],
  ])('that says "%s" ends in %s', (tail, status) => {
    expect(namesIn(calls(`db.system=x ${tail}`)).dbStatus).toBe(status);
  });
});

describe('the error class', () => {
  test('is of the failure that explains the others, in path order', () => {
    expect(
      namesIn(`
        evaluate @rules   |0 +90ms| rule.name=r error
          handler @fn     |1ms +80ms| function.name=f error error.type=HandlerError
            write @fn     |2ms +9ms| client db.system=x error error.type=timeout
        audit @audit      |1ms +80ms| error error.type=AuditError
      `).errorClass,
    ).toBe('timeout');
  });

  test.each([
    ['error error.type=a exception.type=b', 'a'],
    ['error event:exception:exception.type=c', 'c'],
    ['db.system=x error db.response.status_code=23505', '23505'],
    ['error', 'error'],
  ])('of a span with %s is %s', (tail, errorClass) => {
    expect(namesIn(`work @svc |-| ${tail}`).errorClass).toBe(errorClass);
  });
});
