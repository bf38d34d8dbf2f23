import type { ImportProgress } from '../../../shared/api/answers.ts';
import { ApiError, toApiError, toUnreachable } from './apiError.ts';
import { apiUrl } from './client.ts';

export interface ImportState {
  readonly sentBytes: number;
  readonly totalBytes: number;
  /** The server's newest word; absent before its first. */
  readonly progress?: ImportProgress;
}

/**
 * Sends a file to be imported and follows its progress. Rejects with an
 * `ApiError`, or with the signal's reason when it was cancelled.
 *
 * By XMLHttpRequest, because `fetch` cannot tell how much of a body is sent.
 */
export function importFile(
  file: File,
  onState: (state: ImportState) => void,
  signal: AbortSignal,
): Promise<ImportProgress> {
  const url = apiUrl('import');
  const request = new XMLHttpRequest();
  let state: ImportState = { sentBytes: 0, totalBytes: file.size };
  const report = (change: Partial<ImportState>) => {
    state = { ...state, ...change };
    onState(state);
  };

  return new Promise((resolve, reject) => {
    const cancel = () => {
      request.abort();
      reject(signal.reason);
    };
    if (signal.aborted) return cancel();
    signal.addEventListener('abort', cancel, { once: true });

    request.upload.onprogress = ({ loaded }) => report({ sentBytes: loaded });
    request.onprogress = () => {
      if (request.status !== 200) return;
      const progress = newestProgress(request.responseText);
      if (progress) report({ progress });
    };
    request.onerror = () => reject(toUnreachable(`POST ${url}`, 'the connection broke'));
    request.onload = () => {
      signal.removeEventListener('abort', cancel);
      if (request.status !== 200) {
        reject(toApiError(`POST ${url}`, request.status, request.responseText));
        return;
      }
      const progress = newestProgress(request.responseText);
      if (progress?.isDone) resolve(progress);
      else reject(brokenOff(url, request.responseText));
    };
    request.open('POST', url);
    request.setRequestHeader('X-Hopscope', '1');
    request.setRequestHeader('Content-Type', contentTypeOf(file.name));
    request.send(file);
  });
}

/** The last whole line of the progress stream; a line still being written has no end. */
export function newestProgress(stream: string): ImportProgress | undefined {
  const end = stream.lastIndexOf('\n');
  const start = stream.lastIndexOf('\n', end - 1) + 1;
  const line = end < 0 ? '' : stream.slice(start, end);
  return line === '' ? undefined : (JSON.parse(line) as ImportProgress);
}

function contentTypeOf(name: string): string {
  if (/\.gz$/i.test(name)) return 'application/gzip';
  if (/\.(?:ndjson|jsonl)$/i.test(name)) return 'application/x-ndjson';
  return /\.json$/i.test(name) ? 'application/json' : 'application/octet-stream';
}

function brokenOff(url: string, answer: string): ApiError {
  return new ApiError({
    status: 200,
    title: 'The import broke off',
    detail: 'What had been read by then is stored. Import the file again: spans are not doubled.',
    technical: `POST ${url}\n${answer.slice(-2_000)}`,
  });
}
