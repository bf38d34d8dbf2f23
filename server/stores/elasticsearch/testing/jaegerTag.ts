import type { AttributeValue } from '../../../../shared/span/span.ts';
import { goDouble, goJson, goTenDigits, sortedAsGo } from './goJson.ts';
import type { WriterTraits } from './jaegerWriter.ts';

export interface JaegerTag {
  readonly key: string;
  readonly value: AttributeValue;
}

/** Which tags become fields of an object of their own, and what stands for the dots of their keys. */
export interface FieldRules {
  readonly isField: (key: string) => boolean;
  readonly dotReplacement: string;
}

/** The JSON of a list of tags, and of the object of those that became fields, if any did. */
export interface SplitTags {
  readonly list: string;
  readonly fields: string | undefined;
}

/** A value that JSON has not: Jaeger fails to write the span that carries it. */
export class Unwritable extends Error {
  override readonly name = 'Unwritable';
}

/** As Jaeger does it: moved, not copied; of two with one key the later one stays; never bytes. */
export function splitTags(
  tags: readonly JaegerTag[],
  rules: FieldRules,
  traits: WriterTraits,
): SplitTags {
  const isField = ({ key, value }: JaegerTag) =>
    rules.isField(key) && !(value instanceof Uint8Array);
  const fields = new Map<string, string>();
  for (const { key, value } of tags.filter(isField)) {
    fields.set(key.replaceAll('.', rules.dotReplacement), typedJson(value, traits));
  }
  const members = sortedAsGo([...fields.keys()]).map(
    (key) => `${JSON.stringify(key)}:${fields.get(key)}`,
  );
  return {
    list: tagList(
      tags.filter((tag) => !isField(tag)),
      traits,
    ),
    fields: members.length === 0 ? undefined : `{${members.join(',')}}`,
  };
}

export function tagList(tags: readonly JaegerTag[], traits: WriterTraits): string {
  return `[${tags.map((tag) => tagJson(tag, traits)).join(',')}]`;
}

function tagJson({ key, value }: JaegerTag, traits: WriterTraits): string {
  const json = traits.values === 'text' ? textJson(value) : typedJson(value, traits);
  return `{"key":${JSON.stringify(key)},"type":"${typeOf(value)}","value":${json}}`;
}

function typeOf(value: AttributeValue): string {
  if (typeof value === 'boolean') return 'bool';
  if (typeof value === 'bigint') return 'int64';
  if (typeof value === 'number') return 'float64';
  return value instanceof Uint8Array ? 'binary' : 'string';
}

function textJson(value: AttributeValue): string {
  if (typeof value === 'number') return JSON.stringify(goTenDigits(value));
  if (typeof value === 'boolean' || typeof value === 'bigint') return JSON.stringify(String(value));
  return JSON.stringify(textOf(value));
}

function typedJson(value: AttributeValue, { isFirst }: WriterTraits): string {
  if (value === undefined && !isFirst) return 'null';
  if (typeof value === 'boolean' || typeof value === 'bigint') return String(value);
  if (typeof value !== 'number') return JSON.stringify(textOf(value));
  const json = goDouble(value);
  if (json === undefined) throw new Unwritable(`JSON has no ${value}`);
  return json;
}

function textOf(value: AttributeValue): string {
  if (typeof value === 'string') return value;
  if (value instanceof Uint8Array) return Buffer.from(value).toString('hex');
  return value === undefined ? '' : goJson(value);
}
