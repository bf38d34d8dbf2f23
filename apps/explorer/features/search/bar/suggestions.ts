import type { FieldsAnswer, FieldValuesAnswer } from '../../../../../shared/api/answers.ts';
import type { Suggestion } from '../../../../../shared/query/applyCompletion.ts';
import { builtInKeys, type Completion } from '../../../../../shared/query/complete.ts';

/** One line of the list under the query bar. */
export interface Option {
  readonly label: string;
  readonly detail?: string;
  readonly count?: number;
  readonly pick: Suggestion | { readonly kind: 'query'; readonly text: string };
}

export interface OptionList {
  readonly title: string;
  /** The part of a label that is typed already. */
  readonly typed: string;
  readonly options: readonly Option[];
}

const MAX_OPTIONS = 50;

/** What to offer at the cursor, from the data's answers as far as they are there. */
export function listOptions(
  completion: Completion,
  fields: FieldsAnswer | undefined,
  values: FieldValuesAnswer | undefined,
): OptionList {
  switch (completion.kind) {
    case 'key':
      return {
        title: 'Fields and attributes',
        typed: completion.prefix,
        options: keyOptions(completion, fields).slice(0, MAX_OPTIONS),
      };
    case 'value':
      return {
        title: `Values of ${completion.field}`,
        typed: completion.prefix,
        options: valueOptions(completion, values).slice(0, MAX_OPTIONS),
      };
    case 'choice':
      return {
        title: `Values of ${completion.field}`,
        typed: completion.prefix,
        options: completion.choices
          .filter((choice) => contains(choice, completion.prefix))
          .map((choice) => ({ label: choice, pick: { kind: 'value', text: choice } })),
      };
    case 'operator':
      return {
        title: 'Operators',
        typed: '',
        options: completion.operators.map((operator) => ({
          label: operator,
          detail: OPERATOR_MEANINGS[operator] ?? '',
          pick: { kind: 'operator', operator },
        })),
      };
    case 'keyword':
      return { title: 'Go on with', typed: completion.prefix, options: keywordOptions(completion) };
  }
}

/** Earlier queries that begin with what is in the bar; for an empty bar, all of them. */
export function recentOptions(text: string, recent: readonly string[]): readonly Option[] {
  const typed = text.trim();
  return recent
    .filter((query) => query !== typed && contains(query, typed))
    .slice(0, 5)
    .map((query) => ({ label: query, detail: 'recent', pick: { kind: 'query', text: query } }));
}

const OPERATOR_MEANINGS: Readonly<Record<string, string>> = {
  '=': 'is',
  '!=': 'is not, on any span',
  '=~': 'matches a regular expression',
  '>': 'more than',
  '>=': 'at least',
  '<': 'less than',
  '<=': 'at most',
};

type Of<K extends Completion['kind']> = Extract<Completion, { readonly kind: K }>;

function keyOptions(completion: Of<'key'>, fields: FieldsAnswer | undefined): readonly Option[] {
  const { prefix, where } = completion;
  const builtIns = builtInKeys(where).filter((name) => contains(name, prefix));
  const counts = new Map(fields?.fields.map(({ name, count }) => [name, count]));
  const options: Option[] = [];
  for (const name of builtIns) {
    options.push({ ...keyOption(name, 'field', counts.get(name)), pick: { kind: 'field', name } });
  }
  for (const { name, kind, count } of fields?.fields ?? []) {
    // Some fields are attribute keys as well (`db.status`) and mean both.
    if (kind === 'builtin' || builtIns.includes(name)) continue;
    options.push({
      ...keyOption(name, 'attribute', count),
      pick: { kind: 'attribute', key: name },
    });
  }
  options.sort((a, b) => rank(a.label, prefix) - rank(b.label, prefix));
  return prefix === '' ? options : [...options, ...keywordOptions(completion)];
}

function keyOption(label: string, detail: string, count: number | undefined) {
  return { label, detail, ...(count !== undefined && { count }) };
}

function valueOptions(
  { prefix, listed }: Of<'value'>,
  values: FieldValuesAnswer | undefined,
): readonly Option[] {
  const options: Option[] = [];
  for (const { value, count } of values?.values ?? []) {
    if (value === '' || listed.includes(value)) continue;
    options.push({ label: value, count, pick: { kind: 'value', text: value } });
  }
  return options.toSorted((a, b) => rank(a.label, prefix) - rank(b.label, prefix));
}

function keywordOptions({ keywords }: Of<'key'> | Of<'keyword'>): readonly Option[] {
  return keywords.map((word) => ({ label: word, pick: { kind: 'keyword', word } }));
}

/** Exact before prefix before the rest; equals keep their order, which is by frequency. */
function rank(label: string, typed: string): number {
  const lower = label.toLowerCase();
  const wanted = typed.toLowerCase();
  if (lower === wanted) return 0;
  return lower.startsWith(wanted) ? 1 : 2;
}

function contains(text: string, typed: string): boolean {
  return text.toLowerCase().includes(typed.toLowerCase());
}
