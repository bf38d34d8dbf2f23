import { describe, expect, test } from 'vitest';
import { hostPolicy } from './hosts.ts';

describe('on loopback', () => {
  const policy = hostPolicy('127.0.0.1', ['hopscope.example.org']);

  test.each([
    'localhost',
    'localhost:4100',
    'LOCALHOST:4100',
    '127.0.0.1:4100',
    '127.8.8.8',
    '[::1]:4100',
    'app.localhost:4100',
    'hopscope.example.org',
    'Hopscope.Example.Org.:443',
  ])('%s is served', (host) => {
    expect(policy.serves(host)).toBe(true);
  });

  test.each([
    'evil.example',
    'localhost.evil.example',
    '127.0.0.1.evil.example',
    'hopscope.example.org.evil.example',
    '192.168.1.10',
    '0.0.0.0',
    'user@localhost',
    'localhost:4100/x',
    'localhost:port',
    'localhost, evil.example',
    '[::2]',
    '2130706433',
    '',
  ])('%s is not', (host) => {
    expect(policy.serves(host)).toBe(false);
  });
});

describe('on a public address', () => {
  test('a literal address is served, for it cannot be rebound; a name must be configured', () => {
    const policy = hostPolicy('0.0.0.0', []);
    expect(policy.serves('192.168.1.10:4100')).toBe(true);
    expect(policy.serves('[fd00::1]:4100')).toBe(true);
    expect(policy.serves('evil.example')).toBe(false);
  });

  test('the name it listens on is served', () => {
    expect(hostPolicy('hop.internal', []).serves('hop.internal:4100')).toBe(true);
  });
});
