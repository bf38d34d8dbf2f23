import { FINDING_KINDS, type FindingKind } from '../findings/finding.ts';
import { STAGES, type Stage, stageOrder } from '../pipeline/stages.ts';
import { fail, ok, type Result } from '../result.ts';
import type { AttributePlace, Query, SpanField, SpanTerm, TraceField, ValueTest } from './ast.ts';
import {
  ATTRIBUTE_OF_FIELD,
  FIELD_SYNONYMS,
  FIELD_TYPES,
  isPlace,
  isSpanField,
  isTraceField,
  KEY_SYNONYMS,
} from './fields.ts';
import { matchesParts } from './matchValue.ts';
import { errorAt, type QueryError, unknownName } from './queryError.ts';
import { readComparison, readTest, type WrittenTerm } from './readTest.ts';
import type { OperatorToken, ValueToken, WordToken } from './token.ts';

/** A term and whether it was written as its opposite (`a!=b`, `error=false`). */
export interface Signed<N> {
  readonly node: N;
  readonly isNegated: boolean;
}

type Read<N> = Result<Signed<N>, QueryError>;

/** `gap:broker..rule>1s` and its kin, as the parser found them. */
export interface WrittenColonTerm extends WrittenTerm {
  readonly compare?: { readonly operator: OperatorToken; readonly value?: ValueToken };
}

/** A term outside braces: about the trace, or about any of its spans. */
export function readTraceTerm(term: WrittenTerm): Read<Query> {
  const name = builtInName(term.word);
  if (name === 'finding' || name === 'is') return signed(term, readFinding(term));
  if (name === undefined || !isTraceField(name)) return readSpanTerm(term, 'trace');
  return signed(term, traceFieldTerm(term, name));
}

/** Where a term on one span is written: on any span of a trace, inside braces, or in the search within one trace. */
export type SpanTermPlace = 'trace' | 'braces' | 'oneTrace';

/** A term about one span. */
export function readSpanTerm(term: WrittenTerm, where: SpanTermPlace): Read<SpanTerm> {
  const { word } = term;
  const name = builtInName(word);
  if (name !== undefined && isSpanField(name)) return signed(term, spanFieldTerm(term, name));
  if (where !== 'trace' && name !== undefined && isTraceOnly(name)) {
    return fail(errorAt(word.start, word.end, traceOnlyMessage(name, where)));
  }
  const { place, key } = placeAndKey(word);
  if (key === '') {
    return fail(errorAt(word.start, term.operator.end, 'A key is missing before the operator.'));
  }
  if (!word.isQuoted && key.startsWith('!')) {
    return fail(errorAt(word.start, word.start + 1, 'Write "-" instead of "!" to exclude.'));
  }
  if (!word.isQuoted && key.includes('*')) {
    const message =
      'Keys have no wildcards: write the whole key, or quote it if the "*" is part of it.';
    return fail(errorAt(word.start, word.end, message));
  }
  const test = readTest(term, key, { holds: 'anything' });
  if (!test.ok) return test;
  const isError = key === 'error' ? errorFlag(test.value) : undefined;
  if (isError !== undefined) {
    const node = { kind: 'spanField', field: 'status', test: IS_ERROR } as const;
    return ok({ node, isNegated: isNegation(term) === isError });
  }
  const node = place === undefined ? { key } : { place, key };
  return ok({
    node: { kind: 'attribute', ...node, test: test.value },
    isNegated: isNegation(term),
  });
}

/** `is:orphan`, `gap:broker..rule>1s`, `stage:(function OR db)`. */
export function readColonTerm(term: WrittenColonTerm): Read<Query> {
  const { word, operator, values, compare } = term;
  const isKind = word.text === 'is';
  if (values.length === 0) {
    return fail(errorAt(operator.start, operator.end, MISSING_AFTER_COLON.get(word.text) ?? ''));
  }
  if (compare !== undefined && (isKind || values.length > 1)) {
    const { start, end } = compare.operator;
    const what = isKind ? 'A finding' : 'A list';
    return fail(errorAt(start, end, `${what} is there or not: it cannot be compared.`));
  }
  if (isKind) return signed(term, readFinding(term));
  const limit =
    compare === undefined
      ? undefined
      : readComparison(compare.operator, compare.value, { unit: 'duration' });
  if (limit !== undefined && !limit.ok) return limit;
  const nodes: Query[] = [];
  for (const value of values) {
    const node = word.text === 'gap' ? readGap(value) : readStage(value);
    if (!node.ok) return node;
    nodes.push(limit === undefined ? node.value : { ...node.value, compare: limit.value });
  }
  return signed(term, ok(anyOf(nodes)));
}

const IS_ERROR: ValueTest = { op: '=', value: { parts: ['error'] } };

const MISSING_FINDING = `A finding is missing. Write one of ${FINDING_KINDS.join(', ')}.`;

const MISSING_AFTER_COLON: ReadonlyMap<string, string> = new Map([
  ['is', MISSING_FINDING],
  ['gap', 'A stage is missing after "gap:". Write gap:rule>1s or gap:broker..rule>1s.'],
  ['stage', `A stage is missing after "stage:". Write one of ${STAGES.join(', ')}.`],
]);

function isNegation({ operator }: WrittenTerm): boolean {
  return operator.op === '!=' || operator.op === '!~';
}

