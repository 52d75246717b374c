/** Remembers values for a while, and no more of them than fit. */
export interface Memory<Value> {
  /** The value, for as long as it is remembered. */
  get(key: string): Value | undefined;
  /** Remembers a value; the oldest one gives way where there are too many. */
  set(key: string, value: Value, rememberMs: number): void;
}

/** Makes an empty memory. */
export function createMemory<Value>({
  maxEntries,
  now,
}: {
  maxEntries: number;
  now: () => number;
}): Memory<Value> {
  const entries = new Map<string, { value: Value; untilMs: number }>();
  return {
    get(key) {
      const entry = entries.get(key);
      return entry !== undefined && now() < entry.untilMs ? entry.value : undefined;
    },
    set(key, value, rememberMs) {
      entries.delete(key);
      entries.set(key, { value, untilMs: now() + rememberMs });
      const [oldest] = entries.keys();
      if (entries.size > maxEntries && oldest !== undefined) {
        entries.delete(oldest);
      }
    },
  };
}
