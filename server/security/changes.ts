import { type Problem, problem } from '../../shared/api/problem.ts';
import { hostName } from './hosts.ts';

/** What a changing request brings along. */
export interface ChangeRequest {
  readonly hopscopeHeader?: string;
  readonly origin?: string;
  readonly fetchSite?: string;
  /** Own host as the client names it, with its port. */
  readonly host: string;
  readonly contentType?: string;
  readonly hasBody: boolean;
}

export const SAFE_METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS']);

/** JSON or a file. What a foreign form can send without asking (form data, plain text) is not among them. */
const ACCEPTED_TYPES =
  /^application\/(?:json|[\w.-]+\+json|x-ndjson|ndjson|jsonl|x-jsonlines|octet-stream|gzip|x-gzip)$/;

/**
 * Why a change is refused, or `undefined` when it may go on. A foreign page can
 * make a browser send requests here, but neither with a custom header nor with a
 * JSON body, and not without its `Origin`.
 */
export function refuseChange(
  request: ChangeRequest,
  configuredHosts: ReadonlySet<string>,
): Problem | undefined {
  if (!isOwnOrigin(request, configuredHosts)) {
    return problem('foreign-origin', 'The Origin header names another site.');
  }
  if (request.hopscopeHeader !== '1') {
    return problem('missing-header', 'Send the header "X-Hopscope: 1" with every change.');
  }
  if (request.hasBody && !ACCEPTED_TYPES.test(mediaType(request.contentType))) {
    return problem(
      'unsupported-media-type',
      'Send the body as application/json, application/x-ndjson, application/octet-stream or application/gzip.',
    );
  }
  return undefined;
}

function isOwnOrigin(request: ChangeRequest, configuredHosts: ReadonlySet<string>): boolean {
  if (request.fetchSite === 'cross-site') return false;
  if (request.origin === undefined) return true;
  if (!URL.canParse(request.origin)) return false;
  const { host } = new URL(request.origin);
  if (host === request.host) return true;
  // A proxy may rewrite Host: then the origin is one of the names configured for it. Loopback names
  // are not among them, for another port of this machine is another program.
  const name = hostName(host);
  return name !== undefined && configuredHosts.has(name);
}

const mediaType = (contentType = ''): string =>
  (contentType.split(';')[0] ?? '').trim().toLowerCase();
