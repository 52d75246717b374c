/** Both clocks of a machine, which run as they do and can be moved. */
export interface TestClock {
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly steadyMs: () => number;
  /** Lets time pass. */
  advance(ms: number): void;
  /** Sets the time of day, as an operator or a time server does; nothing else notices. */
  jump(ms: number): void;
}

/** Makes the clocks, which start at the time of day. */
export function createClock(): TestClock {
  let passedMs = 0;
  let jumpedMs = 0;
  return {
    now: () => Date.now() + passedMs + jumpedMs,
    steadyMs: () => performance.now() + passedMs,
    advance(ms) {
      passedMs += ms;
    },
    jump(ms) {
      jumpedMs += ms;
    },
  };
}
