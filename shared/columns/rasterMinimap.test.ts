import { describe, expect, test } from 'vitest';
import { STAGE_LETTERS, STAGES } from '../pipeline/stages.ts';
import { layoutFromText } from '../testing/layoutFromText.ts';
import { syntheticLayout } from '../testing/syntheticLayout.ts';
import { layoutTrace } from './layoutTrace.ts';
import { ERROR_PIXEL, type MinimapRaster, rasterMinimap } from './rasterMinimap.ts';

/** The picture as text: stage letters, `!` for an error. */
function pictureText({ widthPx, heightPx, pixels }: MinimapRaster): string {
  const lines: string[] = [];
  for (let y = 0; y < heightPx; y++) {
    let line = '';
    for (const value of pixels.subarray(y * widthPx, (y + 1) * widthPx)) line += letterOf(value);
    lines.push(line);
  }
  return lines.join('\n');
}

function letterOf(value: number): string {
  if (value === 0) return '.';
  if (value === ERROR_PIXEL) return '!';
  const stage = STAGES[value - 1];
  return stage === undefined ? '?' : STAGE_LETTERS[stage];
}

describe('rasterMinimap', () => {
  test('draws rows from top to bottom and time from left to right', () => {
    const { columns } = layoutTrace('0'.repeat(32), [
      layoutFromText(`
        1 - 0  6 gw:publish  device
        2 1 4  4 mq:forward  broker
        3 2 10 1 app:rule    rule error
      `),
    ]);

    expect(pictureText(rasterMinimap(columns, (us) => us, 12, 3))).toBe(
      ['DDDDDD......', '....BBBB....', '..........!!'].join('\n'),
    );
  });

  test('shows an error among many rows that share a line', () => {
    const { columns } = layoutTrace('0'.repeat(32), [
      layoutFromText(`
        1 - 0 8 app:root
        2 1 2 1 app:one  error
        3 1 0 8 app:two
        4 1 0 8 app:last
      `),
    ]);

    expect(pictureText(rasterMinimap(columns, (us) => us, 8, 1))).toBe('OO!!OOOO');
  });

  test('keeps the shortest span visible and what lies outside at the edge', () => {
    const { columns } = layoutTrace('0'.repeat(32), [
      layoutFromText(`
        1 - 0  0 gw:publish device
        2 - 90 5 gw:late    broker
      `),
    ]);

    expect(pictureText(rasterMinimap(columns, (us) => us, 4, 2))).toBe('D...\n...B');
  });

  test('draws a trace without rows, and one of 20,000', () => {
    const empty = layoutTrace('0'.repeat(32), []).columns;
    expect(pictureText(rasterMinimap(empty, (us) => us, 3, 2))).toBe('...\n...');

    const { columns } = layoutTrace('0'.repeat(32), [syntheticLayout(20_000)]);
    const scale = 300 / columns.durationUs;
    const { pixels } = rasterMinimap(columns, (us) => us * scale, 300, 40);
    expect(pixels.some((value) => value === ERROR_PIXEL)).toBe(true);
    expect(pixels.filter((value) => value > 0).length).toBeGreaterThanOrEqual(300);
  });
});
