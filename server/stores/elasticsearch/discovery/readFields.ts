import type { FieldKind, FieldTypes } from './fieldTypes.ts';
import type { SpanFields, TagList, TagObject, TagType } from './spanIndices.ts';

export interface FieldsFound {
  readonly fields: SpanFields;
  /** Seen in the names of elevated tags; absent where none tells. */
  readonly dotReplacement?: string;
  /** Indices whose fields differ from those of the others, so that one search cannot ask both. */
  readonly conflicting: readonly string[];
  /** Indices without any span in them so far: they cannot even be sorted. */
  readonly empty: readonly string[];
}

/** What `_field_caps` has to be asked for. */
export const ASKED_FIELDS: readonly string[] = [
  ...['traceID', 'spanID', 'parentSpanID', 'process.serviceName', 'operationName'],
  ...['startTime', 'startTimeMillis', 'duration'],
  ...['tags', 'process.tags', 'logs', 'logs.fields'],
  ...['tags', 'process.tags', 'logs.fields'].flatMap((list) => [
    `${list}.key`,
    `${list}.value`,
    `${list}.type`,
  ]),
].flatMap((field) => [field, `${field}.keyword`]);

export const ASKED_PATTERNS: readonly string[] = ['tag.*', 'process.tag.*'];

const TEXTS = ['traceID', 'spanID', 'process.serviceName', 'operationName'];
const NUMBERS = ['startTime', 'duration'];

/** Reads how spans are mapped, and sets aside what is mapped unlike most. */
export function readFields(types: FieldTypes): FieldsFound {
  const groups = new Map<string, string[]>();
  const empty: string[] = [];
  for (const index of types.indices) {
    if (types.kindIn(index, 'traceID') === 'unmapped') empty.push(index);
    else if (types.kindIn(index, 'startTime') === 'unmapped') empty.push(index);
    else {
      const shape = shapeOf(types, index);
      const group = groups.get(shape);
      if (group === undefined) groups.set(shape, [index]);
      else group.push(index);
    }
  }
  const [indices = []] = [...groups]
    .toSorted(([a, first], [b, second]) => rank(a) - rank(b) || second.length - first.length)
    .map(([, group]) => group);
  const kept = new Set([...indices, ...empty]);
  const dotReplacement = inferDotReplacement(elevatedNames(types));
  return {
    fields: indices.length === 0 ? USUAL_FIELDS : fieldsOf(types, indices),
    ...(dotReplacement !== undefined && { dotReplacement }),
    conflicting: types.indices.filter((index) => !kept.has(index)),
    empty,
  };
}

/** What a template of Jaeger makes: for an engine without any span index yet. */
export const USUAL_FIELDS: SpanFields = {
  traceId: 'traceID',
  spanId: 'spanID',
  parentSpanId: 'parentSpanID',
  service: 'process.serviceName',
  operation: 'operationName',
  startTime: 'startTime',
  startTimeMillis: 'startTimeMillis',
  duration: 'duration',
  lists: [
    nestedList('span', 'tags'),
    nestedList('resource', 'process.tags'),
    nestedList('event', 'logs.fields'),
  ],
  objects: [
    { place: 'span', prefix: 'tag.', otherTypes: new Map() },
    { place: 'resource', prefix: 'process.tag.', otherTypes: new Map() },
  ],
};

function nestedList(place: TagList['place'], path: string): TagList {
  return { place, nestedPath: path, keyField: `${path}.key`, valueField: `${path}.value` };
}

/** Kinds of the fields every search needs; what an index lacks differs from nothing. */
function shapeOf(types: FieldTypes, index: string): string {
  const texts = TEXTS.map((field) => {
    const kind = types.kindIn(index, field);
    return kind === 'unmapped' ? types.kindIn(index, 'traceID') : kind;
  });
  const numbers = NUMBERS.map((field) => {
    const kind = types.kindIn(index, field);
    return kind === 'unmapped' ? 'number' : kind;
  });
  return [...texts, ...numbers].join();
}

/** What can be searched first, and of that what is mapped as Jaeger's templates do. */
function rank(shape: string): number {
  const kinds = shape.split(',');
  const isUsable = kinds.every((kind, i) =>
    i < TEXTS.length ? kind === 'keyword' || kind === 'text-with-keyword' : kind === 'number',
  );
  return isUsable ? 0 : 1;
}

function fieldsOf(types: FieldTypes, indices: readonly string[]): SpanFields {
  const name = (field: string) => searchedName(types, indices, field);
  const parentKinds = types.kindsIn(indices, 'parentSpanID');
  const millis = types.kindsIn(indices, 'startTimeMillis');
  const isDateEverywhere = millis.size === 1 && millis.has('date');
  return {
    traceId: name('traceID'),
    spanId: name('spanID'),
    ...(parentKinds.size > 0 && { parentSpanId: name('parentSpanID') }),
    service: name('process.serviceName'),
    operation: name('operationName'),
    startTime: 'startTime',
    ...(isDateEverywhere && { startTimeMillis: 'startTimeMillis' }),
    duration: 'duration',
    lists: [
      ...listsOf(types, indices, 'span', 'tags'),
      ...listsOf(types, indices, 'resource', 'process.tags'),
      ...listsOf(types, indices, 'event', 'logs.fields'),
    ],
    objects: [
      objectOfTags(types, indices, 'span', 'tag.'),
      objectOfTags(types, indices, 'resource', 'process.tag.'),
    ],
  };
}

