import { describe, expect, test } from 'vitest';
import { traceFromText } from '../testing/traceFromText.ts';
import { type IdentityRules, resolveDevice } from './deviceIdentity.ts';
import { readPipeline } from './pipelineTrace.ts';

/** `value by rule` of each name that was resolved. */
function namesIn(text: string, rules?: IdentityRules): Readonly<Record<string, string>> {
  const device = resolveDevice(readPipeline(traceFromText(text)), rules);
  return Object.fromEntries(
    Object.entries(device).map(([key, resolved]) => [key, `${resolved.value} by ${resolved.rule}`]),
  );
}

const publish = (tail: string) => `publish @dev |-| producer messaging.system=mqtt ${tail}`;

test.each([
  'device.id=a device.firmware=1.2',
  'resource:device.id=b resource:service.version=3',
  'message.from=c fw.version=4',
  'messaging.client.id=e resource:device.firmware=5',
  'device_id=h firmware_version=6',
  'chip.rev=7',
  'other=1',
])('among thousands of spans, one with %s names what it names alone', (tail) => {
  const rules = { firmwareKeys: ['chip.rev'] };
  const [alone, plain] = traceFromText(`
    ${publish(tail)}
      step @work | - | internal
  `);
  if (alone === undefined || plain === undefined) throw new Error('no spans');
  const crowd = Array.from({ length: 2_000 }, (_, at) => ({
    ...plain,
    spanId: (at + 1).toString(16).padStart(16, 'f'),
  }));
  expect(resolveDevice(readPipeline([alone, ...crowd]), rules)).toEqual(
    resolveDevice(readPipeline([alone, plain]), rules),
  );
});

