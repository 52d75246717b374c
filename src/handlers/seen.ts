import { shortHash } from '../live/sighting.ts';
import type { Logger } from '../log.ts';
import type { Store } from '../store/store.ts';
import { createMemory } from './memory.ts';

/** Remembers what was done, so that it is not done twice. No method rejects. */
export interface Seen {
  /** Whether the key is remembered, here or in another replica. */
  has(key: string): Promise<boolean>;
  /** Remembers the key beyond a restart; true where nobody remembered it before. */
  isFirst(key: string, rememberMs?: number): Promise<boolean>;
  /** Remembers the key in this process alone. */
  isFirstHere(key: string, rememberMs: number): boolean;
}

/** What a memory of deeds needs. */
export interface SeenOptions {
  readonly store: Pick<Store, 'isFirst' | 'isRemembered'>;
  readonly now: () => number;
  readonly log: Logger;
}

const maxKeys = 10_000;

/** Slack delivers an event again at once, after one and after five minutes. */
const rememberEventMs = 15 * 60 * 1000;

/**
 * Makes a memory that asks this process first and the store then. While the store is away this process
 * alone remembers: answering twice after a restart is better than not answering.
 */
export function createSeen({ store, now, log }: SeenOptions): Seen {
  const memory = createMemory<true>({ maxEntries: maxKeys, now });
  const isFirstHere = (key: string, rememberMs: number) => {
    const isFirst = memory.get(key) === undefined;
    if (isFirst) {
      memory.set(key, true, rememberMs);
    }
    return isFirst;
  };
  const orElse = (answer: boolean) => (error: unknown) => {
    log.debug({ error }, 'only this process remembers what was done');
    return answer;
  };
  return {
    isFirstHere,
    async has(key) {
      return (
        memory.get(key) !== undefined ||
        (await store.isRemembered(shortHash(key), now()).catch(orElse(false)))
      );
    },
    async isFirst(key, rememberMs = rememberEventMs) {
      const nowMs = now();
      return (
        isFirstHere(key, rememberMs) &&
        (await store.isFirst(shortHash(key), nowMs + rememberMs, nowMs).catch(orElse(true)))
      );
    },
  };
}

/**
 * Whether a command or a click is delivered for the first time. Slack gives each a trigger of its own;
 * one without is taken as new.
 */
export async function isFirstDelivery(triggerId: unknown, seen: Seen): Promise<boolean> {
  return typeof triggerId !== 'string' || (await seen.isFirst(`trigger ${triggerId}`));
}
