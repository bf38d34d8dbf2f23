import { toApiError, toUnreachable } from './apiError.ts';
import { BASE_PATH } from './basePath.ts';

export type Parameters = Readonly<Record<string, string | number | undefined>>;

/** The address of an API resource under the base path; absent parameters are left out. */
export function apiUrl(path: string, parameters: Parameters = {}): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters)) {
    if (value !== undefined) search.set(name, String(value));
  }
  const text = search.toString();
  return `${BASE_PATH}api/${path}${text === '' ? '' : `?${text}`}`;
}

/** Fetches a JSON answer. The server's schema vouches for its shape: both sides import the same types. */
export async function getJson<T>(url: string, signal: AbortSignal): Promise<T> {
  const response = await getResponse(url, signal);
  return (await response.json()) as T;
}

/** Fetches an answer that is read as it arrives; anything but success throws an `ApiError`. */
export async function getResponse(url: string, signal: AbortSignal): Promise<Response> {
  const request = `GET ${url}`;
  let response: Response;
  try {
    response = await fetch(url, { signal, credentials: 'same-origin' });
  } catch (error) {
    // TanStack Query tells an abort from a failure by the signal's own reason.
    if (signal.aborted) throw error;
    throw toUnreachable(request, error);
  }
  if (!response.ok) throw toApiError(request, response.status, await response.text());
  return response;
}
