/** A deadline passed; the caller is still there. */
export class DeadlinePassed extends Error {
  override readonly name = 'DeadlinePassed';
}

/**
 * Runs work under a signal of its own, which fires with the caller's or, with `DeadlinePassed`,
 * when the time is over. Two calls never share one: a client that signals a time-out on it would
 * end both.
 */
export async function withDeadline<T>(
  caller: AbortSignal,
  deadlineMs: number,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  caller.throwIfAborted();
  const controller = new AbortController();
  const follow = () => controller.abort(caller.reason);
  caller.addEventListener('abort', follow, { once: true });
  const timer = setTimeout(() => controller.abort(new DeadlinePassed()), deadlineMs);
  try {
    return await work(controller.signal);
  } catch (error) {
    // Whatever the work died of, this is why.
    controller.signal.throwIfAborted();
    throw error;
  } finally {
    clearTimeout(timer);
    caller.removeEventListener('abort', follow);
  }
}
