import { RecentMap } from '../../../shared/recentMap.ts';
import type { TraceSummary } from '../../../shared/summary/traceSummary.ts';
import { SequenceIds } from './sequenceIds.ts';
import type { LabelBuffers } from './sliceTables.ts';
import { encodeShape, stepThroughShape } from './summaryShape.ts';

const LABELS_KEPT = 50_000;
const STEPS_KEPT = 50_000;
/** Larger ones are those of a few huge traces. */
const MOST_STEPS = 256;
const FEW_LABELS = 32;
const LARGE_SETS_KEPT = 100;

/**
 * Gives the texts of summaries, and sets of them, their ids, and puts the rows of new ones into the
 * buffers. What the dictionary of a slice's spans says of forgetting and of failed commits holds
 * here, too.
 */
export class LabelDictionary {
  readonly #buffers: LabelBuffers;
  #lastId: number;
  readonly #labels: RecentMap<string, number>[] = [];
  readonly #labelSets = new SequenceIds(STEPS_KEPT);
  readonly #largeLabelSets = new RecentMap<string, number>(LARGE_SETS_KEPT);
  readonly #shapes = new SequenceIds(STEPS_KEPT);

  constructor(buffers: LabelBuffers, lastId = 0) {
    this.#buffers = buffers;
    this.#lastId = lastId;
  }

  /** Id of a text of summaries; 0 for an absent one. Fields have their own ids. */
  labelId(field: number, text: string | undefined): number {
    if (text === undefined) return 0;
    this.#labels[field] ??= new RecentMap(LABELS_KEPT);
    const known = this.#labels[field].get(text);
    if (known !== undefined) return known;
    const id = ++this.#lastId;
    this.#labels[field].set(text, id);
    const { columns } = this.#buffers.label;
    const row = this.#buffers.label.addRow();
    columns.id.values[row] = id;
    columns.field.values[row] = field;
    columns.txt.set(row, text);
    return id;
  }

  /** Id of a set of labels; the order of `texts`, in which each stands once, does not matter to it. */
  labelSetId(field: number, texts: readonly string[]): number {
    return this.setIdOf(texts.map((text) => this.labelId(field, text)));
  }

  /** The same by the labels' ids. */
  setIdOf(labels: readonly number[]): number {
    const ids = sorted(labels);
    return ids.length > MOST_STEPS ? this.#largeLabelSetId(ids) : this.#fewLabelsId(ids);
  }

  #fewLabelsId(ids: readonly number[]): number {
    const known = this.#labelSets.begin();
    for (const id of ids) known.add(id);
    if (known.id === 0) known.id = this.#addLabelSet(ids);
    return known.id;
  }

  #largeLabelSetId(ids: readonly number[]): number {
    const name = ids.join();
    const known = this.#largeLabelSets.get(name);
    if (known !== undefined) return known;
    const id = this.#addLabelSet(ids);
    this.#largeLabelSets.set(name, id);
    return id;
  }

  #addLabelSet(ids: readonly number[]): number {
    const id = ++this.#lastId;
    const { columns } = this.#buffers.labelset;
    for (const label of ids) {
      const row = this.#buffers.labelset.addRow();
      columns.id.values[row] = id;
      columns.label.values[row] = label;
    }
    return id;
  }

  /** Id of what traces of one kind have in common. */
  shapeId(field: number, summary: TraceSummary): number {
    const known = stepThroughShape(this.#shapes.begin(), summary);
    if (known.id === 0) known.id = this.labelId(field, encodeShape(summary));
    return known.id;
  }
}

function sorted(unsorted: readonly number[]): readonly number[] {
  const ids = unsorted.slice();
  if (ids.length > FEW_LABELS) return ids.sort((a, b) => a - b);
  // By insertion: the engine's own sort has a cost of about 1 µs whatever it sorts.
  for (let i = 1; i < ids.length; i++) {
    const id = ids[i] ?? 0;
    let at = i;
    for (; at > 0 && (ids[at - 1] ?? 0) > id; at--) ids[at] = ids[at - 1] ?? 0;
    ids[at] = id;
  }
  return ids;
}
