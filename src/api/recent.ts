/** Values that are good for a while, with bounds on their number and weight. */
export interface Recent<Value> {
  /** The value, unless it is too old. */
  get(key: number): Value | undefined;
  set(key: number, value: Value, freshForMs: number): void;
}

/** Bounds and clock of {@link createRecent}. */
export interface RecentOptions<Value> {
  readonly maxEntries: number;
  /** Bound on the sum of all weights; a value heavier than that is not kept. */
  readonly maxWeight: number;
  readonly weigh: (value: Value) => number;
  readonly now: () => number;
}

/** Makes a store that forgets what is too old, then what has gone unused for longest. */
export function createRecent<Value>(options: RecentOptions<Value>): Recent<Value> {
  const entries = new Map<number, { value: Value; weight: number; goodUntilMs: number }>();
  let weight = 0;

  function forget(key: number): void {
    weight -= entries.get(key)?.weight ?? 0;
    entries.delete(key);
  }

  function makeRoom(): void {
    const nowMs = options.now();
    for (const [key, entry] of entries) {
      if (entry.goodUntilMs <= nowMs) {
        forget(key);
      }
    }
    for (const key of entries.keys()) {
      if (entries.size <= options.maxEntries && weight <= options.maxWeight) {
        return;
      }
      forget(key);
    }
  }

  return {
    get(key) {
      const entry = entries.get(key);
      if (entry === undefined || entry.goodUntilMs <= options.now()) {
        return undefined;
      }
      entries.delete(key);
      entries.set(key, entry);
      return entry.value;
    },
    set(key, value, freshForMs) {
      forget(key);
      const entry = {
        value,
        weight: options.weigh(value),
        goodUntilMs: options.now() + freshForMs,
      };
      entries.set(key, entry);
      weight += entry.weight;
      makeRoom();
    },
  };
}
