import { describe, expect, test } from 'vitest';
import type { Span } from '../span/span.ts';
import { traceFromText } from '../testing/traceFromText.ts';
import { isHousekeeping, isRequest, isScheduled, isUnsampled } from './notAMessage.ts';

/** Whether it is said of the one span of a line. */
const said = (of: (span: Span) => boolean, line: string) => traceFromText(line).every(of);

describe('a request of another protocol', () => {
  test.each([
    'server http.request.method=GET',
    'client http.method=GET',
    'internal http.route=/devices',
    'unspecified http.route=/devices',
    'server url.path=/devices',
    'server rpc.system=grpc',
    'server rpc.method=Get',
    'server graphql.operation.name=devices',
    'server faas.trigger=http',
    'consumer faas.trigger=http',
    'server faas.trigger=datasource',
  ])('is a span with %s', (tail) => {
    expect(said(isRequest, `handle @svc |-| ${tail}`)).toBe(true);
  });

  test.each([
    'server',
    'server http.response.status_code=200',
    'server faas.trigger=pubsub',
    'producer http.request.method=POST',
    'consumer http.request.method=POST',
  ])('is no span with %s', (tail) => {
    expect(said(isRequest, `handle @svc |-| ${tail}`)).toBe(false);
  });
});

describe('what a clock started', () => {
  test.each([
    'cron',
    'cron.tick',
    'schedule',
    'Scheduler tick',
    'scheduled-export',
    'timer 5m',
    'nightly',
    'hourly_mean',
    'daily report',
    'jobs.nightly',
    'rule-engine:timer',
  ])('is a span called %s', (operation) => {
    expect(said(isScheduled, `${operation} @svc |-|`)).toBe(true);
  });

  test.each(['faas.trigger=timer', 'faas.cron="0 * * * *"'])('is a span with %s', (attribute) => {
    expect(said(isScheduled, `handle @svc |-| ${attribute}`)).toBe(true);
  });

  test.each([
    'rule_evaluate hourly_mean',
    'process sites/daily',
    'acronym',
    'timers',
    'dailyreport',
    'reschedule',
    '.daily',
  ])('is no span called %s', (operation) => {
    expect(said(isScheduled, `${operation} @svc |-| faas.trigger=pubsub`)).toBe(false);
  });
});

describe("a broker's and a client's own business", () => {
  test.each([
    'client.connect',
    'broker.disconnect',
    'mqtt connect',
    'emqx_reconnect',
    'session.subscribe',
    'CONNECT',
    'connect s-1',
    'unsubscribe a/b',
    'auth',
    'client.authn',
    'client.authz',
    'authenticate',
    'authorize',
    'auth_backend',
    'client.authn_backend',
    'ping',
    'PINGREQ',
    'pingresp',
    'keepalive',
    'keep-alive',
    'keep_alive',
    'keep alive',
    'health',
    'healthcheck',
    'health-check',
    'health_check',
    'health check',
  ])('is a span called %s', (operation) => {
    expect(said(isHousekeeping, `${operation} @mq |-|`)).toBe(true);
  });

  test.each([
    'rule.trigger=$events/client_connected',
    'mqtt.topic=$SYS/brokers/up',
    'mqtt.topic=$SYS/brokers/up rule.trigger=a/b',
  ])('is a span with %s', (attributes) => {
    expect(said(isHousekeeping, `apply @mq |-| ${attributes}`)).toBe(true);
  });

  test.each([
    'publish devices/s-1/health',
    'process sessions/connect',
    'connector a/b',
    'connection',
    'subscriber a/b',
    'authentic',
    'pinging',
    'healthy devices',
    'client.publish',
  ])('is no span called %s', (operation) => {
    expect(said(isHousekeeping, `${operation} @mq |-|`)).toBe(false);
  });

  test.each(['rule.trigger=devices/+/up', 'mqtt.topic=devices/$SYS/up', 'mqtt.topic=a/b'])(
    'is no span with %s',
    (attribute) => {
      expect(said(isHousekeeping, `apply @mq |-| ${attribute}`)).toBe(false);
    },
  );
});

describe('a sender that was not sampled', () => {
  test.each([
    ['says nothing about it', '', false],
    ['says nothing about where the parent is', 'flags:0', false],
    ['is remote and not sampled', 'flags:256', true],
    ['is remote, not sampled, and says more', 'flags:770', true],
    ['is remote and sampled', 'flags:257', false],
    ['is sampled', 'flags:1', false],
  ])('%s', (_, flags, isIt) => {
    expect(said(isUnsampled, `handle @svc |-| ${flags}`)).toBe(isIt);
  });
});
