import { type ComponentProps, type RefObject, useMemo, useRef } from 'react';
import type { QueryError } from '../../../../shared/query/queryError.ts';
import styles from './queryInput.module.css';
import { tintQuery } from './tintQuery.ts';

interface QueryInputProps extends Omit<ComponentProps<'input'>, 'value' | 'ref' | 'onScroll'> {
  readonly value: string;
  readonly error?: QueryError | undefined;
  readonly inputRef?: RefObject<HTMLInputElement | null>;
}

/**
 * A text field whose letters are drawn by a tinted copy behind it: the field
 * itself keeps caret, selection, undo and input methods as the browser has them.
 */
export function QueryInput({ value, error, inputRef, ...input }: QueryInputProps) {
  const copyRef = useRef<HTMLDivElement>(null);
  const pieces = useMemo(() => tintQuery(value, error), [value, error]);
  return (
    <div className={styles.root}>
      <div ref={copyRef} className={styles.copy} aria-hidden="true">
        {pieces.map((piece) => (
          <span key={piece.start} data-tone={piece.tone} data-wrong={piece.isWrong || undefined}>
            {piece.text}
          </span>
        ))}
        {error && error.position >= value.length && <span data-wrong="end"> </span>}
      </div>
      <input
        ref={inputRef}
        type="text"
        className={styles.input}
        value={value}
        spellCheck={false}
        autoComplete="off"
        autoCapitalize="off"
        onScroll={(event) => {
          if (copyRef.current) copyRef.current.scrollLeft = event.currentTarget.scrollLeft;
        }}
        {...input}
      />
    </div>
  );
}
