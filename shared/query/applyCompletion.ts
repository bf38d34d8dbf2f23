import type { AttributePlace } from './ast.ts';
import type { Completion } from './complete.ts';
import { FIELD_TYPES, isColonWord, isSpanField, isTraceField } from './fields.ts';
import { printKey, printValue } from './print.ts';
import type { Keyword } from './token.ts';

/** What somebody picked from the list under the query bar. */
export type Suggestion =
  /** A built-in name: `service`, `is`, `trace.duration`. */
  | { readonly kind: 'field'; readonly name: string }
  | { readonly kind: 'attribute'; readonly key: string; readonly place?: AttributePlace }
  | { readonly kind: 'keyword'; readonly word: Keyword }
  | { readonly kind: 'operator'; readonly operator: string }
  | { readonly kind: 'value'; readonly text: string };

export interface CompletedText {
  readonly text: string;
  /** Where to go on typing. */
  readonly cursor: number;
}

/**
 * The text with the suggestion in place of what was typed, quoted where it must be. A key brings
 * its most likely operator along, a finished term the space before the next one.
 */
export function applyCompletion(
  text: string,
  completion: Completion,
  suggestion: Suggestion,
): CompletedText {
  const { start, end } = completion;
  const { written, isFinished } = write(completion, suggestion);
  const rest = text.slice(end);
  const isSeparated = /^[\s)}]/.test(rest);
  const insert = isFinished && !isSeparated ? `${written} ` : written;
  return { text: text.slice(0, start) + insert + rest, cursor: start + insert.length };
}

interface Written {
  readonly written: string;
  /** Nothing more belongs to the term. */
  readonly isFinished: boolean;
}

function write(completion: Completion, suggestion: Suggestion): Written {
  const hasOperator = completion.kind === 'key' && completion.hasOperator;
  switch (suggestion.kind) {
    case 'field': {
      const operator = hasOperator ? '' : operatorOf(suggestion.name);
      return { written: `${suggestion.name}${operator}`, isFinished: false };
    }
    case 'attribute': {
      const where = completion.kind === 'key' ? completion.where : 'trace';
      const key = printKey(suggestion.key, suggestion.place, where);
      return { written: hasOperator ? key : `${key}=`, isFinished: false };
    }
    case 'keyword':
      return { written: suggestion.word, isFinished: true };
    case 'operator':
      return { written: suggestion.operator, isFinished: false };
    case 'value':
      return { written: printValue(suggestion.text), isFinished: endsTerm(completion) };
  }
}

/** A list goes on until it is closed; a stage may be followed by `..` or a comparison. */
function endsTerm(completion: Completion): boolean {
  if (completion.kind !== 'value' && completion.kind !== 'choice') return true;
  if (completion.isInList) return false;
  return completion.field !== 'gap' && completion.field !== 'stage';
}

function operatorOf(name: string): string {
  if (isColonWord(name)) return ':';
  if (!isSpanField(name) && !isTraceField(name)) return '=';
  const { holds } = FIELD_TYPES[name];
  return holds === 'count' || holds === 'duration' ? '>' : '=';
}
