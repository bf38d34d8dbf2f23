import { STAGES } from '../../../../../shared/pipeline/stages.ts';

/** The theme's colours as a canvas wants them. */
export interface Palette {
  /** By index into `STAGES`. */
  readonly stages: readonly string[];
  readonly error: string;
  readonly finding: string;
  readonly line: string;
  readonly faintLine: string;
  readonly ink: string;
  readonly faintInk: string;
  readonly panel: string;
  readonly accent: string;
  readonly font: string;
}

/** Reads the custom properties as they are now; read again when the theme changes. */
export function readPalette(element: Element): Palette {
  const style = getComputedStyle(element);
  const read = (name: string) => style.getPropertyValue(name).trim();
  return {
    stages: STAGES.map((stage) => read(`--stage-${stage}`)),
    error: read('--error'),
    finding: read('--finding-line'),
    line: read('--line'),
    faintLine: read('--line-faint'),
    ink: read('--ink-1'),
    faintInk: read('--ink-2'),
    panel: read('--panel'),
    accent: read('--accent'),
    font: `${read('--text-small')} ${read('--font')}`,
  };
}
