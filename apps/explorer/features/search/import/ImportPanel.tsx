import { Link } from 'wouter';
import type { ImportProgress } from '../../../../../shared/api/answers.ts';
import { countOf } from '../../../../../shared/stats/formatCount.ts';
import { ApiError } from '../../../api/apiError.ts';
import controls from '../../../ui/controls/controls.module.css';
import { Icon } from '../../../ui/icons/Icon.tsx';
import { ErrorNotice } from '../../../ui/notice/ErrorNotice.tsx';
import { formatSearchUrl } from '../../../url/searchUrl.ts';
import { formatBytes } from './formatBytes.ts';
import styles from './import.module.css';
import type { ImportJob, Imports } from './useImports.ts';

/** How the dropped files fare. */
export function ImportPanel({ imports }: { readonly imports: Imports }) {
  if (imports.jobs.length === 0) return undefined;
  return (
    <section className={styles.panel} aria-label="Imports">
      {imports.jobs.map((job) => (
        <article key={job.id} className={styles.job}>
          <header>
            <b>{job.name}</b>
            <JobButton job={job} imports={imports} />
          </header>
          <JobOutcome job={job} onShow={() => imports.dismiss(job.id)} />
        </article>
      ))}
    </section>
  );
}

function JobButton({ job, imports }: { readonly job: ImportJob; readonly imports: Imports }) {
  const isOver = job.outcome.kind !== 'waiting' && job.outcome.kind !== 'running';
  return isOver ? (
    <button
      type="button"
      className={controls.ghost}
      aria-label={`Dismiss the import of ${job.name}`}
      onClick={() => imports.dismiss(job.id)}
    >
      <Icon name="close" />
    </button>
  ) : (
    <button type="button" className={controls.button} onClick={() => imports.cancel(job.id)}>
      Cancel
    </button>
  );
}

interface JobOutcomeProps {
  readonly job: ImportJob;
  readonly onShow: () => void;
}

function JobOutcome({ job, onShow }: JobOutcomeProps) {
  const { outcome } = job;
  switch (outcome.kind) {
    case 'waiting':
      return <p role="status">waiting for its turn</p>;
    case 'cancelled':
      return <p role="status">cancelled; what was read by then stays</p>;
    case 'running':
      return <Running {...outcome.state} name={job.name} />;
    case 'done':
      return <Done progress={outcome.progress} onShow={onShow} />;
    case 'failed': {
      const { error } = outcome;
      return error instanceof ApiError ? (
        <ErrorNotice title={error.title} detail={error.detail} technical={error.technical} />
      ) : (
        <ErrorNotice title="The import failed" technical={String(error)} />
      );
    }
  }
}

interface RunningProps {
  readonly name: string;
  readonly sentBytes: number;
  readonly totalBytes: number;
  readonly progress?: ImportProgress;
}

function Running({ name, sentBytes, totalBytes, progress }: RunningProps) {
  const readBytes = Math.max(sentBytes, progress?.bytesRead ?? 0);
  return (
    <>
      <progress aria-label={`Import of ${name}`} max={Math.max(1, totalBytes)} value={readBytes} />
      <p role="status">
        {formatBytes(Math.min(readBytes, totalBytes))} of {formatBytes(totalBytes)}
        {progress && ` · ${countOf(progress.spans, 'span')}`}
      </p>
    </>
  );
}

interface DoneProps {
  readonly progress: ImportProgress;
  readonly onShow: () => void;
}

function Done({ progress, onShow }: DoneProps) {
  const { spans, traces, rejected, errors } = progress;
  return (
    <>
      <p role="status">
        {countOf(spans, 'span')} in {countOf(traces, 'trace')} imported
        {rejected > 0 && `, ${countOf(rejected, 'record')} refused`}
      </p>
      {errors.length > 0 && (
        <ul className={styles.errors}>
          {errors.map((error) => (
            <li key={error}>{error}</li>
          ))}
        </ul>
      )}
      <ImportedLink progress={progress} onShow={onShow} />
    </>
  );
}

function ImportedLink({ progress, onShow }: DoneProps) {
  const { firstStartUs, lastStartUs } = progress;
  if (firstStartUs === undefined || lastStartUs === undefined) return undefined;
  const search = formatSearchUrl({
    q: '',
    sort: '-start',
    facets: [],
    fromMs: Math.floor(firstStartUs / 1_000),
    toMs: Math.floor(lastStartUs / 1_000) + 1,
  });
  return (
    <Link href={`/?${search}`} className={controls.primary} onClick={onShow}>
      Show the imported traces
    </Link>
  );
}
