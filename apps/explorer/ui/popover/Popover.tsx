import { type ReactNode, useEffect, useId, useRef, useState } from 'react';
import styles from './popover.module.css';

interface PopoverProps {
  /** Accessible name of the panel, and of the button unless `buttonLabel` says otherwise. */
  readonly label: string;
  readonly buttonLabel?: string;
  readonly button: ReactNode;
  readonly buttonClassName?: string | undefined;
  /** Which edge of the button the panel keeps to. */
  readonly align?: 'start' | 'end';
  readonly children: (close: () => void) => ReactNode;
}

/** A button that opens a panel; Escape, a click elsewhere and leaving it by keyboard close it. */
export function Popover(props: PopoverProps) {
  const [isOpen, setIsOpen] = useState(false);
  const rootRef = useRef<HTMLDivElement>(null);
  const buttonRef = useRef<HTMLButtonElement>(null);
  const panelId = useId();

  useEffect(() => {
    if (!isOpen) return;
    const closeOutside = (event: Event) => {
      if (event.target instanceof Node && !rootRef.current?.contains(event.target)) {
        setIsOpen(false);
      }
    };
    document.addEventListener('pointerdown', closeOutside);
    document.addEventListener('focusin', closeOutside);
    return () => {
      document.removeEventListener('pointerdown', closeOutside);
      document.removeEventListener('focusin', closeOutside);
    };
  }, [isOpen]);

  const close = () => {
    setIsOpen(false);
    buttonRef.current?.focus();
  };

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: Escape bubbles up from the controls inside
    <div
      ref={rootRef}
      className={styles.root}
      onKeyDown={(event) => {
        if (event.key !== 'Escape' || !isOpen) return;
        event.stopPropagation();
        close();
      }}
    >
      <button
        ref={buttonRef}
        type="button"
        className={props.buttonClassName}
        aria-label={props.buttonLabel}
        aria-expanded={isOpen}
        aria-haspopup="dialog"
        aria-controls={isOpen ? panelId : undefined}
        onClick={() => setIsOpen(!isOpen)}
      >
        {props.button}
      </button>
      {isOpen && (
        <div
          id={panelId}
          role="dialog"
          aria-label={props.label}
          className={styles.panel}
          data-align={props.align ?? 'end'}
        >
          {props.children(close)}
        </div>
      )}
    </div>
  );
}
