/** The server's refusal as problem+json gives it, or what stood in its way. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly kind: 'refused' | 'unreachable';
  /** HTTP status; 0 when no answer came. */
  readonly status: number;
  /** What is wrong, in a few words. */
  readonly title: string;
  /** Why, and what to do; absent when the server did not say. */
  readonly detail: string | undefined;
  /** Everything else known, to be copied into a report. */
  readonly technical: string;

  constructor(failure: ApiFailure, options?: ErrorOptions) {
    super(failure.detail ?? failure.title, options);
    this.kind = failure.status === 0 ? 'unreachable' : 'refused';
    this.status = failure.status;
    this.title = failure.title;
    this.detail = failure.detail;
    this.technical = failure.technical;
  }
}

interface ApiFailure {
  readonly status: number;
  readonly title: string;
  readonly detail?: string;
  readonly technical: string;
}

const MAX_TECHNICAL_CHARACTERS = 2_000;

/** Reads a refusal; proxies answer HTML or nothing, so only what looks like problem+json is trusted. */
export function toApiError(request: string, status: number, body: string): ApiError {
  const problem = parseProblem(body);
  return new ApiError({
    status,
    title: problem.title ?? `The server answered ${status}`,
    detail: problem.detail ?? 'Something between this page and Hopscope answered in its place.',
    technical: `${request}\n${status}\n${body.slice(0, MAX_TECHNICAL_CHARACTERS)}`,
  });
}

export function toUnreachable(request: string, cause: unknown): ApiError {
  return new ApiError(
    {
      status: 0,
      title: 'Hopscope does not answer',
      detail: 'The server is not running or the network is down. Start it, then try again.',
      technical: `${request}\n${String(cause)}`,
    },
    { cause },
  );
}

function parseProblem(body: string): { readonly title?: string; readonly detail?: string } {
  try {
    const problem: unknown = JSON.parse(body);
    if (typeof problem !== 'object' || problem === null) return {};
    return {
      ...('title' in problem && typeof problem.title === 'string' && { title: problem.title }),
      ...('detail' in problem && typeof problem.detail === 'string' && { detail: problem.detail }),
    };
  } catch {
    return {};
  }
}
