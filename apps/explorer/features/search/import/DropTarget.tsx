import { useEffect, useRef, useState } from 'react';
import controls from '../../../ui/controls/controls.module.css';
import { Icon } from '../../../ui/icons/Icon.tsx';
import { useTooltip } from '../../../ui/tooltip/useTooltip.ts';
import styles from './import.module.css';

interface DropTargetProps {
  readonly onFiles: (files: readonly File[]) => void;
}

/** The whole page takes files while one is dragged over it. */
export function DropTarget({ onFiles }: DropTargetProps) {
  const [isOver, setIsOver] = useState(false);

  useEffect(() => {
    const hasFiles = (event: DragEvent) => event.dataTransfer?.types.includes('Files') ?? false;
    const over = (event: DragEvent) => {
      if (!hasFiles(event)) return;
      event.preventDefault();
      setIsOver(true);
    };
    const leave = (event: DragEvent) => {
      // Entering a child leaves its parent; only leaving the page has nothing it goes to.
      if (event.relatedTarget === null) setIsOver(false);
    };
    const drop = (event: DragEvent) => {
      if (!hasFiles(event)) return;
      event.preventDefault();
      setIsOver(false);
      onFiles([...(event.dataTransfer?.files ?? [])]);
    };
    document.addEventListener('dragover', over);
    document.addEventListener('dragleave', leave);
    document.addEventListener('drop', drop);
    return () => {
      document.removeEventListener('dragover', over);
      document.removeEventListener('dragleave', leave);
      document.removeEventListener('drop', drop);
    };
  }, [onFiles]);

  if (!isOver) return undefined;
  return (
    <div className={styles.overlay}>
      <p>
        <Icon name="upload" sizePx={22} />
        Drop to import: Jaeger JSON or OTLP JSON lines
      </p>
    </div>
  );
}

/** The same by keyboard: picks files from a dialog. */
export function ImportButton({ onFiles }: DropTargetProps) {
  const inputRef = useRef<HTMLInputElement>(null);
  const tooltip = useTooltip('Import a Jaeger or OTLP file; dropping it anywhere does the same.');
  return (
    <>
      <input
        ref={inputRef}
        type="file"
        multiple
        hidden
        accept=".json,.jsonl,.ndjson,.gz"
        onChange={(event) => {
          onFiles([...(event.target.files ?? [])]);
          event.target.value = '';
        }}
      />
      <button
        type="button"
        className={controls.ghost}
        aria-label="Import a file"
        onClick={() => inputRef.current?.click()}
        {...tooltip}
      >
        <Icon name="upload" />
      </button>
    </>
  );
}
