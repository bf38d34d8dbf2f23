import { labelOf } from '../pipeline/label.ts';
import { topicOf } from '../pipeline/topicTemplate.ts';
import { SoughtKeys } from '../span/soughtKeys.ts';
import type { Span } from '../span/span.ts';

/**
 * The span answers or makes a call of another protocol: whoever called is where it
 * began. A message that travels by HTTP is a message all the same.
 */
export function isRequest({ attributes, kind }: Span): boolean {
  const trigger = labelOf(attributes.get('faas.trigger'));
  if (trigger === 'http' || trigger === 'datasource') return true;
  if (kind === 'producer' || kind === 'consumer') return false;
  return REQUEST.areIn(attributes);
}

const REQUEST = new SoughtKeys([
  'http.request.method',
  'http.method',
  'http.route',
  'url.path',
  'rpc.system',
  'rpc.method',
  'graphql.operation.name',
]);

/** The span was started by a clock. */
export function isScheduled({ attributes, operation }: Span): boolean {
  if (labelOf(attributes.get('faas.trigger')) === 'timer' || attributes.has('faas.cron'))
    return true;
  return SCHEDULED.test(operation);
}

/** The verb in front: `rule_evaluate hourly_mean` is about a message. */
const SCHEDULED = /^([\w-]+[.:])?(cron|schedul\w*|timer|nightly|hourly|daily)([^a-z]|$)/i;

/**
 * The span is about connections, subscriptions, permissions, health or the broker's
 * own events: no reading is on its way.
 */
export function isHousekeeping({ attributes, operation }: Span): boolean {
  if (HOUSEKEEPING.test(operation)) return true;
  const trigger = labelOf(attributes.get('rule.trigger'));
  if (trigger?.startsWith('$events/')) return true;
  return topicOf(attributes)?.startsWith('$SYS/') ?? false;
}

/** Only the verb in front counts: `process devices/7/health` is a message like any other. */
const HOUSEKEEPING =
  /^((client|broker|mqtt|emqx|session)[ ._])?((dis|re)?connect|(un)?subscribe|auth([nz]|enticate|orize)?(_backend)?|ping(req|resp)?|keep[-_ ]?alive|health([-_ ]?check)?)([^a-z]|$)/i;

const HAS_IS_REMOTE = 0x100;
const SAMPLED = 0x01;

/** Its flags are known and say that the sender was not sampled: the parent was never meant to be exported. */
export function isUnsampled({ flags = 0 }: Span): boolean {
  return (flags & HAS_IS_REMOTE) !== 0 && (flags & SAMPLED) === 0;
}
