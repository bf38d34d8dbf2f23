import type { IdleStretch } from '../../../../../shared/columns/idleStretches.ts';
import { STAGE_LABELS, STAGES } from '../../../../../shared/pipeline/stages.ts';
import { formatDuration } from '../../../../../shared/time/formatDuration.ts';
import { type AxisTick, axisTicks } from './axisTicks.ts';
import type { FoldMark } from './drawBars.ts';
import styles from './timeline.module.css';
import { openFold, type TimelineState, type TimelineStore } from './timelineStore.ts';

/** The ruler above the tracks: labels at round times and a button on each folded stretch. */
export class AxisView {
  readonly #container: HTMLElement;
  readonly #store: TimelineStore;
  readonly #labels: HTMLElement[] = [];
  readonly #buttons = new Map<number, HTMLElement>();

  constructor(container: HTMLElement, store: TimelineStore) {
    this.#container = container;
    this.#store = store;
  }

  /** Draws the ruler and answers what the tracks below repeat of it. */
  render(
    state: TimelineState,
    widthPx: number,
    isFinding: (stretch: IdleStretch) => boolean,
  ): { readonly ticks: readonly AxisTick[]; readonly folds: readonly FoldMark[] } {
    const ticks = axisTicks(state.axis, state.window, widthPx);
    this.#renderLabels(ticks);
    const folds: FoldMark[] = [];
    const pxPerPosition = widthPx / (state.window.to - state.window.from);
    const inSight = new Set<number>();
    for (const stretch of foldedStretches(state)) {
      const leftPx = (state.axis.positionOf(stretch.fromUs) - state.window.from) * pxPerPosition;
      const foldPx = state.axis.foldLength * pxPerPosition;
      if (leftPx + foldPx <= 0 || leftPx >= widthPx) continue;
      const mark = { leftPx, widthPx: foldPx, isFinding: isFinding(stretch) };
      folds.push(mark);
      inSight.add(stretch.fromUs);
      this.#renderFold(state, stretch, mark, widthPx);
    }
    for (const [fromUs, button] of this.#buttons) {
      if (inSight.has(fromUs)) continue;
      button.remove();
      this.#buttons.delete(fromUs);
    }
    return { ticks, folds };
  }

  #renderLabels(ticks: readonly AxisTick[]): void {
    while (this.#labels.length < ticks.length) {
      const label = document.createElement('span');
      label.className = styles.tick ?? '';
      this.#labels.push(label);
      this.#container.append(label);
    }
    for (const [index, label] of this.#labels.entries()) {
      const tick = ticks[index];
      label.hidden = tick === undefined;
      if (tick === undefined) continue;
      if (label.textContent !== tick.label) label.textContent = tick.label;
      label.toggleAttribute('data-before', tick.isBefore === true);
      label.style.transform = `translateX(${tick.xPx}px)`;
    }
  }

  #renderFold(state: TimelineState, stretch: IdleStretch, mark: FoldMark, trackPx: number): void {
    const button = this.#buttons.get(stretch.fromUs) ?? this.#createFold(state, stretch);
    button.toggleAttribute('data-finding', mark.isFinding);
    const leftPx = Math.max(0, mark.leftPx);
    const rightPx = Math.min(trackPx, mark.leftPx + mark.widthPx);
    button.style.transform = `translateX(${leftPx}px)`;
    button.style.width = `${rightPx - leftPx}px`;
    const waited = formatDuration(stretch.toUs - stretch.fromUs);
    const label = rightPx - leftPx < FULL_FOLD_LABEL_PX ? waited : `${waited} waiting`;
    if (button.textContent !== label) button.textContent = label;
  }

  #createFold(state: TimelineState, stretch: IdleStretch): HTMLElement {
    const button = document.createElement('button');
    button.type = 'button';
    button.className = styles.fold ?? '';
    const waited = formatDuration(stretch.toUs - stretch.fromUs);
    const between = `between ${stageLabel(state, stretch.rowBefore)} and ${stageLabel(state, stretch.rowAfter)}`;
    button.title = `No span ran for ${waited} ${between}. Drawn short: click to draw it in full.`;
    button.setAttribute('aria-label', `${waited} waiting ${between}: draw in full`);
    button.addEventListener('click', () => openFold(this.#store, stretch));
    this.#buttons.set(stretch.fromUs, button);
    this.#container.append(button);
    return button;
  }
}

const FULL_FOLD_LABEL_PX = 96;

function foldedStretches({ idle, axis }: TimelineState): readonly IdleStretch[] {
  return idle.filter(({ fromUs }) => axis.folds.some((fold) => fold.fromUs === fromUs));
}

function stageLabel({ columns }: TimelineState, row: number): string {
  return STAGE_LABELS[STAGES[columns.stage[row] ?? 0] ?? 'other'];
}
