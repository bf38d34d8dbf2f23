import type { StoreDescription } from '../../../../shared/api/answers.ts';
import type { Discovered } from './discoverSpanIndices.ts';
import type { SpanIndices } from './spanIndices.ts';

const ENGINE_NAMES = {
  elasticsearch: 'Elasticsearch',
  opensearch: 'OpenSearch',
  unknown: 'Elasticsearch or OpenSearch',
} as const;

/** For the source badge: what was found, what was assumed, what no search finds. */
export function describeSource(
  known: Discovered | undefined,
  failure: string | undefined,
): StoreDescription {
  if (known === undefined) {
    const reason = failure ?? 'The engine has not answered yet.';
    return {
      kind: 'elasticsearch',
      title: ENGINE_NAMES.unknown,
      state: 'down',
      reason,
      details: [],
    };
  }
  const missing = known.missing.join(' ');
  const reason = failure ?? (missing === '' ? undefined : missing);
  const state = failure !== undefined ? 'down' : reason === undefined ? 'ok' : 'degraded';
  return {
    kind: 'elasticsearch',
    title: titleOf(known.indices),
    state,
    ...(reason !== undefined && { reason }),
    details: detailsOf(known),
  };
}

const titleOf = ({ engine, version }: SpanIndices): string =>
  version === undefined ? ENGINE_NAMES[engine] : `${ENGINE_NAMES[engine]} ${version}`;

function detailsOf(known: Discovered): StoreDescription['details'] {
  const { indices, choice, refreshInterval } = known;
  const details = [
    { label: 'Engine', value: titleOf(indices) },
    { label: 'Span indices', value: indices.spans },
    { label: 'Found', value: choice.found },
    { label: 'Archive', value: indices.archive ?? 'none' },
    { label: 'Tags', value: tagWords(indices) },
    { label: 'New spans', value: refreshWords(refreshInterval) },
    { label: 'Values found', value: `up to ${indices.limits.ignoreAbove} characters` },
  ];
  if (choice.otherTenants.length > 0) {
    details.push({ label: 'Other prefixes, not shown', value: choice.otherTenants.join(', ') });
  }
  for (const assumption of known.assumed) details.push({ label: 'Assumed', value: assumption });
  return details;
}

function tagWords({ fields, dotReplacement }: SpanIndices): string {
  const parts: string[] = [];
  if (fields.lists.some(({ nestedPath }) => nestedPath !== undefined)) parts.push('nested');
  if (fields.lists.some(({ nestedPath }) => nestedPath === undefined)) {
    parts.push('plain objects, in which a key and a value of different tags match together');
  }
  if (fields.objects.some(({ names }) => names === undefined || names.size > 0))
    parts.push(`as fields, with ${dotReplacement} for dots`);
  return parts.length === 0 ? 'none seen' : parts.join('; ');
}

function refreshWords(interval: string | undefined): string {
  if (interval === undefined) return 'found after the refresh interval, which is not known';
  return interval === '-1' ? 'found when somebody refreshes the index' : `found after ${interval}`;
}
