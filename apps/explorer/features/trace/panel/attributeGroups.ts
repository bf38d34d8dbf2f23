import type { AttributeDetail } from '../../../../../shared/api/answers.ts';

export interface AttributeGroup {
  readonly title: string;
  readonly attributes: readonly AttributeDetail[];
}

/** Groups in the order they are shown; the first whose prefix fits takes a key. */
const GROUPS: readonly { readonly title: string; readonly prefixes: readonly string[] }[] = [
  {
    title: 'Identity',
    prefixes: [
      'device.',
      'thing.',
      'firmware.',
      'fw.',
      'client.clientid',
      'messaging.client',
      'enduser.',
      'user.',
      'site',
    ],
  },
  { title: 'Rule', prefixes: ['rule.', 'ruleName', 'ruleAction', 'action.'] },
  {
    title: 'Messaging',
    prefixes: ['messaging.', 'mqtt.', 'message.', 'nats.', 'client.', 'route.', 'topic'],
  },
  {
    title: 'Function',
    prefixes: ['faas.', 'function.', 'functions.', 'aws.', 'cold_start', 'transform.', 'pipeline.'],
  },
  { title: 'Database', prefixes: ['db.'] },
  { title: 'Errors', prefixes: ['error', 'exception.', 'otel.status'] },
  {
    title: 'Network',
    prefixes: ['http.', 'url.', 'net.', 'network.', 'server.', 'peer.', 'rpc.', 'tls.'],
  },
  { title: 'Code', prefixes: ['code.', 'thread.'] },
];

const OTHER = 'Other';

/**
 * Attributes by what they are about, in the order of the groups and inside of one as
 * they came; only those whose key or value contains the filter, in any case.
 */
export function groupAttributes(
  attributes: readonly AttributeDetail[],
  filter = '',
): readonly AttributeGroup[] {
  const byTitle = new Map<string, AttributeDetail[]>();
  for (const attribute of filterAttributes(attributes, filter)) {
    const title = groupTitle(attribute.key);
    const group = byTitle.get(title);
    if (group === undefined) byTitle.set(title, [attribute]);
    else group.push(attribute);
  }
  const titles = [...GROUPS.map(({ title }) => title), OTHER];
  return titles.flatMap((title) => {
    const found = byTitle.get(title);
    return found === undefined ? [] : [{ title, attributes: found }];
  });
}

/** Those whose key or value contains the text, in any case; all of them for an empty one. */
export function filterAttributes(
  attributes: readonly AttributeDetail[],
  filter: string,
): readonly AttributeDetail[] {
  const wanted = filter.trim().toLowerCase();
  if (wanted === '') return attributes;
  return attributes.filter(
    ({ key, text }) => key.toLowerCase().includes(wanted) || text.toLowerCase().includes(wanted),
  );
}

function groupTitle(key: string): string {
  const group = GROUPS.find(({ prefixes }) => prefixes.some((prefix) => key.startsWith(prefix)));
  return group?.title ?? OTHER;
}
