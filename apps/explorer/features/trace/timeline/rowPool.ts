import { type Indentation, indentationOf } from './indentation.ts';
import { positionsInSight, ROW_HEIGHT_PX } from './layoutBars.ts';
import { createRowElement, fillRow, type RowElement } from './rowElement.ts';
import type { TimelineState } from './timelineStore.ts';

export interface RowsInSight {
  readonly offsetPx: number;
  readonly heightPx: number;
  /** Room for indentation, at most. */
  readonly indentRoomPx: number;
}

/**
 * The rows in sight as elements. Scrolling by a row moves one element from one end
 * to the other and fills it; the others keep their place in the document, which
 * stays in reading order.
 */
export class RowPool {
  readonly #container: HTMLElement;
  #elements: RowElement[] = [];
  #first = 0;
  #look: Look | undefined;
  /** What each element shows at present. */
  readonly #rowOf = new Map<RowElement, number>();

  constructor(container: HTMLElement) {
    this.#container = container;
  }

  render(state: TimelineState, inSight: RowsInSight): void {
    const range = positionsInSight({ visible: state.visible, ...inSight });
    const [first, end] = range;
    const indentation = indentationOf(state.columns, state.visible, range, inSight.indentRoomPx);
    const look = { state, indentation };
    if (this.#look === undefined || !isSameLook(this.#look, look)) this.#rowOf.clear();
    this.#look = look;
    this.#rotateTo(first);
    this.#resizeTo(end - first);
    this.#fill(look);
    const shiftPx = first * ROW_HEIGHT_PX - inSight.offsetPx;
    this.#container.style.transform = `translateY(${shiftPx}px)`;
  }

  /** Moves elements that scrolled out to the other end, so that the rest already shows its rows. */
  #rotateTo(first: number): void {
    const moved = first - this.#first;
    this.#first = first;
    if (moved === 0 || Math.abs(moved) >= this.#elements.length) return;
    if (moved > 0) {
      const gone = this.#elements.splice(0, moved);
      this.#elements.push(...gone);
      this.#container.append(...gone.map(({ root }) => root));
    } else {
      const gone = this.#elements.splice(moved);
      this.#elements.unshift(...gone);
      this.#container.prepend(...gone.map(({ root }) => root));
    }
  }

  #resizeTo(count: number): void {
    while (this.#elements.length < count) {
      const made = createRowElement();
      this.#elements.push(made);
      this.#container.append(made.root);
    }
    for (const parts of this.#elements.splice(count)) {
      this.#rowOf.delete(parts);
      parts.root.remove();
    }
  }

  #fill({ state, indentation }: Look): void {
    for (const [index, parts] of this.#elements.entries()) {
      const position = this.#first + index;
      const row = state.visible.rowAt(position);
      if (this.#rowOf.get(parts) === row) continue;
      fillRow(parts, state, row, indentation);
      parts.root.setAttribute('aria-rowindex', String(position + 1));
      this.#rowOf.set(parts, row);
    }
  }
}

/** Everything but the position that decides how a row looks. */
interface Look {
  readonly state: TimelineState;
  readonly indentation: Indentation;
}

function isSameLook(before: Look, after: Look): boolean {
  return (
    before.state.columns === after.state.columns &&
    before.state.visible === after.state.visible &&
    before.state.activeRow === after.state.activeRow &&
    before.state.selectedRow === after.state.selectedRow &&
    before.state.highlight === after.state.highlight &&
    before.indentation.skippedLevels === after.indentation.skippedLevels &&
    before.indentation.maxLevels === after.indentation.maxLevels
  );
}
