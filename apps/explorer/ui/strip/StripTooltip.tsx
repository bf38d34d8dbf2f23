import { STAGE_LABELS, type Stage } from '../../../../shared/pipeline/stages.ts';
import { formatDuration } from '../../../../shared/time/formatDuration.ts';
import { layoutStrip, STRIP_METRICS, type StripSummary } from './layoutStrip.ts';
import styles from './stripTooltip.module.css';

interface StripTooltipProps {
  readonly summary: StripSummary;
  /** The stage pointed at. */
  readonly stage?: Stage | undefined;
}

/** Names and numbers behind a strip: one line a stage. */
export function StripTooltip({ summary, stage }: StripTooltipProps) {
  const { cells } = layoutStrip(summary, 0, STRIP_METRICS.row);
  return (
    <div className={styles.tooltip}>
      <table>
        <thead>
          <tr>
            <th>stage</th>
            <th>service</th>
            <th>waited</th>
            <th>took</th>
          </tr>
        </thead>
        <tbody>
          {cells.map((cell) => (
            <tr
              key={cell.stage}
              data-stage={cell.stage}
              data-current={cell.stage === stage || undefined}
            >
              <th scope="row">
                <i className={styles.swatch} />
                {STAGE_LABELS[cell.stage]}
              </th>
              {cell.seen ? (
                <>
                  <td className={styles.service}>{cell.seen.service}</td>
                  <td>{cell.seen.gapBeforeUs > 0 ? formatDuration(cell.seen.gapBeforeUs) : ''}</td>
                  <td>
                    {formatDuration(cell.seen.durationUs)}
                    {cell.hasError && <span className={styles.failed}> failed</span>}
                    {cell.isCold && ' cold'}
                  </td>
                </>
              ) : (
                <td colSpan={3} className={styles.absent}>
                  {cell.state === 'missing' ? 'missing: expected on this route' : 'not seen yet'}
                </td>
              )}
            </tr>
          ))}
        </tbody>
      </table>
      <p className={styles.note}>Lengths follow the square root of the time.</p>
    </div>
  );
}
