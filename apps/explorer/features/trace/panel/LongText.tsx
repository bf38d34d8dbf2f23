import { useState } from 'react';
import { formatCount } from '../../../../../shared/stats/formatCount.ts';
import controls from '../../../ui/controls/controls.module.css';
import styles from './panel.module.css';

const FOLDED_CHARACTERS = 180;
/** Laying out megabytes of text would stop the page; copying takes all of it. */
const SHOWN_CHARACTERS = 100_000;

/** A value as text, folded when it is long. */
export function LongText({ text }: { readonly text: string }) {
  const [isOpen, setIsOpen] = useState(false);
  if (text.length <= FOLDED_CHARACTERS) return text;
  const shown = text.slice(0, isOpen ? SHOWN_CHARACTERS : FOLDED_CHARACTERS);
  const rest = text.length - shown.length;
  return (
    <>
      <span className={isOpen ? styles.longText : undefined}>
        {shown}
        {rest > 0 && '…'}
      </span>{' '}
      <button type="button" className={controls.text} onClick={() => setIsOpen(!isOpen)}>
        {isOpen
          ? 'Show less'
          : `Show ${formatCount(Math.min(text.length, SHOWN_CHARACTERS))} characters`}
      </button>
      {isOpen && rest > 0 && (
        <span className={styles.empty}> and {formatCount(rest)} more: copy the value</span>
      )}
    </>
  );
}
