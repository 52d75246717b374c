/** Waits; rejects with the signal's reason as soon as it is aborted. Leaves no timer behind. */
export async function wait(delayMs: number, signal: AbortSignal): Promise<void> {
  const timer = Promise.withResolvers<void>();
  const timeout = setTimeout(timer.resolve, delayMs);
  try {
    await orAbort(timer.promise, signal);
  } finally {
    clearTimeout(timeout);
  }
}

/**
 * Follows a promise until the signal is aborted, then rejects with its reason; the promise itself
 * goes on for others.
 */
export function orAbort<Value>(promise: Promise<Value>, signal?: AbortSignal): Promise<Value> {
  if (signal === undefined) {
    return promise;
  }
  if (signal.aborted) {
    return Promise.reject(signal.reason);
  }
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  const onAbort = () => reject(signal.reason);
  signal.addEventListener('abort', onAbort, { once: true });
  return Promise.race([promise, aborted]).finally(() => {
    signal.removeEventListener('abort', onAbort);
  });
}
