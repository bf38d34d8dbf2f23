/**
 * Ids of sequences of texts and numbers, in a tree with a step for each part: a known sequence is
 * found without anything being made, where a text put together as a key costs 2 µs a summary.
 *
 *     ids.begin().add('a').add(2).id
 */
export class SequenceIds {
  readonly #stepsKept: number;
  #root = new Step();
  #at = this.#root;
  #stepCount = 0;

  /** @param stepsKept  with more of them all are forgotten */
  constructor(stepsKept: number) {
    this.#stepsKept = stepsKept;
  }

  /** Goes back to the empty sequence. */
  begin(): this {
    if (this.#stepCount > this.#stepsKept) {
      this.#root = new Step();
      this.#stepCount = 0;
    }
    this.#at = this.#root;
    return this;
  }

  /** Of two sequences none may be the beginning of the other by chance: lists say how long they are. */
  add(part: string | number): this {
    const known = this.#at.next(part);
    if (known === undefined) this.#stepCount++;
    this.#at = known ?? this.#at.grow(part);
    return this;
  }

  /** Of the sequence since `begin`; 0 when it has none yet. */
  get id(): number {
    return this.#at.id;
  }

  set id(id: number) {
    this.#at.id = id;
  }
}

class Step {
  id = 0;
  /** The first one that followed; most have no other. */
  #onlyPart: string | number | undefined;
  #only: Step | undefined;
  #others: Map<string | number, Step> | undefined;

  next(part: string | number): Step | undefined {
    return part === this.#onlyPart ? this.#only : this.#others?.get(part);
  }

  grow(part: string | number): Step {
    const step = new Step();
    if (this.#only === undefined) {
      this.#onlyPart = part;
      this.#only = step;
    } else {
      this.#others ??= new Map();
      this.#others.set(part, step);
    }
    return step;
  }
}