function signed<N>(term: WrittenTerm, node: Result<N, QueryError>): Read<N> {
  return node.ok ? ok({ node: node.value, isNegated: isNegation(term) }) : node;
}

function anyOf(nodes: readonly Query[]): Query {
  const [first, ...more] = nodes;
  return first !== undefined && more.length === 0 ? first : { kind: 'or', nodes };
}

/** The built-in name a bare key asks for; a quoted key is always an attribute. */
function builtInName({ text, isQuoted }: WordToken): string | undefined {
  return isQuoted ? undefined : (FIELD_SYNONYMS.get(text) ?? text);
}

function isTraceOnly(name: string): boolean {
  if (name === 'db.system' || name === 'db.status') return false;
  return isTraceField(name) || name === 'finding' || name === 'is';
}

/** Why a term about the whole trace cannot stand where single spans are asked, and what can. */
export function traceOnlyMessage(name: string, where: Exclude<SpanTermPlace, 'trace'>): string {
  const attribute = ATTRIBUTE_OF_FIELD.get(name);
  const why = `"${name}" is about the whole trace and not about one span`;
  if (where === 'braces') {
    const hint = attribute === undefined ? '' : `, or ask the span for ${attribute}`;
    return `${why}: write it outside the braces${hint}.`;
  }
  const hint = attribute === undefined ? 'leave it out here' : `ask for ${attribute} here`;
  return `${why}, and this search looks at the spans of one trace: ${hint}, or write it on the search page, which finds traces.`;
}

function spanFieldTerm(term: WrittenTerm, field: SpanField): Result<SpanTerm, QueryError> {
  const test = readTest(term, field, FIELD_TYPES[field]);
  return test.ok ? ok({ kind: 'spanField', field, test: test.value }) : test;
}

function traceFieldTerm(term: WrittenTerm, field: TraceField): Result<Query, QueryError> {
  const test = readTest(term, field, FIELD_TYPES[field]);
  return test.ok ? ok({ kind: 'traceField', field, test: test.value }) : test;
}

function placeAndKey(word: WordToken): { readonly place?: AttributePlace; readonly key: string } {
  if (word.place !== undefined) return { place: word.place, key: word.text };
  if (word.isQuoted) return { key: word.text };
  const text = KEY_SYNONYMS.get(word.text) ?? word.text;
  const dot = text.indexOf('.');
  const place = text.slice(0, Math.max(0, dot));
  return isPlace(place) ? { place, key: text.slice(dot + 1) } : { key: text };
}

/** True for `error=true`, false for `error=false`, `undefined` for any other test of that key. */
function errorFlag(test: ValueTest): boolean | undefined {
  if (test.op !== '=' || test.value.parts.length !== 1) return undefined;
  const text = test.value.parts[0]?.toLowerCase();
  return text === 'true' ? true : text === 'false' ? false : undefined;
}

/** `is:` and `finding=` with one kind, a list, or a wildcard that stands for all kinds it fits. */
function readFinding({ operator, values }: WrittenTerm): Result<Query, QueryError> {
  if (operator.op !== '=' && operator.op !== '!=' && operator.op !== ':') {
    const { start, end, op } = operator;
    return fail(errorAt(start, end, `A finding is there or not: write finding=, not "${op}".`));
  }
  const kinds = new Set<FindingKind>();
  for (const { parts, start, end } of values) {
    const lowered = parts.map((part) => part.toLowerCase());
    const matching = FINDING_KINDS.filter((kind) => matchesParts(kind, lowered));
    if (matching.length === 0) {
      return fail(errorAt(start, end, unknownName('finding', parts.join('*'), FINDING_KINDS)));
    }
    for (const kind of matching) kinds.add(kind);
  }
  if (kinds.size === 0) {
    return fail(errorAt(operator.start, operator.end, MISSING_FINDING));
  }
  return ok(anyOf([...kinds].map((finding): Query => ({ kind: 'is', finding }))));
}

function readGap(value: ValueToken): Result<Query & { readonly kind: 'gap' }, QueryError> {
  const text = value.parts.join('*');
  const [first = '', second, ...more] = text.split('..');
  if (more.length > 0) {
    return fail(errorAt(value.start, value.end, 'A gap lies between two stages: broker..rule.'));
  }
  const start = readStageName(first, value.start, value.end);
  if (!start.ok) return start;
  if (second === undefined) return ok({ kind: 'gap', to: start.value });
  const to = readStageName(second, value.start, value.end);
  if (!to.ok) return to;
  if (stageOrder(start.value) < stageOrder(to.value)) {
    return ok({ kind: 'gap', from: start.value, to: to.value });
  }
  const message = `${to.value} does not come after ${start.value}: stages are ${STAGES.join(', ')}.`;
  return fail(errorAt(value.start, value.end, message));
}

function readStage(value: ValueToken): Result<Query & { readonly kind: 'stage' }, QueryError> {
  const stage = readStageName(value.parts.join('*'), value.start, value.end);
  return stage.ok ? ok({ kind: 'stage', stage: stage.value }) : stage;
}

function readStageName(text: string, start: number, end: number): Result<Stage, QueryError> {
  const name = text.toLowerCase();
  const stage = STAGES.find((candidate) => candidate === name);
  if (stage !== undefined) return ok(stage);
  return fail(errorAt(start, end, unknownName('stage', text, STAGES)));
}
