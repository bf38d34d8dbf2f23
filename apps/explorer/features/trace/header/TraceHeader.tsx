import type { TraceAnswer } from '../../../../../shared/api/answers.ts';
import type { Finding } from '../../../../../shared/findings/finding.ts';
import type { Stage } from '../../../../../shared/pipeline/stages.ts';
import { PipelineStrip } from '../../../ui/strip/PipelineStrip.tsx';
import { useElementSize } from '../../../ui/useElementSize.ts';
import { FindingsBar } from './FindingsBar.tsx';
import styles from './header.module.css';
import { TraceFacts } from './TraceFacts.tsx';
import { Verdict } from './Verdict.tsx';

interface TraceHeaderProps {
  readonly answer: TraceAnswer;
  readonly qos: string | undefined;
  readonly selectedStage: Stage | undefined;
  readonly onSelectStage: (stage: Stage) => void;
  readonly onShowSpans: (finding: Finding) => void;
}

/** The answer first, the evidence under it. */
export function TraceHeader(props: TraceHeaderProps) {
  const { answer, qos, selectedStage, onSelectStage, onShowSpans } = props;
  const [stripRef, size] = useElementSize<HTMLDivElement>();
  return (
    <header className={styles.header}>
      <Verdict parts={answer.verdictParts} />
      <TraceFacts answer={answer} qos={qos} />
      <div ref={stripRef} className={styles.strip}>
        {size && (
          <PipelineStrip
            size="large"
            summary={answer.summary}
            widthPx={size.widthPx}
            onSelectStage={onSelectStage}
            selectedStage={selectedStage}
          />
        )}
      </div>
      <FindingsBar findings={answer.findings} onShowSpans={onShowSpans} />
    </header>
  );
}
