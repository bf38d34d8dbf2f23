import { ROW_FLAGS } from '../../../../../shared/columns/traceColumns.ts';
import { STAGE_LABELS, STAGE_LETTERS, STAGES } from '../../../../../shared/pipeline/stages.ts';
import { countOf, formatCount } from '../../../../../shared/stats/formatCount.ts';
import { formatDuration } from '../../../../../shared/time/formatDuration.ts';
import { type Indentation, indentPx } from './indentation.ts';
import styles from './timeline.module.css';
import type { TimelineState } from './timelineStore.ts';

/** One row of the treegrid: made once, filled again and again as the rows in sight change. */
export interface RowElement {
  readonly root: HTMLElement;
  readonly indent: HTMLElement;
  readonly depth: HTMLElement;
  readonly twisty: HTMLElement;
  readonly stage: HTMLElement;
  readonly operation: HTMLElement;
  readonly service: HTMLElement;
  readonly marks: HTMLElement;
  readonly duration: HTMLElement;
}

export function createRowElement(): RowElement {
  const root = element('div', styles.row, 'row');
  const name = element('div', styles.name, 'gridcell');
  const duration = element('div', styles.duration, 'gridcell');
  const parts = {
    indent: element('span', styles.indent),
    depth: element('span', styles.depth),
    twisty: element('span', styles.twisty),
    stage: element('span', styles.stage),
    operation: element('span', styles.operation),
    service: element('span', styles.service),
    marks: element('span', styles.marks),
  };
  // The row's own aria-expanded and the arrow keys say and do what the twisty does.
  parts.twisty.setAttribute('aria-hidden', 'true');
  parts.indent.setAttribute('aria-hidden', 'true');
  parts.depth.setAttribute('aria-hidden', 'true');
  name.append(...Object.values(parts));
  root.append(name, duration);
  return { root, duration, ...parts };
}

export const rowElementId = (row: number): string => `span-row-${row}`;

/** Shows a row of the trace; texts are set as text, whatever they hold. */
export function fillRow(
  parts: RowElement,
  state: TimelineState,
  row: number,
  indentation: Indentation,
): void {
  const { columns, collapsed } = state;
  const depth = columns.depth[row] ?? 0;
  const subtreeSize = columns.subtreeSize[row] ?? 1;
  const isCollapsed = collapsed.has(row);
  const stage = STAGES[columns.stage[row] ?? 0] ?? 'other';
  const operation = columns.operations[columns.operation[row] ?? 0] ?? '';
  const { root } = parts;

  root.id = rowElementId(row);
  root.dataset.row = String(row);
  setOrRemove(root, 'aria-expanded', subtreeSize > 1 ? String(!isCollapsed) : undefined);
  root.setAttribute('aria-level', String(depth + 1));
  root.setAttribute('aria-selected', String(row === state.selectedRow));
  root.toggleAttribute('data-active', row === state.activeRow);
  root.toggleAttribute('data-dimmed', state.highlight !== undefined && !state.highlight.isIn[row]);

  parts.indent.style.width = `${indentPx(indentation, depth)}px`;
  const isFarDown = indentation.skippedLevels > 0 || depth > indentation.maxLevels;
  parts.depth.textContent = isFarDown ? formatCount(depth + 1) : '';
  parts.twisty.dataset.state = subtreeSize > 1 ? (isCollapsed ? 'closed' : 'open') : 'none';
  parts.stage.dataset.stage = stage;
  parts.stage.textContent = STAGE_LETTERS[stage];
  parts.stage.title = STAGE_LABELS[stage];
  parts.operation.textContent = operation === '' ? '(no name)' : clip(operation);
  parts.service.textContent = clip(columns.services[columns.service[row] ?? 0] ?? '');
  parts.marks.replaceChildren(...marksOf(state, row, isCollapsed));
  parts.duration.textContent = formatDuration(columns.rowDurationUs[row] ?? 0);
}

interface FlagMark {
  readonly flag: number;
  readonly text: string;
  readonly title: string;
}

const FLAG_MARKS: readonly FlagMark[] = [
  {
    flag: ROW_FLAGS.missingParent,
    text: 'parent missing',
    title: 'Its parent span is not in the trace, so it is drawn as a root.',
  },
  {
    flag: ROW_FLAGS.cycle,
    text: 'parent cycle',
    title: 'Its parent is a descendant of it; the cycle is opened here.',
  },
  {
    flag: ROW_FLAGS.duplicateId,
    text: 'same id twice',
    title: 'Another span of this trace has the same id.',
  },
  {
    flag: ROW_FLAGS.negative,
    text: 'ends before it starts',
    title: 'The span ended before it started; it is drawn as an instant.',
  },
];

function marksOf(state: TimelineState, row: number, isCollapsed: boolean): readonly HTMLElement[] {
  const { columns, errorsBelow } = state;
  const flags = columns.flags[row] ?? 0;
  const marks: HTMLElement[] = [];
  if ((flags & ROW_FLAGS.error) !== 0) marks.push(errorMark('error', styles.error));
  const hiddenErrors = isCollapsed ? (errorsBelow[row] ?? 0) : 0;
  if (hiddenErrors > 0) {
    marks.push(errorMark(`${countOf(hiddenErrors, 'error')} inside`, styles.hiddenError));
  }
  if (isCollapsed) {
    const hidden = element('span', styles.hiddenCount);
    hidden.textContent = `+${formatCount((columns.subtreeSize[row] ?? 1) - 1)}`;
    hidden.title = 'Spans inside; click the arrow or press → to show them.';
    marks.push(hidden);
  }
  for (const { flag, text, title } of FLAG_MARKS) {
    if ((flags & flag) === 0) continue;
    const mark = element('span', styles.flag);
    mark.textContent = text;
    mark.title = title;
    marks.push(mark);
  }
  return marks;
}

function errorMark(label: string, className: string | undefined): HTMLElement {
  const mark = element('span', className, 'img');
  mark.setAttribute('aria-label', label);
  mark.title = label;
  mark.textContent = '✕';
  return mark;
}

/** Names go up to megabytes; no column shows more than this. */
const MAX_NAME_CHARACTERS = 240;

function clip(text: string): string {
  return text.length <= MAX_NAME_CHARACTERS ? text : `${text.slice(0, MAX_NAME_CHARACTERS)}…`;
}

function element(tag: 'div' | 'span', className: string | undefined, role?: string): HTMLElement {
  const made = document.createElement(tag);
  if (className !== undefined) made.className = className;
  if (role !== undefined) made.setAttribute('role', role);
  return made;
}

function setOrRemove(target: Element, name: string, value: string | undefined): void {
  if (value === undefined) target.removeAttribute(name);
  else target.setAttribute(name, value);
}
