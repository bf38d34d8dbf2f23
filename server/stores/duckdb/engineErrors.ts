import { StoreUnavailable } from '../traceStore.ts';

/** DuckDB has given up on the instance: every statement fails until the file is opened again. */
export function isFatal(cause: unknown): boolean {
  return /database has been invalidated|FATAL Error/i.test(messageOf(cause));
}

function isDiskFull(cause: unknown): boolean {
  return /no space left|disk full|not enough space|ENOSPC|quota exceeded|file too large/i.test(
    messageOf(cause),
  );
}

/** Another transaction was in the way of a checkpoint; nothing has happened. */
export function isCheckpointRefused(cause: unknown): boolean {
  return /Cannot CHECKPOINT/i.test(messageOf(cause)) && !isFatal(cause);
}

/** A table of the statement was dropped between compiling and running it. */
export function isTableGone(cause: unknown): boolean {
  return /Catalog Error: Table with name \S+ does not exist/.test(messageOf(cause));
}

/** What a sender is told whose batch was not stored. */
export function refused(cause: unknown): StoreUnavailable {
  if (cause instanceof StoreUnavailable) return cause;
  if (isDiskFull(cause)) {
    return new StoreUnavailable('The disk of the data directory is full; nothing was stored.', {
      cause,
    });
  }
  return new StoreUnavailable('The store could not write; nothing was stored.', { cause });
}

/** What a reader is told, in the words of the port. */
export function asStoreError(cause: unknown): unknown {
  if (!(cause instanceof Error) || cause instanceof StoreUnavailable) return cause;
  if (/out of memory/i.test(cause.message)) {
    return new StoreUnavailable('The query needs more memory than the store may use.', { cause });
  }
  if (isFatal(cause)) {
    return new StoreUnavailable('The store is being opened again after a failure.', { cause });
  }
  return cause;
}

function messageOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
