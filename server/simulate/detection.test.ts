import { beforeAll, describe, expect, test } from 'vitest';
import { INCIDENT_KINDS } from './incidents/deviation.ts';
import { LABELLED_FLEETS } from './labelledFleets.ts';
import { type DetectionScore, scoreDetection } from './scoreDetection.ts';

const ENOUGH = 0.99;
const scores = new Map<string, DetectionScore>();

beforeAll(() => {
  for (const fleet of LABELLED_FLEETS) scores.set(fleet.name, scoreDetection(fleet));
});

describe.each(LABELLED_FLEETS)('on the labelled fleet "$name"', ({ name }) => {
  test.each(INCIDENT_KINDS)('%s is found where it is and nowhere else', (kind) => {
    const score = scores.get(name);
    const found = score?.kinds.find((candidate) => candidate.kind === kind);
    const mistakes = score?.mistakes.map(({ shape, count }) => `${count} × ${shape}`).join('\n');
    expect(found?.precision, mistakes).toBeGreaterThanOrEqual(ENOUGH);
    expect(found?.recall, mistakes).toBeGreaterThanOrEqual(ENOUGH);
  });
});

test('every kind is put to the test often enough for its score to mean something', () => {
  for (const kind of INCIDENT_KINDS) {
    let count = 0;
    for (const { traces } of scores.values()) {
      for (const { truth } of traces.values()) if (truth.findings.includes(kind)) count += 1;
    }
    expect(count, kind).toBeGreaterThan(100);
  }
});
