import { useQuery } from '@tanstack/react-query';
import { useMemo, useRef } from 'react';
import { parseQuery } from '../../../../shared/query/parser.ts';
import { canImport } from '../../api/canImport.ts';
import { type Scope, sourceQuery } from '../../api/queries.ts';
import controls from '../../ui/controls/controls.module.css';
import { TopBarSlot } from '../../ui/shell/TopBarSlot.tsx';
import { useShortcuts } from '../../ui/shortcuts/useShortcuts.ts';
import { shiftBy, zoomBy } from '../../ui/time/fixedRange.ts';
import { TimeRangePicker } from '../../ui/time/TimeRangePicker.tsx';
import { useOpenPaste } from '../../ui/useOpenPaste.ts';
import { SearchBar } from './bar/SearchBar.tsx';
import { TimeChart } from './chart/TimeChart.tsx';
import { FacetPanel } from './facets/FacetPanel.tsx';
import { DropTarget, ImportButton } from './import/DropTarget.tsx';
import { ImportPanel } from './import/ImportPanel.tsx';
import { useImports } from './import/useImports.ts';
import { ColumnPicker } from './results/ColumnPicker.tsx';
import { columnIdsOf, ResultsPanel } from './results/ResultsPanel.tsx';
import { SummaryLine } from './results/SummaryLine.tsx';
import { useRowCursor } from './results/useRowCursor.ts';
import styles from './searchPage.module.css';
import { useHistogram, useSearchData } from './useSearchData.ts';
import { useSearchState } from './useSearchState.ts';

export function SearchPage() {
  const state = useSearchState();
  const { url, range } = state;
  const barRef = useRef<HTMLInputElement>(null);
  const scope: Scope = useMemo(() => ({ q: url.q, ...range }), [url.q, range]);
  const parsed = useMemo(() => parseQuery(url.q), [url.q]);
  const data = useSearchData(scope, url.sort, parsed.ok);
  const histogram = useHistogram(scope, parsed.ok);
  const imports = useImports();
  const source = useQuery(sourceQuery());
  const takesFiles = canImport(source.data);
  const openPaste = useOpenPaste();
  const cursor = useRowCursor(data.traces, url.selected, state.select);

  useShortcuts('Search', [
    { keys: ['/'], does: 'write a query', on: ['/'], run: () => barRef.current?.focus() },
    { keys: ['j', '↓'], does: 'next trace', on: ['j', 'ArrowDown'], run: () => cursor.move(1) },
    { keys: ['k', '↑'], does: 'previous trace', on: ['k', 'ArrowUp'], run: () => cursor.move(-1) },
    { keys: ['Enter'], does: 'open the trace', on: ['Enter', 'o'], run: cursor.open },
    { keys: ['Home', 'End'], does: 'first and last trace loaded' },
    {
      keys: ['+', '-'],
      does: 'zoom in, zoom out',
      on: ['+', '=', '-'],
      run: ({ key }) => state.setRange(zoomBy(range, key === '-' ? 2 : 0.5)),
    },
    {
      keys: [',', '.'],
      does: 'earlier, later',
      on: [',', '.'],
      run: ({ key }) => state.setRange(shiftBy(range, key === ',' ? -0.5 : 0.5)),
    },
    { keys: ['b'], does: 'back to the range before', on: ['b'], run: () => state.undoRange?.() },
  ]);
  return (
    <div className={styles.page}>
      <h1 className={controls.hidden}>Search</h1>
      <TopBarSlot>
        <TimeRangePicker
          range={range}
          last={url.last}
          onChooseLast={state.setLast}
          onChooseFixed={state.setRange}
        />
        {takesFiles && <ImportButton onFiles={imports.start} />}
      </TopBarSlot>
      {takesFiles && <DropTarget onFiles={imports.start} />}
      <ImportPanel imports={imports} />
      <SearchBar query={url.q} inputRef={barRef} onSearch={state.setQuery} onOpen={openPaste} />
      {parsed.ok ? (
        <div className={styles.content}>
          <FacetPanel
            state={state}
            scope={scope}
            query={parsed.value}
            totalCount={data.lastPage?.total.value ?? 0}
            isQuiet={data.error !== null}
          />
          <div className={styles.results}>
            <TimeChart
              histogram={histogram}
              isQuiet={data.error !== null}
              range={range}
              onZoom={state.setRange}
              onUndo={state.undoRange}
            />
            <div className={styles.tools}>
              <SummaryLine
                page={data.lastPage}
                histogram={histogram.answer}
                isStale={data.isStale}
                isFailed={data.isFailed}
              />
              <ColumnPicker columnIds={columnIdsOf(url.columns)} onChange={state.setColumns} />
            </div>
            <ResultsPanel data={data} state={state} scope={scope} cursor={cursor} />
          </div>
        </div>
      ) : (
        <p className={styles.unread}>
          This query cannot be read, so nothing was searched. Mend it above: the wavy line shows
          where it goes wrong, <kbd>?</kbd> explains the language.
        </p>
      )}
    </div>
  );
}
