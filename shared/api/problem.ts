/** Every kind of failure the API answers with, its status and its title. */
export const PROBLEMS = {
  'bad-path': { status: 400, title: 'The path cannot be read' },
  'bad-request': { status: 400, title: 'The request cannot be answered as it stands' },
  'bad-import': { status: 400, title: 'The file cannot be imported' },
  'bad-query': { status: 400, title: 'The query cannot be read' },
  'not-authenticated': { status: 401, title: 'Authentication is needed' },
  forbidden: { status: 403, title: 'Not allowed for this role' },
  'host-not-allowed': { status: 403, title: 'The Host header names a host that is not served' },
  'foreign-origin': { status: 403, title: 'Changes are accepted from the own page only' },
  'missing-header': { status: 403, title: 'A header is missing' },
  'not-found': { status: 404, title: 'There is nothing here' },
  'no-such-trace': { status: 404, title: 'No such trace' },
  'no-such-span': { status: 404, title: 'No such span' },
  'method-not-allowed': { status: 405, title: 'The method is not allowed here' },
  'body-too-large': { status: 413, title: 'The body is too large' },
  'unsupported-media-type': { status: 415, title: 'The content type is not accepted' },
  'headers-too-large': { status: 431, title: 'The request headers are too large' },
  internal: { status: 500, title: 'Something went wrong in Hopscope' },
  'read-only-store': { status: 501, title: 'This server stores no spans' },
  'store-unavailable': { status: 503, title: 'The store does not answer' },
  busy: { status: 503, title: 'Too much is going on at this moment' },
  stopping: { status: 503, title: 'The server is stopping' },
  'too-slow': { status: 504, title: 'The answer took too long' },
} as const;

export type ProblemKind = keyof typeof PROBLEMS;

/** An error as RFC 9457 defines it (`application/problem+json`). */
export interface Problem<K extends ProblemKind = ProblemKind> {
  readonly type: `urn:hopscope:${K}`;
  readonly title: string;
  readonly status: (typeof PROBLEMS)[K]['status'];
  /** What is wrong with this request and what to do. */
  readonly detail: string;
  /** The query or path parameter at fault. */
  readonly parameter?: string;
  /** Offset into the query text, in UTF-16 units. */
  readonly position?: number;
  /** UTF-16 units at fault from there. */
  readonly length?: number;
  /** To find the request in the server's log. */
  readonly requestId?: string;
}

export type ProblemMembers = Pick<Problem, 'parameter' | 'position' | 'length' | 'requestId'>;

/** The body of an error answer; `detail` is a sentence for people. */
export function problem<K extends ProblemKind>(
  kind: K,
  detail: string,
  members: ProblemMembers = {},
): Problem<K> {
  const { status, title } = PROBLEMS[kind];
  return { type: `urn:hopscope:${kind}`, title, status, detail, ...members };
}
