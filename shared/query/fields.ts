import { FINDING_KINDS } from '../findings/finding.ts';
import { STAGES } from '../pipeline/stages.ts';
import {
  type AttributePlace,
  SPAN_FIELDS,
  type SpanField,
  TRACE_FIELDS,
  type TraceField,
} from './ast.ts';
import { EVENT_NAME_KEY, SCOPE_NAME_KEY, SCOPE_VERSION_KEY } from './spanAttributes.ts';

/** What a built-in field holds, and with it which tests make sense. */
export type FieldType =
  | { readonly holds: 'text' }
  /** Text that attributes of the same name may hold as well, numbers included. */
  | { readonly holds: 'anything' }
  | { readonly holds: 'choice'; readonly choices: readonly string[] }
  | { readonly holds: 'count' }
  /** Microseconds. */
  | { readonly holds: 'duration' };

const TEXT: FieldType = { holds: 'text' };
const ANYTHING: FieldType = { holds: 'anything' };
const COUNT: FieldType = { holds: 'count' };
const DURATION: FieldType = { holds: 'duration' };

export const FIELD_TYPES: Readonly<Record<SpanField | TraceField, FieldType>> = {
  service: TEXT,
  operation: TEXT,
  kind: {
    holds: 'choice',
    choices: ['unspecified', 'internal', 'server', 'client', 'producer', 'consumer'],
  },
  status: { holds: 'choice', choices: ['unset', 'ok', 'error'] },
  duration: DURATION,
  device: TEXT,
  firmware: TEXT,
  topic: TEXT,
  route: TEXT,
  rule: TEXT,
  function: TEXT,
  'db.system': ANYTHING,
  'db.status': ANYTHING,
  last: { holds: 'choice', choices: STAGES },
  errors: COUNT,
  spans: COUNT,
  'trace.duration': DURATION,
};

/** Every name that asks for something built in, `finding` included; other keys are attributes. */
export const BUILT_IN_FIELDS: readonly string[] = [...SPAN_FIELDS, ...TRACE_FIELDS, 'finding'];

/** The words that take a colon: `is:orphan`, `gap:broker..rule>1s`, `stage:db`. */
export const COLON_WORDS = ['is', 'gap', 'stage'] as const;
export type ColonWord = (typeof COLON_WORDS)[number];

export const PLACES: readonly AttributePlace[] = ['span', 'resource', 'event', 'scope', 'link'];

/** Keys that other tools give to what is a built-in field here. */
export const FIELD_SYNONYMS: ReadonlyMap<string, SpanField> = new Map([
  ['span.kind', 'kind'],
  ['service.name', 'service'],
  ['resource.service.name', 'service'],
  ['otel.status_code', 'status'],
]);

/** What OpenTelemetry keeps beside attributes, by its own name; the keys are those of `visitAttributes`. */
export const KEY_SYNONYMS: ReadonlyMap<string, string> = new Map([
  ['event.name', `event.${EVENT_NAME_KEY}`],
  ['scope.name', `scope.${SCOPE_NAME_KEY}`],
  ['scope.version', `scope.${SCOPE_VERSION_KEY}`],
]);

/** The attribute that stands for a trace field inside braces, where only one span is spoken of. */
export const ATTRIBUTE_OF_FIELD: ReadonlyMap<string, string> = new Map([
  ['device', 'device.id'],
  ['firmware', 'device.firmware'],
  ['topic', 'mqtt.topic'],
  ['rule', 'rule.name'],
  ['function', 'function.name'],
  ['errors', 'status'],
  ['trace.duration', 'duration'],
]);

export function isSpanField(name: string): name is SpanField {
  return SPAN_FIELDS.some((field) => field === name);
}

export function isTraceField(name: string): name is TraceField {
  return TRACE_FIELDS.some((field) => field === name);
}

export function isColonWord(name: string): name is ColonWord {
  return COLON_WORDS.some((word) => word === name);
}

export function isPlace(name: string): name is AttributePlace {
  return PLACES.some((place) => place === name);
}

/** The values a field can only have, for completion and for errors; empty when it is open. */
export function choicesOf(name: string): readonly string[] {
  if (name === 'finding' || name === 'is') return FINDING_KINDS;
  if (name === 'stage' || name === 'gap') return STAGES;
  if (!isSpanField(name) && !isTraceField(name)) return [];
  const type = FIELD_TYPES[name];
  return type.holds === 'choice' ? type.choices : [];
}
