import type { CharRange, RegexNode } from './regexNode.ts';
import { parseRegex } from './regexSubset.ts';

/**
 * A predicate that says whether the expression is found anywhere in a text, in time linear in the
 * text: user-written expressions meet values of megabytes here, and a backtracking engine could be
 * held up for hours by `(a+)+$`. `source` comes from a parsed query and so has been checked.
 *
 * Thompson's construction, run as a DFA whose states are made when first reached.
 */
export function regexMatcher(source: string): (text: string) => boolean {
  const regex = parseRegex(source);
  if (!regex.ok) throw new RangeError(`not a checked regular expression: ${regex.error.message}`);
  const program = new Program();
  const anchored: number[] = [];
  const floating: number[] = [];
  for (const { node, startsAtStart, endsAtEnd } of regex.value.alternatives) {
    const accept = program.add(endsAtEnd ? { kind: 'acceptAtEnd' } : { kind: 'accept' });
    (startsAtStart ? anchored : floating).push(program.compile(node, accept));
  }
  const automaton = new Automaton(program, floating);
  const start = automaton.stateOf([...anchored, ...floating]);
  return (text) => automaton.accepts(start, text);
}

type Instruction =
  | { readonly kind: 'accept' }
  | { readonly kind: 'acceptAtEnd' }
  | { kind: 'split'; readonly targets: number[] }
  | {
      readonly kind: 'char';
      readonly ranges: readonly CharRange[];
      readonly isNegated: boolean;
      readonly next: number;
    };

/** Instructions built from the back: every piece is compiled in front of what follows it. */
class Program {
  readonly instructions: Instruction[] = [];

  add(instruction: Instruction): number {
    return this.instructions.push(instruction) - 1;
  }

  /** Depth is bounded by the group depth of the expression. */
  compile(node: RegexNode, next: number): number {
    switch (node.kind) {
      case 'class':
        return this.add({ kind: 'char', ranges: node.ranges, isNegated: node.isNegated, next });
      case 'concat':
        return node.nodes.reduceRight((follow, part) => this.compile(part, follow), next);
      case 'choice':
        return this.add({
          kind: 'split',
          targets: node.nodes.map((part) => this.compile(part, next)),
        });
      case 'repeat':
        return this.compileRepeat(node.node, node.min, node.max, next);
    }
  }

  private compileRepeat(
    node: RegexNode,
    min: number,
    max: number | undefined,
    next: number,
  ): number {
    let entry = next;
    if (max === undefined) {
      const targets = [next];
      entry = this.add({ kind: 'split', targets });
      targets.push(this.compile(node, entry));
    } else {
      for (let optional = min; optional < max; optional++) {
        entry = this.add({ kind: 'split', targets: [next, this.compile(node, entry)] });
      }
    }
    for (let copy = 0; copy < min; copy++) entry = this.compile(node, entry);
    return entry;
  }
}

interface State {
  readonly chars: readonly number[];
  /** Found, whatever follows. */
  readonly isAccepting: boolean;
  /** Found if the text ends here. */
  readonly isAcceptingAtEnd: boolean;
  readonly transitions: Map<number, State>;
}

/** Transitions kept before all are dropped: bounds memory on texts of many scripts. */
const MAX_CACHED_TRANSITIONS = 20_000;

class Automaton {
  private states = new Map<string, State>();
  private cachedTransitions = 0;
  private readonly program: Program;
  private readonly floating: readonly number[];

  constructor(program: Program, floating: readonly number[]) {
    this.program = program;
    this.floating = floating;
  }

  accepts(start: State, text: string): boolean {
    let state = start;
    for (let at = 0; at < text.length; at++) {
      if (state.isAccepting) return true;
      if (state.chars.length === 0 && this.floating.length === 0) return false;
      const codePoint = text.codePointAt(at) ?? 0;
      if (codePoint > 0xffff) at++;
      state = state.transitions.get(codePoint) ?? this.step(state, codePoint);
    }
    return state.isAccepting || state.isAcceptingAtEnd;
  }

  /** The state of being at all these instructions at once, splits followed. */
  stateOf(entries: readonly number[]): State {
    const seen = new Set<number>();
    const pending = [...entries];
    const chars: number[] = [];
    let isAccepting = false;
    let isAcceptingAtEnd = false;
    for (let index = pending.pop(); index !== undefined; index = pending.pop()) {
      const instruction = this.program.instructions[index];
      if (instruction === undefined || seen.has(index)) continue;
      seen.add(index);
      if (instruction.kind === 'split') pending.push(...instruction.targets);
      else if (instruction.kind === 'char') chars.push(index);
      else if (instruction.kind === 'accept') isAccepting = true;
      else isAcceptingAtEnd = true;
    }
    chars.sort((a, b) => a - b);
    const key = `${isAccepting} ${isAcceptingAtEnd} ${chars.join(' ')}`;
    const known = this.states.get(key);
    if (known !== undefined) return known;
    const state = { chars, isAccepting, isAcceptingAtEnd, transitions: new Map() };
    this.states.set(key, state);
    return state;
  }

  private step(from: State, codePoint: number): State {
    const entries = [...this.floating];
    for (const index of from.chars) {
      const instruction = this.program.instructions[index];
      if (instruction?.kind === 'char' && holds(instruction, codePoint))
        entries.push(instruction.next);
    }
    if (this.cachedTransitions++ >= MAX_CACHED_TRANSITIONS) this.dropCache();
    const to = this.stateOf(entries);
    from.transitions.set(codePoint, to);
    return to;
  }

  private dropCache(): void {
    for (const state of this.states.values()) state.transitions.clear();
    this.states = new Map();
    this.cachedTransitions = 0;
  }
}

function holds(
  { ranges, isNegated }: { readonly ranges: readonly CharRange[]; readonly isNegated: boolean },
  codePoint: number,
): boolean {
  for (const [from, to] of ranges) {
    if (codePoint >= from && codePoint <= to) return !isNegated;
  }
  return isNegated;
}
