import type { TestRun } from '../runs/run.ts';
import type { Card, WatchChange } from '../store/store.ts';
import { createFollower } from './follow-run.ts';
import type { LiveParts } from './live-parts.ts';
import { sweepAgainAndAgain } from './sweep.ts';
import { readSoon, type ShownOptions, takeUp } from './take-up.ts';
import { askToRead } from './tasks.ts';
import { createTeller } from './tell-people.ts';
import { createUpdater } from './update-cards.ts';

/** What became of a wish to be told; `ended`: there is nothing to wait for any more. */
export type WatcherAnswer = WatchChange | 'ended';

/** Cards that keep themselves true until their run ends. */
export interface LiveCards {
  /**
   * A card was shown to people: from now on it follows its run, if that has not ended.
   *
   * @throws {StoreError} where the card cannot live because the database is away
   */
  shown(card: Card, run: TestRun, options: ShownOptions): Promise<void>;
  /**
   * How often a card has been drawn since it is known, for {@link ShownOptions.changesBefore}.
   *
   * @throws {StoreError}
   */
  changesOf(cardKey: string): Promise<number | undefined>;
  /**
   * Adds or removes somebody who is told when the card's run ends.
   *
   * @throws {StoreError}
   */
  toggleWatcher(cardKey: string, runId: number, userId: string): Promise<WatcherAnswer>;
  /** Whether a card that is shown now would live: false while the database is away. */
  isAble(): boolean;
  /** Reads those of the runs that are followed, at once but at most once a second each. */
  readNow(runIds: readonly number[]): Promise<void>;
  /** Begins to follow, also what was followed before a restart. */
  start(): void;
  /** Ends what is being done and begins nothing more. */
  stop(): Promise<void>;
}

/** Makes live cards. */
export function createLiveCards(parts: LiveParts): LiveCards {
  const { store, schedule, now } = parts;
  const stopping = new AbortController();
  const follow = createFollower(parts);
  const update = createUpdater(parts);
  const tell = createTeller(parts);
  return {
    shown: (card, run, options) => takeUp(card, run, options, parts, stopping.signal),
    changesOf: (cardKey) => store.changesOf(cardKey),
    async toggleWatcher(cardKey, runId, userId) {
      if ((await store.run(runId))?.status === 'ended') {
        return 'ended';
      }
      const change = await store.toggleWatcher(cardKey, userId, now());
      if (change === 'added') {
        // A card that can be changed no more is followed only for those who wait.
        await askToRead(runId, schedule, 0);
      }
      return change;
    },
    isAble: parts.isAble,
    async readNow(runIds) {
      const followed = await store.followedAmong(runIds);
      await Promise.all(followed.map((runId) => readSoon(runId, parts)));
    },
    start() {
      schedule.start(({ kind, key }, signal) => {
        switch (kind) {
          case 'read':
            return follow(Number(key), signal);
          case 'update':
            return update(key, signal);
          case 'tell':
            return tell(key, signal);
        }
      });
      void sweepAgainAndAgain(parts, stopping.signal);
    },
    async stop() {
      stopping.abort();
      await schedule.stop();
    },
  };
}
