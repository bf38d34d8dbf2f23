import type { AttributeValue } from '../span/span.ts';

/**
 * One word of a drawn span: `producer` (name), `error:"text"` (name and detail),
 * `a=1` (key and value), `resource:a=1` (name, key and value), `event:x:a=1` (all).
 */
export interface Token {
  readonly name?: string;
  readonly detail?: string;
  readonly key?: string;
  readonly value?: AttributeValue;
}

/** The words after a drawn span's time line. */
export function tokensOf(text: string): readonly Token[] {
  const words = text.match(/(?:[^\s"']|"[^"]*"|'[^']*')+/g) ?? [];
  return words.map(tokenOf);
}

function tokenOf(word: string): Token {
  const equals = unquotedEquals(word);
  if (equals === -1) {
    const [name = '', ...details] = word.split(':');
    return details.length === 0 ? { name } : { name, detail: unquote(details.join(':')) };
  }
  const value = readValue(word.slice(equals + 1));
  const left = word.slice(0, equals);
  const parts = /^(resource|event):(?:([^:=]+):)?(.+)$/.exec(left);
  if (parts === null) return { key: left, value };
  const [, name = '', detail, key = ''] = parts;
  return { name, ...(detail !== undefined && { detail }), key, value };
}

/** What is not quoted is a boolean, an int64 or a double where it looks like one. */
function readValue(text: string): AttributeValue {
  if (/^["']/.test(text)) return unquote(text);
  if (text === 'true' || text === 'false') return text === 'true';
  if (/^-?\d+$/.test(text)) return BigInt(text);
  if (/^-?\d+\.\d+$/.test(text)) return Number(text);
  return text;
}

function unquotedEquals(word: string): number {
  const quote = word.search(/["']/);
  const equals = word.indexOf('=');
  return quote === -1 || equals < quote ? equals : -1;
}

function unquote(text: string): string {
  return /^(["']).*\1$/s.test(text) ? text.slice(1, -1) : text;
}
