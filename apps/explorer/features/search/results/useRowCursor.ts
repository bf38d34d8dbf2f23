import { type KeyboardEvent, useCallback, useEffect, useMemo, useState } from 'react';
import { useLocation } from 'wouter';
import type { TraceSummary } from '../../../../../shared/summary/traceSummary.ts';
import { useTooltipStore } from '../../../ui/tooltip/tooltipStore.ts';
import { useDebounced } from '../../../ui/useDebounced.ts';
import { traceHref } from './traceHref.ts';

export interface RowCursor {
  readonly activeIndex: number | undefined;
  readonly activate: (index: number) => void;
  readonly move: (rows: number) => void;
  readonly open: () => void;
  readonly onKeyDown: (event: KeyboardEvent) => void;
}

const PAGE_ROWS = 15;
/** Browsers refuse more than about a hundred changes of the address in half a minute. */
const ADDRESS_PAUSE_MS = 300;

/**
 * The row the keyboard is on. The address remembers it, so that coming back
 * from a trace finds the row one left from.
 */
export function useRowCursor(
  traces: readonly TraceSummary[],
  selectedId: string | undefined,
  onSelect: (traceId: string) => void,
): RowCursor {
  const [movedToId, setMovedToId] = useState<string>();
  const [, navigate] = useLocation();
  const hide = useTooltipStore((state) => state.hide);
  const activeId = movedToId ?? selectedId;
  const activeIndex = useMemo(() => indexOf(traces, activeId), [traces, activeId]);
  const lastIndex = traces.length - 1;

  const settledId = useDebounced(movedToId, ADDRESS_PAUSE_MS);
  useEffect(() => {
    if (settledId !== undefined && settledId === movedToId && settledId !== selectedId) {
      onSelect(settledId);
    }
  }, [settledId, movedToId, selectedId, onSelect]);

  const activate = useCallback(
    (index: number) => {
      hide();
      const trace = traces[Math.max(0, Math.min(lastIndex, index))];
      if (trace) setMovedToId(trace.traceId);
    },
    [traces, lastIndex, hide],
  );
  const move = (rows: number) => {
    if (activeIndex !== undefined) activate(activeIndex + rows);
    else activate(rows > 0 ? 0 : lastIndex);
  };
  const open = () => {
    const trace = activeIndex === undefined ? undefined : traces[activeIndex];
    if (trace === undefined) return;
    onSelect(trace.traceId);
    navigate(traceHref(trace));
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

function indexOf(traces: readonly TraceSummary[], traceId: string | undefined): number | undefined {
  if (traceId === undefined) return undefined;
  const index = traces.findIndex((trace) => trace.traceId === traceId);
  return index < 0 ? undefined : index;
}
