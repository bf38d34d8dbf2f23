import type { SearchSort } from '../../../../../shared/api/answers.ts';
import { Icon } from '../../../ui/icons/Icon.tsx';
import { type Column, nextSort, sortDirection } from './columns.ts';
import styles from './results.module.css';

interface GridHeadProps {
  readonly columns: readonly Column[];
  readonly gridColumns: string;
  readonly widthPx: number;
  readonly sort: SearchSort;
  readonly onSort: (sort: SearchSort) => void;
}

/**
 * The column names, a table of their own: every row of the grid below is a
 * trace, so that its row count is the number of traces.
 */
export function GridHead({ columns, gridColumns, widthPx, sort, onSort }: GridHeadProps) {
  return (
    // biome-ignore-start lint/a11y/useSemanticElements: it must line up with the windowed rows below
    // biome-ignore-start lint/a11y/useFocusableInteractive: the buttons inside are
    <div role="table" aria-label="Columns" className={styles.head} style={{ width: widthPx }}>
      <div role="row" className={styles.headRow} style={{ gridTemplateColumns: gridColumns }}>
        {columns.map((column) => (
          <div
            key={column.id}
            role="columnheader"
            className={styles.headCell}
            data-number={column.isNumber || undefined}
            aria-sort={sortDirection(column, sort)}
          >
            <HeadLabel column={column} sort={sort} onSort={onSort} />
          </div>
        ))}
      </div>
    </div>
    // biome-ignore-end lint/a11y/useFocusableInteractive: see above
    // biome-ignore-end lint/a11y/useSemanticElements: see above
  );
}

interface HeadLabelProps {
  readonly column: Column;
  readonly sort: SearchSort;
  readonly onSort: (sort: SearchSort) => void;
}

function HeadLabel({ column, sort, onSort }: HeadLabelProps) {
  const next = nextSort(column, sort);
  if (next === undefined) return column.label;
  const direction = sortDirection(column, sort);
  return (
    <button type="button" className={styles.sort} onClick={() => onSort(next)}>
      {column.label}
      {direction && (
        <Icon name={direction === 'descending' ? 'arrowDown' : 'arrowUp'} sizePx={11} />
      )}
    </button>
  );
}
