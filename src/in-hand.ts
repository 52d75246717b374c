import { setTimeout as sleep } from 'node:timers/promises';

/** The work that was begun and is not finished; a stop waits for it. */
export interface InHand {
  /** Counts the work until it settles and hands its promise back. */
  track<T>(work: Promise<T>): Promise<T>;
  /** How much is unfinished now. */
  size(): number;
  /** Resolves to true once nothing is unfinished, to false when that takes longer than `timeoutMs`. */
  drained(timeoutMs: number): Promise<boolean>;
}

/** Makes an empty count of work in hand. */
export function createInHand(): InHand {
  const unfinished = new Set<Promise<unknown>>();
  return {
    track(work) {
      unfinished.add(work);
      const done = () => unfinished.delete(work);
      work.then(done, done);
      return work;
    },
    size: () => unfinished.size,
    async drained(timeoutMs) {
      const giveUp = new AbortController();
      const late = sleep(timeoutMs, false, { signal: giveUp.signal }).catch(() => false);
      const empty = waitUntilEmpty(unfinished);
      const inTime = await Promise.race([empty, late]);
      giveUp.abort();
      return inTime;
    },
  };
}

async function waitUntilEmpty(unfinished: ReadonlySet<Promise<unknown>>): Promise<boolean> {
  while (unfinished.size > 0) {
    await Promise.allSettled(unfinished);
  }
  return true;
}
