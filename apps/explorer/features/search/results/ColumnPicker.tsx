import controls from '../../../ui/controls/controls.module.css';
import { Icon } from '../../../ui/icons/Icon.tsx';
import { Popover } from '../../../ui/popover/Popover.tsx';
import styles from './columnPicker.module.css';
import { COLUMN_IDS, type ColumnId, columnOf, DEFAULT_COLUMNS } from './columns.ts';

interface ColumnPickerProps {
  readonly columnIds: readonly ColumnId[];
  readonly onChange: (columnIds: readonly ColumnId[]) => void;
}

/** Which columns there are; the start stays, it carries the row. */
export function ColumnPicker({ columnIds, onChange }: ColumnPickerProps) {
  const toggle = (id: ColumnId, isWanted: boolean) =>
    onChange(COLUMN_IDS.filter((other) => (other === id ? isWanted : columnIds.includes(other))));
  return (
    <Popover
      label="Columns"
      buttonClassName={controls.button}
      button={
        <>
          <Icon name="columns" />
          Columns
        </>
      }
    >
      {() => (
        <div className={styles.panel}>
          <ul className={styles.list}>
            {COLUMN_IDS.map((id) => (
              <li key={id}>
                <label>
                  <input
                    type="checkbox"
                    checked={columnIds.includes(id)}
                    disabled={id === 'start'}
                    onChange={(event) => toggle(id, event.target.checked)}
                  />
                  {columnOf(id).label}
                </label>
              </li>
            ))}
          </ul>
          <button type="button" className={controls.text} onClick={() => onChange(DEFAULT_COLUMNS)}>
            Back to the usual columns
          </button>
        </div>
      )}
    </Popover>
  );
}
