/**
 * Work that stops now and then, so that whoever runs it can let others have the
 * thread: each `yield` is such a place, the result comes at the end.
 */
export type Steps<T> = Generator<undefined, T, undefined>;

/** Runs steps without a pause. */
export function runSteps<T>(steps: Steps<T>): T {
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}
