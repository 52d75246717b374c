/** Takes tasks of one kind, again and again. */
export interface Lane {
  /** Looks at once: something may be due, or there is room. */
  poke(): void;
  /** Looks until the signal is aborted; resolves when the last look has ended. */
  run(signal: AbortSignal): Promise<void>;
}

/**
 * Makes a loop around one look at the queue.
 *
 * @param take resolves to how long to wait before the next look, in milliseconds
 */
export function createLane(take: () => Promise<number>): Lane {
  let isPoked = false;
  let wake = () => {};

  async function rest(restMs: number): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    wake = resolve;
    const timer = setTimeout(resolve, isPoked ? 0 : restMs).unref();
    await promise;
    clearTimeout(timer);
    isPoked = false;
  }

  function poke(): void {
    isPoked = true;
    wake();
  }

  return {
    poke,
    async run(signal) {
      signal.addEventListener('abort', poke);
      while (!signal.aborted) {
        const restMs = await take();
        if (!signal.aborted && restMs > 0) {
          await rest(restMs);
        }
      }
    },
  };
}
