/** A timer that rings at the soonest of the times it was set for, and forgets the others. */
export interface Alarm {
  /** @param atMs a time of the steady clock */
  setFor(atMs: number): void;
  clear(): void;
}

/**
 * Looks at the clock at least this often: a clock of tests moves in jumps, and that of a machine that
 * slept may have, too.
 */
const longestPauseMs = 500;

/**
 * Makes an alarm that is set for nothing. It does not keep the process alive.
 *
 * @param steadyMs milliseconds of a clock that nobody sets
 */
export function createAlarm(steadyMs: () => number, ring: () => void): Alarm {
  let timer: NodeJS.Timeout | undefined;
  let ringAtMs = Number.POSITIVE_INFINITY;
  const clear = () => {
    clearTimeout(timer);
    ringAtMs = Number.POSITIVE_INFINITY;
  };
  return {
    clear,
    setFor(atMs) {
      if (atMs >= ringAtMs) {
        return;
      }
      clearTimeout(timer);
      ringAtMs = atMs;
      const delayMs = Math.min(longestPauseMs, Math.max(0, atMs - steadyMs()));
      timer = setTimeout(() => {
        clear();
        ring();
      }, delayMs).unref();
    },
  };
}
