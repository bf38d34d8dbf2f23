import { attributeText, isTrue, textOf } from '../span/attributes.ts';
import { SoughtKeys } from '../span/soughtKeys.ts';
import type { AttributeValue, Span } from '../span/span.ts';

/**
 * True when the span says it failed in any of the ways exporters have: its
 * status, `error`, `otel.status_code`, `db.status`, `error.type`, or a database's
 * response code.
 */
export function isFailed(span: Span): boolean {
  if (span.status === 'error') return true;
  const { attributes } = span;
  if (!FAILURE.areIn(attributes)) return false;
  return (
    isTrue(attributes.get('error')) ||
    attributes.get('otel.status_code') === 'ERROR' ||
    isFailureWord(attributes.get('db.status')) ||
    (attributes.has('error.type') && span.status !== 'ok') ||
    isFailureCode(attributes.get('db.response.status_code'))
  );
}

const FAILURE = new SoughtKeys([
  'error',
  'otel.status_code',
  'db.status',
  'error.type',
  'db.response.status_code',
]);

/** The class of a span's failure: `error.type`, the exception's type, a response code, or `error`. */
export function errorClassOf(span: Span): string {
  return (
    textOf(span.attributes, 'error.type') ??
    textOf(span.attributes, 'exception.type') ??
    exceptionType(span) ??
    textOf(span.attributes, 'db.response.status_code') ??
    'error'
  );
}

/** Everything a span says about its failure, most specific place first. */
export function failureTexts(span: Span): readonly string[] {
  const texts: string[] = [];
  if (span.statusMessage !== undefined) texts.push(span.statusMessage);
  for (const key of TEXT_KEYS) pushText(texts, span.attributes.get(key));
  for (const event of span.events) {
    for (const key of EVENT_TEXT_KEYS) pushText(texts, event.attributes.get(key));
  }
  return texts;
}

const TEXT_KEYS = [
  'db.error',
  'db.error.message',
  'error.message',
  'exception.message',
  'otel.status_description',
  'error',
  'error.type',
] as const;

const EVENT_TEXT_KEYS = [
  'exception.message',
  'message',
  'error.message',
  'exception.type',
] as const;

function pushText(texts: string[], value: AttributeValue): void {
  if (typeof value === 'string' && value !== '') texts.push(value);
}

function isFailureWord(value: AttributeValue): boolean {
  return typeof value === 'string' && /^(error|fail)/i.test(value);
}

/** SQLSTATEs of classes 00 to 02 are success and warnings; numbers are HTTP codes from 400 on. */
function isFailureCode(value: AttributeValue): boolean {
  if (value === undefined) return false;
  const code = attributeText(value);
  return HTTP_ERROR.test(code) || SQL_ERROR.test(code);
}

const HTTP_ERROR = /^[45]\d\d$/;
const SQL_ERROR = /^(0[3-9A-Z]|[1-9A-Z][0-9A-Z])[0-9A-Z]{3}$/;

function exceptionType(span: Span): string | undefined {
  for (const event of span.events) {
    const type = textOf(event.attributes, 'exception.type');
    if (type !== undefined) return type;
  }
  return undefined;
}
