import { SPAN_KINDS, SPAN_STATUSES } from '../../../shared/columns/spanLayout.ts';
import { FINDING_KINDS } from '../../../shared/findings/finding.ts';
import { STAGES } from '../../../shared/pipeline/stages.ts';
import { aliasesOf } from '../../../shared/span/aliases.ts';
import { DURATION_CLASSES } from '../aggregates/durationClasses.ts';
import { PLACES } from './dictionary.ts';
import type { Params } from './sql.ts';
import { DB_STATUSES, LABEL_FIELDS, type LabelField } from './summaryRows.ts';

/**
 * How traces are grouped by a field. `code` is a column of the summary whose
 * values are few (a label, a set of labels, a mask); `groups` says which groups each code belongs to,
 * so that counting goes over codes and never over texts. Attributes have no code:
 * `members` says which traces belong to which group.
 */
export type FieldGrouping =
  | {
      readonly kind: 'coded';
      /** Column of the summary row `s`. */
      readonly column: string;
      /** SELECT of `code` and `txt`. */
      readonly groups: string;
    }
  | {
      readonly kind: 'attribute';
      /** SELECT of `id` (of a value, resource or scope), `code` (one for each text) and `txt`. */
      readonly values: string;
    };

const LABEL_COLUMNS: readonly (readonly [column: string, field: LabelField])[] = [
  ['device', 'device'],
  ['firmware', 'firmware'],
  ['topic', 'topic'],
  ['route', 'route'],
  ['rule', 'rule'],
  ['function', 'function'],
  ['db_system', 'db.system'],
];

// Of the field alone: the texts of all labels together are many times as much to read.
const labelGroups = (field: LabelField) =>
  `SELECT id AS code, txt FROM label_{n} WHERE field = ${LABEL_FIELDS.indexOf(field)}`;
const setGroups = (field: LabelField) =>
  `SELECT ls.id AS code, l.txt FROM labelset_{n} ls JOIN (${labelGroups(field)}) l ON l.code = ls.label`;

/** @param prefix groups whose text does not start with it are left out */
export function fieldGrouping(field: string, params: Params, prefix = ''): FieldGrouping {
  const isWanted = prefix === '' ? 'true' : `starts_with(txt, ${params.text(prefix)})`;
  const coded = (column: string, groups: string): FieldGrouping => ({
    kind: 'coded',
    column,
    groups: `SELECT code, txt FROM (${groups}) WHERE ${isWanted}`,
  });
  const label = LABEL_COLUMNS.find(([, name]) => name === field);
  if (label !== undefined) return coded(label[0], labelGroups(label[1]));
  switch (field) {
    case 'service':
      return coded('services', setGroups('service'));
    case 'operation':
      return coded('operations', setGroups('operation'));
    case 'kind':
      return coded('kinds', maskGroups(SPAN_KINDS));
    case 'status':
      return coded('statuses', maskGroups(SPAN_STATUSES));
    case 'finding':
      return coded('findings', maskGroups(FINDING_KINDS));
    case 'last':
      return coded('last', listGroups(STAGES));
    case 'db.status':
      return coded('db_status', listGroups(DB_STATUSES));
    case 'errors':
    case 'spans':
      return coded(field, numberGroups(field));
    case 'trace.duration':
      return coded('duration_us', DURATION_GROUPS);
    default:
      return { kind: 'attribute', values: attributeValues(field, params, isWanted) };
  }
}

function attributeValues(field: string, params: Params, isWanted: string): string {
  const isNamed = aliasesOf(field).map((name) => `name = ${params.text(name)}`);
  const builtin = PLACES.indexOf('builtin');
  return `WITH v AS MATERIALIZED (
      SELECT id, min(id) OVER (PARTITION BY txt) AS code, txt FROM value_{n}
      WHERE key IN (SELECT id FROM key_{n} WHERE (${isNamed.join(' OR ')}) AND place <> ${builtin})
        AND ${isWanted})
    SELECT id, code, txt FROM v
    UNION ALL SELECT m.bundle, v.code, v.txt FROM member_{n} m JOIN v ON v.id = m.val`;
}

// Every mask there can be, with each of its bits: 1,023 masks of ten findings at most.
function maskGroups(names: readonly string[]): string {
  const bits = names.map((name, bit) => `(${1 << bit}, '${name}')`).join(', ');
  return `SELECT mask.code, bits.txt
    FROM (SELECT unnest(range(1, ${1 << names.length})) AS code) mask
    JOIN (VALUES ${bits}) bits (bit, txt) ON mask.code & bits.bit <> 0`;
}

function listGroups(names: readonly string[]): string {
  const codes = names.flatMap((name, code) => (name === '' ? [] : [`(${code}, '${name}')`]));
  return `SELECT * FROM (VALUES ${codes.join(', ')}) codes (code, txt)`;
}

const numberGroups = (column: string) =>
  `SELECT DISTINCT ${column} AS code, CAST(${column} AS VARCHAR) AS txt FROM summary_{n}`;

const durationRows = DURATION_CLASSES.map(
  ({ fromUs, toUs, name }) => `(${fromUs}, ${toUs}, '${name}')`,
).join(', ');

const DURATION_GROUPS = `SELECT d.code, e.txt
  FROM (SELECT DISTINCT duration_us AS code FROM summary_{n}) d
  JOIN (VALUES ${durationRows}) e (from_us, to_us, txt)
    ON d.code >= e.from_us AND d.code < e.to_us`;