describe('the device', () => {
  test.each([
    ['device.id=a resource:device.id=b', 'a by span device.id'],
    ['resource:device.id=b message.from=c', 'b by resource device.id'],
    ['message.from=c client.clientid=d', 'c by span message.from'],
    ['client.clientid=d messaging.client.id=e', 'd by span client.clientid'],
    ['messaging.client.id=e thing.name=f', 'e by span messaging.client.id'],
    ['messaging.client_id=e thing.name=f', 'e by span messaging.client_id'],
    ['thing.name=f mqtt.topic=devices/g/up', 'f by span thing.name'],
    ['mqtt.topic=devices/g/up device_id=h', 'g by topic devices/{device}'],
    ['mqtt.topic=plant/7 device_id=h', 'h by baggage device_id'],
    ['baggage.device.id=h', 'h by baggage baggage.device.id'],
    ['device.id=42', '42 by span device.id'],
  ])('of a publish with %s is %s', (tail, expected) => {
    expect(namesIn(publish(tail)).deviceId).toBe(expected);
  });

  test('is told by the better rule, wherever in the trace it holds', () => {
    expect(
      namesIn(`
        client.publish @emqx   |---| client.clientid=client-7 message.topic=devices/x/up
          rule_evaluate @rules | - | rule.name=r device.id=sensor-7
      `).deviceId,
    ).toBe('sensor-7 by span device.id');
  });

  test('is the first in path order when spans disagree', () => {
    expect(
      namesIn(`
        process a/b @sub  |-  | consumer device.id=second
        publish @dev      | - | producer messaging.system=mqtt device.id=first
      `).deviceId,
    ).toBe('first by span device.id');
  });

  test.each([
    [
      "the broker's rule engine",
      'broker.rule_engine.apply @emqx |-| client.clientid=$emqx_rule_internal_clientid',
    ],
    [
      "the broker's action",
      'broker.rule_engine.action @emqx |-| client.clientid=$emqx_action_internal_clientid',
    ],
    ['a REST publish', 'client.publish @emqx |-| client.clientid=http_api message.from=http_api'],
    [
      'a NATS connection',
      'a.b publish @dev |-| producer messaging.system=nats messaging.client_id=17',
    ],
    [
      'a consumer',
      'process a/b @sub |-| consumer messaging.system=mqtt messaging.client_id=backend',
    ],
    [
      'a publishing rule',
      'rule_evaluate @r |--| rule.name=r\n  out publish @r |-| producer messaging.system=mqtt messaging.client_id=backend',
    ],
    ['an empty id', publish('device.id=""')],
    ['a topic of kinds', publish('mqtt.topic=sensors/temperature/7')],
    ['a wildcard', publish('mqtt.topic=devices/+/up')],
  ])('is not %s', (_, text) => {
    expect(namesIn(text)).not.toHaveProperty('deviceId');
  });

  test.each([
    ['devices/sensor-0042/telemetry', 'sensor-0042'],
    ['sensors/sensor-001/reading', 'sensor-001'],
    ['telemetry.metrics.sensor-001', 'sensor-001'],
    ['v1/devices/d-7/up', 'd-7'],
    ['$aws/things/thing-9/shadow/update', 'thing-9'],
    ['gateways/g-1/devices/d-2/state', 'd-2'],
    ['gateways/g-1/state', 'g-1'],
    ['fleet.devices.d-3.up', 'd-3'],
    ['spBv1.0/plant/DDATA/edge-1/press-4', 'press-4'],
    ['spBv1.0/plant/NDATA/edge-1', 'edge-1'],
    ['$share/group/devices/d-5/up', 'd-5'],
    ['$delayed/10/devices/d-6/up', 'd-6'],
  ])('in the topic %s is %s', (topic, device) => {
    expect(namesIn(publish(`mqtt.topic=${topic}`)).deviceId).toMatch(`${device} by topic`);
  });

  test("is found by an operator's own topics instead of the usual ones", () => {
    const topicPatterns = [{ name: 'haus/{device}', expression: /^haus\/([^/]+)\// }];
    expect(namesIn(publish('mqtt.topic=haus/kessel/ist'), { topicPatterns }).deviceId).toBe(
      'kessel by topic haus/{device}',
    );
  });
});

describe('the firmware', () => {
  test.each([
    ['device.firmware=1 device.firmware.version=2', '1 by span device.firmware'],
    ['resource:device.firmware=1', '1 by resource device.firmware'],
    ['device.firmware.version=2 firmware.version=3', '2 by span device.firmware.version'],
    ['firmware.version=3 fw.version=4', '3 by span firmware.version'],
    ['fw.version=4 hw.firmware_version=5', '4 by span fw.version'],
    ['hw.firmware_version=5', '5 by span hw.firmware_version'],
    ['resource:service.version=6 resource:device.id=d', '6 by resource service.version'],
    ['resource:os.version=7 resource:device.id=d', '7 by resource os.version'],
    [
      'device.id=d resource:service.version=6 resource:device.model.name=m',
      '6 by resource service.version',
    ],
    ['resource:os.version=7 resource:device.manufacturer=m', '7 by resource os.version'],
    ['firmware_version=8', '8 by baggage firmware_version'],
  ])('of a publish with %s is %s', (tail, expected) => {
    expect(namesIn(publish(tail)).firmware).toBe(expected);
  });

  test("is not the version of a gateway's or a backend's service", () => {
    expect(namesIn(publish('device.id=d resource:service.version=6'))).not.toHaveProperty(
      'firmware',
    );
    expect(
      namesIn('process a/b @sub |-| consumer resource:service.version=6 resource:device.id=d'),
    ).not.toHaveProperty('firmware');
  });

  test("is found under an operator's own key first", () => {
    expect(
      namesIn(publish('device.firmware=1 acme.fw=9'), { firmwareKeys: ['acme.fw'] }).firmware,
    ).toBe('9 by span acme.fw');
  });
});

describe('the topic', () => {
  test.each([
    ['mqtt.topic=a/b', 'a/b by device span'],
    ['messaging.destination.name=a/b', 'a/b by device span'],
    ['messaging.destination=a/b', 'a/b by device span'],
    ['message.topic=a/b', 'a/b by device span'],
    ['topic=a/b', 'a/b by device span'],
    ['messaging.destination.template=a/{id}', 'a/{id} by device span'],
    ['mqtt.topic=devices/d-1/up device.id=d-1', 'devices/{device}/up by device span'],
    ['mqtt.topic=devices/d-1/up device.id=other', 'devices/{device}/up by device span'],
  ])('of a publish with %s is %s', (tail, expected) => {
    expect(namesIn(publish(tail)).topicTemplate).toBe(expected);
  });

  test('is the one the device published on, not where a rule sent it next', () => {
    expect(
      namesIn(`
        process sites/1/up @sub |---| consumer messaging.system=mqtt messaging.destination.name=sites/1/up
          rule_evaluate @rules  | - | rule.name=r mqtt.topic=alerts/1
      `).topicTemplate,
    ).toBe('sites/1/up by subscriber span');
  });

  test("is no JetStream subject of NATS's own", () => {
    expect(
      namesIn('ack @col |-| consumer messaging.destination.name=$JS.ACK.S.C.1.1.1.1.0'),
    ).not.toHaveProperty('topicTemplate');
  });
});

test('values of megabytes are cut, and keys of the prototype are nobody', () => {
  const [span] = traceFromText(publish('__proto__=x constructor=y'));
  if (span === undefined) throw new Error('no span');
  const attributes = new Map([...span.attributes, ['device.id', 'x'.repeat(5_000_000)]]);
  const device = resolveDevice(readPipeline([{ ...span, attributes }]));
  expect(device.deviceId?.value).toHaveLength(256);
});
