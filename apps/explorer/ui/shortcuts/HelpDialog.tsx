import { type ReactNode, useEffect, useRef } from 'react';
import controls from '../controls/controls.module.css';
import { Icon } from '../icons/Icon.tsx';
import styles from './help.module.css';
import { useShortcutStore } from './shortcutStore.ts';

interface HelpDialogProps {
  readonly isOpen: boolean;
  readonly onClose: () => void;
  readonly children?: ReactNode;
}

/** Every key that does something on the page in sight. */
export function HelpDialog({ isOpen, onClose, children }: HelpDialogProps) {
  const groups = useShortcutStore((state) => state.groups);
  const dialogRef = useRef<HTMLDialogElement>(null);

  useEffect(() => {
    if (isOpen) dialogRef.current?.showModal();
    else dialogRef.current?.close();
  }, [isOpen]);

  return (
    <dialog ref={dialogRef} className={styles.dialog} aria-label="Help" onClose={onClose}>
      {isOpen && (
        <>
          <header className={styles.header}>
            <h2>Help</h2>
            <button type="button" className={controls.ghost} aria-label="Close" onClick={onClose}>
              <Icon name="close" />
            </button>
          </header>
          <div className={styles.body}>
            {groups.map(({ title, shortcuts }) => (
              <section key={title}>
                <h3 className={controls.label}>{title}</h3>
                <dl className={styles.keys}>
                  {shortcuts.map(({ keys, does }) => (
                    <div key={does}>
                      <dt>
                        {keys.map((key) => (
                          <kbd key={key}>{key}</kbd>
                        ))}
                      </dt>
                      <dd>{does}</dd>
                    </div>
                  ))}
                </dl>
              </section>
            ))}
            {children}
          </div>
        </>
      )}
    </dialog>
  );
}
