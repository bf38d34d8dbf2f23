import { type KeyboardEvent, useCallback, useState } from 'react';
import { useLocation } from 'wouter';
import type { TraceSummary } from '../../../../../shared/summary/traceSummary.ts';
import { useTooltipStore } from '../../../ui/tooltip/tooltipStore.ts';
import { traceHref } from './traceHref.ts';

export interface RowCursor {
  readonly activeIndex: number | undefined;
  readonly activate: (index: number) => void;
  readonly move: (rows: number) => void;
  readonly open: () => void;
  readonly onKeyDown: (event: KeyboardEvent) => void;
}

const PAGE_ROWS = 15;

/** The row the keyboard is on. It belongs to one search: another one starts without it. */
export function useRowCursor(traces: readonly TraceSummary[], searchKey: string): RowCursor {
  const [cursor, setCursor] = useState<{ readonly searchKey: string; readonly index: number }>();
  const [, navigate] = useLocation();
  const hide = useTooltipStore((state) => state.hide);
  const activeIndex = cursor?.searchKey === searchKey ? cursor.index : undefined;
  const lastIndex = traces.length - 1;

  const activate = useCallback(
    (index: number) => {
      hide();
      if (lastIndex < 0) return;
      setCursor({ searchKey, index: Math.max(0, Math.min(lastIndex, index)) });
    },
    [lastIndex, searchKey, hide],
  );
  const move = (rows: number) =>
    activate(activeIndex === undefined ? (rows > 0 ? 0 : lastIndex) : activeIndex + rows);
  const open = () => {
    const trace = activeIndex === undefined ? undefined : traces[activeIndex];
    if (trace) navigate(traceHref(trace));
  };

  const actions = new Map([
    ['ArrowDown', () => move(1)],
    ['ArrowUp', () => move(-1)],
    ['PageDown', () => move(PAGE_ROWS)],
    ['PageUp', () => move(-PAGE_ROWS)],
    ['Home', () => activate(0)],
    ['End', () => activate(lastIndex)],
    ['Enter', open],
  ]);

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const act = actions.get(event.key);
    if (act === undefined) return;
    event.preventDefault();
    act();
  };
  return { activeIndex, activate, move, open, onKeyDown };
}
