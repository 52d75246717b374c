import { setTimeout as sleep } from 'node:timers/promises';
import type { TestRun } from '../runs/run.ts';
import type { Card, WatchChange } from '../store/store.ts';
import { createFollower } from './follow-run.ts';
import type { LiveParts } from './live-parts.ts';
import { sightingOf } from './sighting.ts';
import { askToRead, askToTell, askToUpdate } from './tasks.ts';
import { createTeller } from './tell-people.ts';
import { createUpdater } from './update-cards.ts';

/** What became of a wish to be told; `ended`: there is nothing to wait for any more. */
export type WatcherAnswer = WatchChange | 'ended';

/** Cards that keep themselves true until their run ends. */
export interface LiveCards {
  /**
   * A card was shown to people: from now on it follows its run, if that has not ended.
   *
   * @param options.watcher who is told of the end without asking
   * @param options.isFresh whether the run was read anew for this
   * @throws {StoreError} where the card cannot live because the database is away
   */
  shown(
    card: Card,
    run: TestRun,
    options: { readonly watcher?: string | undefined; readonly isFresh: boolean },
  ): Promise<void>;
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
  const { store, schedule, slack, now } = parts;
  const stopping = new AbortController();
  const follow = createFollower(parts);
  const update = createUpdater(parts);
  const tell = createTeller(parts);
  return {
    async shown(card, run, { watcher, isFresh }) {
      const known = await store.wantedTests(card.runId);
      const isNewTest = card.wantedTest !== undefined && !known.includes(card.wantedTest);
      const wanted =
        card.wantedTest === undefined || !isNewTest ? known : [...known, card.wantedTest];
      const sighting = sightingOf(run, wanted);
      const look = slack.look({ card, run, status: sighting.isTerminal ? 'ended' : 'following' });
      await store.putCard(card, { sighting, look, watcher, isFresh: isFresh || isNewTest }, now());
      await catchUp(card, sighting.fingerprint, parts);
    },
    async toggleWatcher(cardKey, runId, userId) {
      if ((await store.run(runId))?.status === 'ended') {
        return 'ended';
      }
      return await store.toggleWatcher(cardKey, userId, now());
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

/** Asks for what a card that was just shown still lacks. */
async function catchUp(card: Card, fingerprint: string, parts: LiveParts): Promise<void> {
  const run = await parts.store.run(card.runId);
  if (run === undefined) {
    return;
  }
  if (run.status !== 'following') {
    await askToUpdate(card.teamId, parts.schedule);
    await askToTell(card, parts.schedule);
  } else if (run.fingerprint === fingerprint) {
    await askToRead(card.runId, parts.schedule, run.nextReadAtMs - parts.now());
  } else {
    await readSoon(card.runId, parts);
  }
}

async function readSoon(runId: number, { store, schedule, now }: LiveParts): Promise<void> {
  await store.makeDue(runId, now() + 1);
  await askToRead(runId, schedule, 0);
}

const sweepEveryMs = 30_000;
const sweepAfterTroubleMs = 5000;
const purgeEveryMs = 60 * 60 * 1000;

/** A task that is this late has been lost. */
const overdueMs = 15_000;

/**
 * Asks for all that has to be done, at first and then for what has been left undone: a replica that
 * died may have asked for nothing any more.
 */
async function sweepAgainAndAgain(parts: LiveParts, signal: AbortSignal): Promise<void> {
  let lateByMs = Number.NEGATIVE_INFINITY;
  let purgeAtMs = 0;
  while (!signal.aborted) {
    let pauseMs = sweepEveryMs;
    try {
      await sweep(parts, lateByMs);
      lateByMs = overdueMs;
      if (parts.now() >= purgeAtMs) {
        await parts.store.purge(parts.now());
        purgeAtMs = parts.now() + purgeEveryMs;
      }
    } catch {
      // The store has told of its trouble.
      pauseMs = sweepAfterTroubleMs;
    }
    await sleep(pauseMs, undefined, { signal, ref: false }).catch(() => undefined);
  }
}

async function sweep({ store, schedule, now }: LiveParts, lateByMs: number): Promise<void> {
  const { runs, teamIds, channels } = await store.openWork();
  const late = runs.filter(({ nextReadAtMs }) => now() - nextReadAtMs > lateByMs);
  await Promise.all([
    ...late.map(({ runId, nextReadAtMs }) => askToRead(runId, schedule, nextReadAtMs - now())),
    ...teamIds.map((teamId) => askToUpdate(teamId, schedule)),
    ...channels.map((channel) => askToTell(channel, schedule)),
  ]);
}
