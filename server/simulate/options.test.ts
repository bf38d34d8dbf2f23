import { expect, test } from 'vitest';
import { INCIDENT_KINDS } from './incidents/deviation.ts';
import { readSimulateOptions, SIMULATE_HELP } from './options.ts';

test('without flags the fleet runs live against the usual port, with everything going wrong', () => {
  const options = readSimulateOptions([]);
  expect(options).toMatchObject({
    ok: true,
    value: { endpoint: 'http://127.0.0.1:4318', pace: 'live', incidents: INCIDENT_KINDS, seed: 7 },
  });
});

test('a file alone is written at once and sent nowhere', () => {
  const options = readSimulateOptions(['--out', 'a.jsonl', '--until', '2026-01-01T00:00:00Z']);
  expect(options).toMatchObject({
    ok: true,
    value: { endpoint: undefined, pace: 'past', untilUs: Date.UTC(2026, 0, 1) * 1000 },
  });
});

test.each([
  [['--incidents', 'cold-start,nonsense'], 'no incident is called nonsense'],
  [['--rate', 'fast'], '--rate must be a number above 0'],
  [['--history', 'long'], '--history must be a number of hours'],
  [['--until', 'tomorrow'], '--until tomorrow is no ISO 8601 time'],
  [['--speed', '9'], "Unknown option '--speed'"],
])('%j is refused with a sentence', (argv, message) => {
  const options = readSimulateOptions(argv);
  expect(options.ok ? '' : options.error).toContain(message);
});

test('a history comes before the live minutes, not instead of them', () => {
  const options = readSimulateOptions(['--history', '6', '--minutes', '1000000']);
  expect(options).toMatchObject({
    ok: true,
    value: { pace: 'live', historyHours: 6, minutes: 1_000_000 },
  });
});

test('the help names every flag', () => {
  for (const flag of [
    'endpoint',
    'out',
    'labels',
    'seed',
    'devices',
    'rate',
    'minutes',
    'history',
    'incidents',
  ]) {
    expect(SIMULATE_HELP).toContain(`--${flag} `);
  }
});
