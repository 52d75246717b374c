/** Remembers what was done, so that it is not done twice. */
export interface Seen {
  /** True the first time for a key, false for as long as the key is remembered. */
  isFirst(key: string): boolean;
}

/** How much is remembered, and for how long. */
export interface SeenOptions {
  readonly now: () => number;
  readonly maxKeys?: number;
  readonly rememberMs?: number;
}

/**
 * Makes a memory of bounded size. Slack delivers an event again at once, after one and after five
 * minutes, so a quarter of an hour is long enough.
 */
export function createSeen({
  now,
  maxKeys = 10_000,
  rememberMs = 15 * 60 * 1000,
}: SeenOptions): Seen {
  const seenAtMs = new Map<string, number>();
  return {
    isFirst(key) {
      const at = seenAtMs.get(key);
      if (at !== undefined && now() - at < rememberMs) {
        return false;
      }
      seenAtMs.delete(key);
      seenAtMs.set(key, now());
      const [oldest] = seenAtMs.keys();
      if (seenAtMs.size > maxKeys && oldest !== undefined) {
        seenAtMs.delete(oldest);
      }
      return true;
    },
  };
}
