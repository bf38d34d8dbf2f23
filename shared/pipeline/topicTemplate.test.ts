import { expect, test } from 'vitest';
import { topicTemplate } from './topicTemplate.ts';

test.each([
  ['devices/sensor-0042/telemetry', ['sensor-0042'], 'devices/{device}/telemetry'],
  ['sensor-0042/sensor-0042', ['sensor-0042'], '{device}/{device}'],
  ['devices/sensor-00420/telemetry', ['sensor-0042'], 'devices/sensor-00420/telemetry'],
  ['site/8801442/line/3/state', [], 'site/{n}/line/3/state'],
  ['site/123/state', [], 'site/123/state'],
  ['a/4bf92f35-77b3-4da6-a3ce-929d0e0e4736/b', [], 'a/{n}/b'],
  ['a/A4CF12EF8801/b', [], 'a/{n}/b'],
  ['a/a4:cf:12:ef:88:01/b', [], 'a/{n}/b'],
  ['a/deadbeefcafe/b', [], 'a/deadbeefcafe/b'],
  ['telemetry.metrics.sensor-001', ['sensor-001'], 'telemetry.metrics.{device}'],
  ['telemetry.plant.7.press', ['plant.7'], 'telemetry.{device}.press'],
  ['telemetry.20260105.x', [], 'telemetry.{n}.x'],
  ['v1.2/devices/x', ['v1.2'], '{device}/devices/x'],
  ['/leading//empty/', [''], '/leading//empty/'],
  ['', [], ''],
])('%s with the devices %j is %s', (topic, deviceIds, template) => {
  expect(topicTemplate(topic, deviceIds)).toBe(template);
});
