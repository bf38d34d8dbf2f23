import type { Stage } from '../../../../shared/pipeline/stages.ts';
import { LargeStrip } from './LargeStrip.tsx';
import type { StripSummary } from './layoutStrip.ts';
import { RowStrip } from './RowStrip.tsx';

interface PipelineStripProps {
  readonly summary: StripSummary;
  readonly size: 'row' | 'large';
  readonly widthPx: number;
  /** Large only: makes each stage that was seen a button. */
  readonly onSelectStage?: (stage: Stage) => void;
  readonly selectedStage?: Stage | undefined;
}

/**
 * What happened on the way, at a glance: one cell a stage, quiet when healthy;
 * failed, cold and missing stages and long waits are loud.
 */
export function PipelineStrip({ size, ...strip }: PipelineStripProps) {
  return size === 'row' ? <RowStrip {...strip} /> : <LargeStrip {...strip} />;
}
