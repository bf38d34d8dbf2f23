import { readPreferenceList, writePreferenceList } from '../../../ui/preference.ts';

/** Facets everybody gets, in this order; the rest is an attribute away. */
const STANDARD_FACETS = [
  'finding',
  'device',
  'firmware',
  'db.status',
  'rule',
  'function',
  'service',
  'topic',
  'last',
  'operation',
  'route',
  'db.system',
] as const;

/** Folded until somebody opens them: each open facet costs a count. */
const FOLDED_AT_FIRST: readonly string[] = ['operation', 'route', 'db.system'];

const LABELS: Readonly<Record<string, string>> = {
  finding: 'Findings',
  device: 'Device',
  firmware: 'Firmware',
  'db.status': 'DB status',
  rule: 'Rule',
  function: 'Function',
  service: 'Service',
  topic: 'Topic',
  last: 'Last stage',
  operation: 'Operation',
  route: 'Route',
  'db.system': 'DB system',
};

export function facetLabel(field: string): string {
  return Object.hasOwn(LABELS, field) ? (LABELS[field] ?? field) : field;
}

export function isStandardFacet(field: string): boolean {
  return STANDARD_FACETS.some((standard) => standard === field);
}

/** Pinned facets first, in the order they were pinned, then the standard ones, then added ones. */
export function orderFacets(
  added: readonly string[],
  pinned: readonly string[],
): readonly string[] {
  const all = new Set<string>([...STANDARD_FACETS, ...added.filter(canBeFacet)]);
  return [...new Set([...pinned.filter((field) => all.has(field)), ...all])];
}

/** A box asks for one value; durations are counted by classes, and few are alike. */
export function canBeFacet(field: string): boolean {
  return field !== 'duration' && field !== 'trace.duration';
}

export function readFolded(): readonly string[] {
  return readPreferenceList('facets.folded') ?? FOLDED_AT_FIRST;
}

export function writeFolded(fields: readonly string[]): void {
  writePreferenceList('facets.folded', fields);
}

export function readPinned(): readonly string[] {
  return readPreferenceList('facets.pinned') ?? [];
}

export function writePinned(fields: readonly string[]): void {
  writePreferenceList('facets.pinned', fields);
}
