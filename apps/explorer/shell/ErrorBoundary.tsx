import { Component, type ErrorInfo, type ReactNode } from 'react';
import { ApiError } from '../api/apiError.ts';
import controls from '../ui/controls/controls.module.css';
import { ErrorNotice } from '../ui/notice/ErrorNotice.tsx';
import styles from './shell.module.css';

interface Props {
  readonly children: ReactNode;
}

interface State {
  readonly error?: unknown;
}

/** Catches what a page lets slip, so that the frame around it stays usable. */
export class ErrorBoundary extends Component<Props, State> {
  override state: State = {};

  static getDerivedStateFromError(error: unknown): State {
    return { error };
  }

  override componentDidCatch(error: unknown, info: ErrorInfo): void {
    console.error(error, info.componentStack);
  }

  override render(): ReactNode {
    const { error } = this.state;
    if (error === undefined) return this.props.children;
    const isRefusal = error instanceof ApiError;
    return (
      <div className={styles.notice}>
        <ErrorNotice
          title={isRefusal ? error.title : 'This page stopped working'}
          detail={
            isRefusal
              ? error.detail
              : 'A fault in Hopscope itself. Your data is untouched: reload the page, and report the detail below if it comes back.'
          }
          technical={isRefusal ? error.technical : technicalText(error)}
        >
          <button type="button" className={controls.button} onClick={() => location.reload()}>
            Reload the page
          </button>
        </ErrorNotice>
      </div>
    );
  }
}

function technicalText(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
