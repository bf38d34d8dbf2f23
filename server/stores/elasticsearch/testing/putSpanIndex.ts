import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { TestEngine } from '../../../../engines/testing/describeOnEngine.ts';
import type { JaegerWriter } from './jaegerWriter.ts';

/**
 * What the mapping of an index is: that of the template of a writer (with tags as fields it is the
 * same one, the documents differ), that of a template from before 1.61, in which the type of a tag
 * is not indexed, or what the engine makes of the documents when the template is missing.
 */
export type SpanIndexVariant =
  | JaegerWriter
  | `${JaegerWriter}-tags-as-fields`
  | 'before-1.61'
  | 'template-less';

export interface SpanIndex {
  readonly variant: SpanIndexVariant;
  /** Whatever stands behind `jaeger-span-`: `2026-01-01`, `2026.01.01.15`, `000001`, `archive`. */
  readonly date: string;
  /** The engine's own unless given; empty for an index without one. */
  readonly prefix?: string;
  /** The whole name, for one that Jaeger would not choose. */
  readonly name?: string;
  readonly aliases?: Readonly<Record<string, object>>;
  readonly settings?: Readonly<Record<string, unknown>>;
}

type TestedEngine = Pick<TestEngine, 'ask' | 'prefix' | 'created'>;

/** Creates an index as Jaeger would, with one shard; answers its name. */
export async function putSpanIndex(engine: TestedEngine, index: SpanIndex): Promise<string> {
  const { variant, date, prefix = engine.prefix, aliases = {} } = index;
  const name = index.name ?? [...(prefix === '' ? [] : [prefix]), 'jaeger-span', date].join('-');
  engine.created.add(name);
  const mappings = await mappingsOf(variant);
  const settings = {
    'index.number_of_shards': 1,
    'index.number_of_replicas': 0,
    'index.mapping.nested_fields.limit': 50,
    'index.requests.cache.enable': true,
    ...index.settings,
  };
  await engine.ask('PUT', `/${encodeURIComponent(name)}`, { settings, mappings, aliases });
  return name;
}

async function mappingsOf(variant: SpanIndexVariant): Promise<object> {
  if (variant === 'template-less') return {};
  if (variant === 'before-1.61') return withUnindexedTypes(await readMappings('jaeger-1.62'));
  if (variant.startsWith('jaeger-2.20')) return readMappings('jaeger-2.20');
  return readMappings(variant.startsWith('jaeger-2') ? 'jaeger-2.13' : 'jaeger-1.62');
}

async function readMappings(writer: JaegerWriter): Promise<object> {
  const file = path.join(import.meta.dirname, 'fixtures', writer, 'mappings.json');
  return JSON.parse(await readFile(file, 'utf8'));
}

/** Templates of that time mapped `tagType`, which no document has. */
function withUnindexedTypes(mappings: object): object {
  const tagFields = ['key', 'type', 'value'];
  return JSON.parse(JSON.stringify(mappings), (_key, value: unknown) => {
    if (typeof value !== 'object' || value === null) return value;
    if (Object.keys(value).sort().join() !== tagFields.join()) return value;
    const { type, ...others } = Object(value);
    return { ...others, tagType: type };
  });
}
