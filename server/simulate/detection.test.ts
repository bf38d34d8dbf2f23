import { describe, expect, test } from 'vitest';
import { INCIDENT_KINDS } from './incidents/deviation.ts';
import { LABELLED_FLEETS } from './labelledFleets.ts';
import { scoreDetection } from './scoreDetection.ts';

const ENOUGH = 0.99;

describe.each(LABELLED_FLEETS)('on the labelled fleet "$name"', (fleet) => {
  const score = scoreDetection(fleet);
  const mistakes = score.mistakes.map(({ shape, count }) => `${count} × ${shape}`).join('\n');

  test.each(INCIDENT_KINDS)('%s is found where it is and nowhere else', (kind) => {
    const found = score.kinds.find((candidate) => candidate.kind === kind);
    expect(found?.precision, mistakes).toBeGreaterThanOrEqual(ENOUGH);
    expect(found?.recall, mistakes).toBeGreaterThanOrEqual(ENOUGH);
  });
});

test('every kind is put to the test often enough for its score to mean something', () => {
  for (const kind of INCIDENT_KINDS) {
    let count = 0;
    for (const fleet of LABELLED_FLEETS) {
      const score = scoreDetection({ ...fleet, traceCount: 3_000 });
      for (const { truth } of score.traces.values()) if (truth.findings.includes(kind)) count += 1;
    }
    expect(count, kind).toBeGreaterThan(100);
  }
});
