import type { EvidenceValue, Finding } from '../../../../../shared/findings/finding.ts';
import { formatDuration } from '../../../../../shared/time/formatDuration.ts';

export interface EvidenceRow {
  readonly name: string;
  readonly value: string;
}

/** The numbers that made a finding, as people read them; units come from their names. */
export function evidenceRows({ evidence }: Pick<Finding, 'evidence'>): readonly EvidenceRow[] {
  return Object.entries(evidence).map(([name, value]) => toRow(name, value));
}

/** The limits they were held against. */
export function thresholdRows({ thresholds }: Pick<Finding, 'thresholds'>): readonly EvidenceRow[] {
  return Object.entries(thresholds).map(([name, value]) => toRow(name, value));
}

type Reader = (value: number) => string;

/** What a name ends with, and how its number is written. */
const UNITS: readonly (readonly [suffix: string, read: Reader])[] = [
  ['Us', formatDuration],
  ['Ms', (value) => formatDuration(value * 1_000)],
  ['Ratio', (value) => `${(value * 100).toFixed(1)} %`],
  ['Percent', (value) => `${value} %`],
  ['Count', String],
];

function toRow(name: string, value: EvidenceValue): EvidenceRow {
  const unit = typeof value === 'number' && UNITS.find(([suffix]) => name.endsWith(suffix));
  if (unit === false || unit === undefined) return { name: toWords(name), value: plain(value) };
  const [suffix, read] = unit;
  const bare = name.slice(0, -suffix.length);
  return { name: toWords(bare === '' ? name : bare), value: read(Number(value)) };
}

function plain(value: EvidenceValue): string {
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  return typeof value === 'object' ? value.join(', ') : String(value);
}

/** `queueGapWarn` → `queue gap warn` */
function toWords(name: string): string {
  return name.replace(/([a-z0-9])([A-Z])/g, '$1 $2').toLowerCase();
}
