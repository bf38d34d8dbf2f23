import type { FindingKind } from '../findings/finding.ts';
import { US_PER_MS, US_PER_S } from '../time/units.ts';
import type { AttributePlace, Pattern, Query, ValueTest } from './ast.ts';
import { BUILT_IN_FIELDS, FIELD_SYNONYMS, FIELD_TYPES, isPlace, KEY_SYNONYMS } from './fields.ts';
import { readRegexRun } from './readRun.ts';
import { isKeyword } from './token.ts';

/**
 * The one text a query has: `parseQuery` of it gives the query back, and printing what was parsed
 * from any text is stable. Values are quoted only where they must be.
 */
export function printQuery(query: Query): string {
  return query.kind === 'all' ? '' : write(query, 'trace');
}

/** The same for the search inside a trace (`parseSpanQuery`), where keys are read as inside braces. */
export function printSpanQuery(query: Query): string {
  return query.kind === 'all' ? '' : write(query, 'span');
}

/** A key as it has to be written to be read as an attribute, optionally at one place: quoted if needed. */
export function printKey(key: string, place: AttributePlace | undefined, where: Where): string {
  const written = place === undefined ? key : `${place}.${key}`;
  const synonym = SYNONYM_OF.get(written);
  if (synonym !== undefined) return synonym;
  if (BARE_KEY.test(key) && !isKeyword(written) && readsAs(written, place, where)) return written;
  return place === undefined ? quote(key) : `${place}.${quote(key)}`;
}

/** A value as it has to be written to stand for exactly this text. */
export function printValue(text: string): string {
  return printPattern({ parts: [text] });
}

export type Where = 'trace' | 'span';

const SYNONYM_OF = new Map([...KEY_SYNONYMS].map(([name, written]) => [written, name]));

const BARE_KEY = /^[^\s"(){}=<>!:*-][^\s"(){}=<>!:*]*$/;
/** Balanced braces may stay: topic templates are full of them (`devices/{device}/telemetry`). */
const BARE_PIECE = /^(?:[^\s"(){}*]|\{[^\s"(){}*]*\})+$/;
const BARE_TEXT = /^[\p{L}\p{N}_./@#+,'$%;~?][\p{L}\p{N}_./@#+,'$%;~?-]*$/u;

function write(query: Query, where: Where): string {
  switch (query.kind) {
    case 'all':
      return '*';
    case 'and':
      return query.nodes.map((node) => writeInside(node, where, isLoose(node))).join(' ');
    case 'or':
      return writeOr(query.nodes, where);
    case 'not':
      return `-${writeInside(query.node, where, isLoose(query.node) || query.node.kind === 'and')}`;
    case 'sameSpan':
      return `{ ${write(query.node, 'span')} }`;
    case 'attribute':
      return `${printKey(query.key, query.place, where)}${writeTest(query.test)}`;
    case 'spanField':
    case 'traceField':
      return `${query.field}${writeTest(query.test, FIELD_TYPES[query.field].holds === 'duration')}`;
    case 'text':
      return BARE_TEXT.test(query.text) && !isKeyword(query.text) ? query.text : quote(query.text);
    case 'is':
      return `is:${query.finding}`;
    case 'gap': {
      const stages = query.from === undefined ? query.to : `${query.from}..${query.to}`;
      return `gap:${stages}${query.compare === undefined ? '' : writeTest(query.compare)}`;
    }
    case 'stage':
      return `stage:${query.stage}${query.compare === undefined ? '' : writeTest(query.compare)}`;
  }
}

function writeOr(nodes: readonly Query[], where: Where): string {
  const findings = findingsOf(nodes);
  if (findings !== undefined) return `finding=(${findings.join(' OR ')})`;
  return nodes.map((node) => write(node, where)).join(' OR ');
}

function writeInside(node: Query, where: Where, needsParentheses: boolean): string {
  return needsParentheses ? `(${write(node, where)})` : write(node, where);
}

/** Binds less than AND, and so needs parentheses beside other conditions. */
function isLoose(query: Query): boolean {
  return query.kind === 'or' && findingsOf(query.nodes) === undefined;
}

/** The kinds, when all alternatives are distinct findings: they read better as one list and mean the same. */
function findingsOf(nodes: readonly Query[]): readonly FindingKind[] | undefined {
  const kinds = new Set<FindingKind>();
  for (const node of nodes) if (node.kind === 'is') kinds.add(node.finding);
  return kinds.size === nodes.length ? [...kinds] : undefined;
}

function writeTest(test: ValueTest, isDuration = false): string {
  const print = isDuration ? printDuration : printPattern;
  switch (test.op) {
    case '=':
      return `=${print(test.value)}`;
    case 'in':
      return `=(${test.values.map(print).join(' OR ')})`;
    case '=~':
      return `=~${printRegex(test.source)}`;
    default:
      return `${test.op}${test.text}`;
  }
}

function printRegex(source: string): string {
  const isBare = !source.startsWith('"') && readRegexRun(source, 0).end === source.length;
  return isBare ? source : quote(source);
}

/** `50ms` for the text of its microseconds, in the largest unit without a fraction. */
function printDuration({ parts }: Pattern): string {
  const durationUs = Number(parts.join('*'));
  const [unit, us] = DURATION_UNITS.find(([, size]) => durationUs % size === 0) ?? ['us', 1];
  return durationUs === 0 ? '0' : `${durationUs / us}${unit}`;
}

const DURATION_UNITS = [
  ['s', US_PER_S],
  ['ms', US_PER_MS],
] as const;

function printPattern({ parts }: Pattern): string {
  const [only = ''] = parts;
  if (parts.length === 1 && (only === '' || isKeyword(only))) return quote(only);
  return parts.map((part, index) => printPiece(part, index === 0)).join('*');
}

/** `=~` and `==` would be read as other operators, so a value starting that way is quoted. */
function printPiece(piece: string, isFirst: boolean): string {
  if (piece === '') return '';
  const isOperator = isFirst && (piece.startsWith('~') || piece.startsWith('='));
  return BARE_PIECE.test(piece) && !isOperator ? piece : quote(piece);
}

function readsAs(written: string, place: AttributePlace | undefined, where: Where): boolean {
  if (FIELD_SYNONYMS.has(written) || KEY_SYNONYMS.has(written) || written === 'is') return false;
  if (place !== undefined) return true;
  const isShadowed = where === 'span' && (written === 'db.system' || written === 'db.status');
  if (BUILT_IN_FIELDS.includes(written) && !isShadowed) return false;
  return !written.includes('.') || !isPlace(written.slice(0, written.indexOf('.')));
}

function quote(text: string): string {
  return `"${text.replace(/["\\]/g, '\\$&')}"`;
}
