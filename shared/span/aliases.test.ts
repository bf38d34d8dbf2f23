import { expect, test } from 'vitest';
import { aliasesOf, canonicalKey } from './aliases.ts';

test.each([
  ['faas.coldstart', 'function.cold_start'],
  ['db.system.name', 'db.system'],
  ['message.qos', 'mqtt.qos'],
  ['message.topic', 'mqtt.topic'],
  ['hw.firmware_version', 'device.firmware'],
  ['faas.execution', 'faas.invocation_id'],
  ['http.status_code', 'http.response.status_code'],
])('%s and %s are one key, asked for by either name and shown by the second', (old, shown) => {
  expect(aliasesOf(old)).toContain(shown);
  expect(aliasesOf(shown)).toContain(old);
  expect(canonicalKey(old)).toBe(shown);
  expect(canonicalKey(shown)).toBe(shown);
});

test.each(['anything', '__proto__', 'device.id', ''])('%s is only itself', (key) => {
  expect(aliasesOf(key)).toEqual([key]);
  expect(canonicalKey(key)).toBe(key);
});
