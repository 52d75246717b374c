import { createMemory } from './memory.ts';

/** Remembers what was done, so that it is not done twice. */
export interface Seen {
  /** Whether the key is remembered. */
  has(key: string): boolean;
  /** Remembers the key; true where it was not remembered before. */
  isFirst(key: string, rememberMs?: number): boolean;
}

const maxKeys = 10_000;

/** Slack delivers an event again at once, after one and after five minutes. */
const rememberEventMs = 15 * 60 * 1000;

/** Makes a memory of bounded size. */
export function createSeen({ now }: { now: () => number }): Seen {
  const memory = createMemory<true>({ maxEntries: maxKeys, now });
  return {
    has: (key) => memory.get(key) !== undefined,
    isFirst(key, rememberMs = rememberEventMs) {
      if (memory.get(key) !== undefined) {
        return false;
      }
      memory.set(key, true, rememberMs);
      return true;
    },
  };
}

/**
 * Whether a command or a click is delivered for the first time. Slack gives each a trigger of its own;
 * one without is taken as new.
 */
export function isFirstDelivery(triggerId: unknown, seen: Seen): boolean {
  return typeof triggerId !== 'string' || seen.isFirst(`trigger ${triggerId}`);
}
