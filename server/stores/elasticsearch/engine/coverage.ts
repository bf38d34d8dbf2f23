import type { Completeness } from '../../../../shared/api/completeness.ts';
import { deepestCause } from './failures.ts';
import { listOf, memberOf, numberOf, textOf } from './json.ts';

type Shards = NonNullable<Completeness['shards']>;

/** Gathers what the answers of one call covered: the worst of them counts. */
export class Coverage {
  #isComplete = true;
  #isTimedOut = false;
  #shards: Shards | undefined;
  readonly #notes = new Set<string>();

  note(sentence: string): void {
    this.#notes.add(sentence);
  }

  /** Something that matches may be missing, for the reason in this sentence. */
  missing(sentence: string): void {
    this.#isComplete = false;
    this.#notes.add(sentence);
  }

  /** Takes in one answer; true when something is missing from it. */
  add(answer: unknown): boolean {
    const before = this.#isComplete;
    this.#isComplete = true;
    this.#addShards(memberOf(answer, '_shards'));
    this.#addClusters(memberOf(answer, '_clusters'));
    if (memberOf(answer, 'timed_out') === true) {
      this.#isTimedOut = true;
      this.missing('The engine ran out of time; what it had found until then is shown.');
    }
    const isPartial = !this.#isComplete;
    this.#isComplete &&= before;
    return isPartial;
  }

  /** Takes in what the answers of another call covered. */
  absorb({ isComplete, isTimedOut, shards, notes }: Completeness): void {
    this.#isComplete &&= isComplete;
    this.#isTimedOut ||= isTimedOut;
    for (const sentence of notes) this.#notes.add(sentence);
    if (shards === undefined) return;
    if (this.#shards === undefined || isWorse(shards, this.#shards)) this.#shards = shards;
  }

  completeness(own: Partial<Completeness> = {}): Completeness {
    return {
      ...own,
      isComplete: this.#isComplete && own.isComplete !== false,
      isTimedOut: this.#isTimedOut || own.isTimedOut === true,
      notes: [...new Set([...this.#notes, ...(own.notes ?? [])])],
      ...(this.#shards !== undefined && { shards: this.#shards }),
    };
  }

  #addShards(value: unknown): void {
    const count = (name: keyof Shards) => numberOf(memberOf(value, name)) ?? 0;
    const shards = {
      total: count('total'),
      successful: count('successful'),
      skipped: count('skipped'),
      failed: count('failed'),
    };
    // A shard without any living copy is in no other count.
    const failed = Math.max(shards.failed, shards.total - shards.successful);
    if (this.#shards === undefined || isWorse({ ...shards, failed }, this.#shards)) {
      this.#shards = { ...shards, failed };
    }
    if (failed > 0) this.missing(shardSentence(failed, shards.total, memberOf(value, 'failures')));
  }

  #addClusters(value: unknown): void {
    const skipped = numberOf(memberOf(value, 'skipped')) ?? 0;
    if (skipped === 0) return;
    const total = numberOf(memberOf(value, 'total')) ?? skipped;
    this.missing(`${skipped} of ${total} clusters did not answer; their spans are missing.`);
  }
}

const isWorse = (shards: Shards, than: Shards): boolean =>
  shards.failed > than.failed || (shards.failed === than.failed && shards.total > than.total);

function shardSentence(failed: number, total: number, failures: unknown): string {
  const [first] = listOf(failures);
  const { type, reason } = deepestCause(first);
  const index = textOf(memberOf(first, 'index'));
  const where = index === undefined ? '' : `, among them of ${index}`;
  const why = type === '' ? '' : `: ${type}${reason === '' ? '' : `, ${reason}`}`;
  return `${failed} of ${total} shards failed${where}${why}.`.replace(/\.\.$/, '.');
}
