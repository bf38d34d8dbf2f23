import { useEffect, useState } from 'react';
import { Icon } from '../../../ui/icons/Icon.tsx';
import styles from './panel.module.css';

const FEEDBACK_MS = 1_400;

/** A small copy button that turns into a tick; it says so where the browser refuses. */
export function CopyIcon({ text, label }: { readonly text: string; readonly label: string }) {
  const [outcome, setOutcome] = useState<'copied' | 'refused'>();
  useEffect(() => {
    if (outcome === undefined) return;
    const timer = setTimeout(() => setOutcome(undefined), FEEDBACK_MS);
    return () => clearTimeout(timer);
  }, [outcome]);

  const copy = () =>
    navigator.clipboard.writeText(text).then(
      () => setOutcome('copied'),
      () => setOutcome('refused'),
    );
  const title = outcome === 'refused' ? 'The browser refused to copy' : (outcome ?? 'Copy');
  return (
    <button
      type="button"
      className={styles.action}
      aria-label={outcome === undefined ? label : title}
      title={title}
      onClick={copy}
    >
      <Icon
        name={outcome === 'copied' ? 'check' : outcome === 'refused' ? 'close' : 'copy'}
        sizePx={14}
      />
    </button>
  );
}
