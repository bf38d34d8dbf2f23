import { useEffect, useState } from 'react';
import { Icon } from '../icons/Icon.tsx';
import styles from './controls.module.css';

interface CopyButtonProps {
  /** What lands on the clipboard; made at the click when it depends on the moment. */
  readonly text: string | (() => string);
  readonly label: string;
}

const FEEDBACK_MS = 1_600;

/** Copies and says so. Without access to the clipboard it says that instead. */
export function CopyButton({ text, label }: CopyButtonProps) {
  const [outcome, setOutcome] = useState<'copied' | 'refused'>();

  useEffect(() => {
    if (outcome === undefined) return;
    const timer = setTimeout(() => setOutcome(undefined), FEEDBACK_MS);
    return () => clearTimeout(timer);
  }, [outcome]);

  const copy = async () => {
    try {
      await navigator.clipboard.writeText(typeof text === 'string' ? text : text());
      setOutcome('copied');
    } catch {
      setOutcome('refused');
    }
  };

  return (
    <button type="button" className={styles.button} onClick={copy}>
      <Icon name={outcome === 'copied' ? 'check' : 'copy'} />
      <span aria-live="polite">{OUTCOME_LABELS[outcome ?? 'none'] ?? label}</span>
    </button>
  );
}

const OUTCOME_LABELS: Readonly<Record<string, string>> = {
  copied: 'Copied',
  refused: 'The browser refused to copy',
};
