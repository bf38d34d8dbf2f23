import { useId, useState } from 'react';
import controls from '../ui/controls/controls.module.css';
import { useOpenPaste } from '../ui/useOpenPaste.ts';
import styles from './openBox.module.css';

/** Takes whatever names a trace and goes there. */
export function OpenBox() {
  const open = useOpenPaste();
  const [text, setText] = useState('');
  const [isUnknown, setIsUnknown] = useState(false);
  const mistakeId = useId();

  const go = (pasted: string) => {
    const isOpened = open(pasted);
    setText(isOpened ? '' : pasted);
    setIsUnknown(!isOpened && pasted.trim() !== '');
    return isOpened;
  };

  return (
    <form
      className={styles.form}
      onSubmit={(event) => {
        event.preventDefault();
        go(text);
      }}
    >
      <input
        className={`${controls.input} ${styles.input}`}
        aria-label="Open a trace"
        aria-describedby={isUnknown ? mistakeId : undefined}
        aria-invalid={isUnknown}
        placeholder="trace id, traceparent or link"
        spellCheck={false}
        autoComplete="off"
        value={text}
        onChange={(event) => {
          setText(event.target.value);
          setIsUnknown(false);
        }}
        onPaste={(event) => {
          if (text === '' && go(event.clipboardData.getData('text'))) event.preventDefault();
        }}
      />
      {isUnknown && (
        <p id={mistakeId} role="alert" className={styles.mistake}>
          No trace id (16 or 32 hex digits), traceparent or link to a trace.
        </p>
      )}
    </form>
  );
}
