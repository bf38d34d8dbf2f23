import { describe, expect, test } from 'vitest';
import type { Finding, FindingKind } from '../../../../shared/findings/finding.ts';
import type { Stage } from '../../../../shared/pipeline/stages.ts';
import type { StageSummary } from '../../../../shared/summary/traceSummary.ts';
import { layoutStrip, STRIP_METRICS, type StripLayout, type StripSummary } from './layoutStrip.ts';

describe('the strip', () => {
  test('fills its width from edge to edge whatever was seen', () => {
    for (const summary of [
      strip('device 12ms', 'broker 4ms', 'rule 3ms', 'function 22ms', 'db 15ms'),
      strip('device 12ms', 'wait 3100ms', 'rule 3ms'),
      strip('function 900ms', 'db 1ms'),
      strip('other 7ms'),
    ]) {
      const { cells, widthPx } = layoutRow(summary);
      const last = cells.at(-1);
      expect(cells[0]?.leftPx).toBe(0);
      expect(widthPx).toBe(300);
      expect((last?.leftPx ?? 0) + (last?.widthPx ?? 0)).toBeCloseTo(300, 6);
    }
  });

  test('draws ten times the length for a hundred times the time', () => {
    const { cells } = layoutRow(strip('device 2ms', 'function 200ms'));
    const [device, fn] = cells.map(({ widthPx }) => widthPx);
    expect((fn ?? 0) / (device ?? 1)).toBeCloseTo(10, 6);
  });

  test('keeps every cell at least 20 px wide beside an hour of waiting', () => {
    const summary = strip('device 1ms', 'broker 1ms', 'wait 3600000ms', 'rule 1ms', 'db 1ms');
    expect(layoutRow(summary).cells.map(({ widthPx }) => widthPx)).toEqual([20, 20, 20, 20]);
  });

  test('is wider than asked rather than unreadable', () => {
    const summary = strip('device 1ms', 'broker 1ms', 'subscriber 1ms', 'rule 1ms', 'db 1ms');
    expect(layoutStrip(summary, 40, STRIP_METRICS.row).widthPx).toBe(5 * 20 + 4 * 3);
  });

  test('gives what lies on no path no more room than it needs', () => {
    const { cells } = layoutRow(strip('device 1ms', 'db 1ms', 'other 900ms'));
    expect(cells.at(-1)?.widthPx).toBe(20);
  });

  test('shows a missing stage at its place in the path', () => {
    const summary = {
      ...strip('rule 4ms', 'function 9ms'),
      missingStages: ['device', 'db'] as const,
    };
    expect(print(layoutRow(summary))).toBe('░D░ R F ░T░');
  });

  test('calls a stage awaited while the trace may still be arriving', () => {
    const summary = {
      ...strip('device 4ms'),
      missingStages: ['rule'] as const,
      isSettled: false,
    };
    expect(print(layoutRow(summary))).toBe('D ?R?');
  });

  test('draws a wait that is a finding loud and with room for its label', () => {
    const summary = strip('device 900ms', 'wait 1200ms', 'rule 900ms', 'wait 3ms', 'db 900ms');
    const layout = layoutRow({ ...summary, findings: [finding('queue-gap', 'rule')] });
    expect(print(layout)).toBe('D ▬▬ R ·· T');
    expect(layout.waits[0]?.widthPx).toBeGreaterThanOrEqual(56);
  });

  test('draws the wait loud when a cold start hides in it', () => {
    const findings = [finding('cold-start', 'function')];
    const outside = strip('rule 3ms', 'wait 2000ms', 'function 9ms');
    const inside = strip('rule 3ms', 'wait 5ms', 'function 2000ms');
    expect(print(layoutRow({ ...outside, findings }))).toBe('R ▬▬ F*');
    expect(print(layoutRow({ ...inside, findings }))).toBe('R ·· F*');
  });

  test('marks failed, cold and flagged stages', () => {
    const summary = strip('device 4ms', 'function 800ms', 'db 4ms error');
    const findings = [finding('cold-start', 'function'), finding('retry', 'db')];
    expect(print(layoutRow({ ...summary, findings }))).toBe('D F* T✕!');
  });

  test('stays quiet about what is only information', () => {
    const findings = [{ ...finding('qos0-instant', 'device'), severity: 'info' as const }];
    expect(print(layoutRow({ ...strip('device 0ms', 'db 4ms'), findings }))).toBe('D T');
  });

  test('flags the stage itself when a gap was found but none is drawn', () => {
    const findings = [finding('queue-gap', 'device')];
    expect(print(layoutRow({ ...strip('device 1ms', 'db 4ms'), findings }))).toBe('D! T');
  });
});

function layoutRow(summary: StripSummary): StripLayout {
  return layoutStrip(summary, 300, STRIP_METRICS.row);
}

/** `'device 12ms'`, `'db 4ms error'`, and `'wait 3ms'` for the time before the next stage. */
function strip(...lines: readonly string[]): StripSummary {
  const stages: StageSummary[] = [];
  let gapBeforeUs = 0;
  for (const line of lines) {
    const [name, time, error] = line.split(' ');
    const durationUs = Number.parseFloat(time ?? '') * 1_000;
    if (name === 'wait') {
      gapBeforeUs = durationUs;
      continue;
    }
    stages.push({
      stage: name as Stage,
      service: `${name}-service`,
      startOffsetUs: 0,
      durationUs,
      gapBeforeUs,
      hasError: error === 'error',
      spanCount: 1,
    });
    gapBeforeUs = 0;
  }
  return { stages, missingStages: [], findings: [], isSettled: true };
}

function finding(kind: FindingKind, stage: Stage): Finding {
  return {
    kind,
    severity: 'warning',
    spanIds: [],
    stage,
    evidence: {},
    thresholds: {},
    summary: '',
  };
}

function print({ cells, waits }: StripLayout): string {
  const words: string[] = [];
  for (const cell of cells) {
    const wait = waits.find(({ toStage }) => toStage === cell.stage);
    if (wait) words.push(wait.isFinding ? '▬▬' : '··');
    const letter = cell.stage === 'db' ? 'T' : cell.stage[0]?.toUpperCase();
    const marks = `${cell.isCold ? '*' : ''}${cell.hasError ? '✕' : ''}${cell.isFlagged ? '!' : ''}`;
    if (cell.state === 'missing') words.push(`░${letter}░`);
    else if (cell.state === 'awaited') words.push(`?${letter}?`);
    else words.push(`${letter}${marks}`);
  }
  return words.join(' ');
}
