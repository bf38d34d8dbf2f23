import { useId, useState } from 'react';
import type { Finding } from '../../../../../shared/findings/finding.ts';
import { countOf, formatCount } from '../../../../../shared/stats/formatCount.ts';
import controls from '../../../ui/controls/controls.module.css';
import { Icon } from '../../../ui/icons/Icon.tsx';
import { type EvidenceRow, evidenceRows, thresholdRows } from './evidenceRows.ts';
import styles from './header.module.css';

interface FindingsBarProps {
  readonly findings: readonly Finding[];
  /** Shows the spans a finding rests on. */
  readonly onShowSpans: (finding: Finding) => void;
}

const SHOWN_AT_FIRST = 10;

/** What was found, worst first; each opens to the numbers that made it. */
export function FindingsBar({ findings, onShowSpans }: FindingsBarProps) {
  const [open, setOpen] = useState<number>();
  const [isListOpen, setIsListOpen] = useState(false);
  const panelId = useId();
  const finding = open === undefined ? undefined : findings[open];
  const shownCount = isListOpen ? findings.length : SHOWN_AT_FIRST;
  if (findings.length === 0) return undefined;
  return (
    <div className={styles.findings}>
      <ul aria-label="Findings" className={styles.findingList}>
        {findings.slice(0, shownCount).map(({ kind, severity, summary }, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: two findings may read the same
          <li key={`${kind} ${index}`}>
            <button
              type="button"
              className={styles.finding}
              data-severity={severity}
              aria-expanded={open === index}
              aria-controls={open === index ? panelId : undefined}
              onClick={() => setOpen(open === index ? undefined : index)}
            >
              <Icon name={severity === 'info' ? 'info' : 'warning'} sizePx={14} />
              {summary}
              <Icon name="chevronDown" sizePx={12} />
            </button>
          </li>
        ))}
        {findings.length > shownCount && (
          <li>
            <button type="button" className={controls.text} onClick={() => setIsListOpen(true)}>
              and {formatCount(findings.length - shownCount)} more
            </button>
          </li>
        )}
      </ul>
      {finding && (
        <div id={panelId} className={styles.evidence}>
          <dl>
            <Rows
              rows={[
                { name: 'kind', value: finding.kind },
                { name: 'severity', value: finding.severity },
                ...evidenceRows(finding),
              ]}
            />
          </dl>
          {Object.keys(finding.thresholds).length > 0 && (
            <dl>
              <div>
                <dt className={controls.label}>held against</dt>
              </div>
              <Rows rows={thresholdRows(finding)} />
            </dl>
          )}
          {finding.spanIds.length > 0 && (
            <button type="button" className={controls.button} onClick={() => onShowSpans(finding)}>
              Show {countOf(finding.spanIds.length, 'span')}
            </button>
          )}
        </div>
      )}
    </div>
  );
}

function Rows({ rows }: { readonly rows: readonly EvidenceRow[] }) {
  return rows.map(({ name, value }) => (
    <div key={name}>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  ));
}