function searchedName(types: FieldTypes, indices: readonly string[], field: string): string {
  const kinds = types.kindsIn(indices, field);
  return kinds.has('text-with-keyword') && !kinds.has('keyword') ? `${field}.keyword` : field;
}

/** One for the indices where the list is nested, one for those where it is a plain object. */
function listsOf(
  types: FieldTypes,
  indices: readonly string[],
  place: TagList['place'],
  path: string,
): readonly TagList[] {
  return (['nested', 'object'] as const).flatMap((kind) => {
    const such = indices.filter((index) => types.kindIn(index, path) === kind);
    if (types.kindsIn(such, `${path}.key`).size === 0) return [];
    const keyField = searchedName(types, such, `${path}.key`);
    const valueField = searchedName(types, such, `${path}.value`);
    // Inside of nested logs the fields may still be a plain object of theirs.
    const isInLogs = kind === 'object' && path === 'logs.fields';
    const outer = isInLogs && types.kindsIn(such, 'logs').has('nested') ? 'logs' : undefined;
    const nestedPath = kind === 'nested' ? path : outer;
    const typeField = typeFieldOf(types, such, `${path}.type`);
    return [
      {
        place,
        ...(nestedPath !== undefined && { nestedPath }),
        keyField,
        valueField,
        ...(typeField !== undefined && { typeField }),
      },
    ];
  });
}

function typeFieldOf(
  types: FieldTypes,
  indices: readonly string[],
  field: string,
): string | undefined {
  if (indices.every((index) => types.kindIn(index, field) === 'keyword')) return field;
  const isBeside = indices.every((index) => types.kindIn(index, field) === 'text-with-keyword');
  return isBeside ? `${field}.keyword` : undefined;
}

const TAG_TYPES: readonly (readonly [FieldKind, TagType])[] = [
  ['number', 'number'],
  ['date', 'number'],
  ['boolean', 'boolean'],
  ['text', 'text'],
  ['text-with-keyword', 'text-with-keyword'],
];

/** Also where no index has such a field yet: the next span may bring one, and then it is found. */
function objectOfTags(
  types: FieldTypes,
  indices: readonly string[],
  place: TagObject['place'],
  prefix: string,
): TagObject {
  const otherTypes = new Map<string, TagType>();
  const names = new Set<string>();
  for (const name of elevatedNames(types, prefix)) {
    const kinds = types.kindsIn(indices, name);
    const [, type] = TAG_TYPES.find(([kind]) => kinds.has(kind)) ?? [];
    if (type !== undefined) otherTypes.set(name.slice(prefix.length), type);
    if (type !== undefined || kinds.has('keyword')) names.add(name.slice(prefix.length));
  }
  return { place, prefix, otherTypes, names };
}

/** Fields under `tag.`, without the `.keyword` that stands beside a text. */
function elevatedNames(types: FieldTypes, prefix?: string): readonly string[] {
  const prefixes = prefix === undefined ? ['tag.', 'process.tag.'] : [prefix];
  const names = [...types.names()].filter((name) => prefixes.some((one) => name.startsWith(one)));
  const known = new Set(names);
  return names.filter((name) => {
    const [, text] = /^(.*)\.keyword$/s.exec(name) ?? [];
    return text === undefined || !known.has(text);
  });
}

/** Keys with a dot in them that nearly every fleet has. */
const DOTTED_KEYS = [
  /^span([^a-z0-9]+)kind$/,
  /^otel([^a-z0-9]+)status_code$/,
  /^otel([^a-z0-9]+)scope[^a-z0-9]+name$/,
  /^otel([^a-z0-9]+)library[^a-z0-9]+name$/,
  /^service([^a-z0-9]+)version$/,
  /^internal([^a-z0-9]+)span[^a-z0-9]+format$/,
  /^telemetry([^a-z0-9]+)sdk[^a-z0-9]+language$/,
  /^(?:http|rpc|db|net|host|messaging|device|mqtt)([^a-z0-9]+)[a-z]+$/,
];

function inferDotReplacement(names: readonly string[]): string | undefined {
  const counts = new Map<string, number>();
  for (const name of names) {
    const key = name.replace(/^(?:process\.)?tag\./, '');
    for (const pattern of DOTTED_KEYS) {
      const [, stands] = pattern.exec(key) ?? [];
      if (stands !== undefined) counts.set(stands, (counts.get(stands) ?? 0) + 1);
    }
  }
  const [most] = [...counts].toSorted(([, a], [, b]) => b - a);
  return most?.[0];
}
