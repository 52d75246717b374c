import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from '../log.ts';
import { isOutage, StoreError } from './database.ts';
import { type Claim, claimSeconds, kinds, type TaskQueue } from './postgres-queue.ts';
import type { Task, Work } from './schedule.ts';

/** How long work may take before its signal is aborted; well below the longest claim. */
const workTimeoutMs = 60_000;

/** After how long work that rejected is asked for again. */
const againMs = 10_000;

/** A claim is no longer relied on so long before others may take it over. */
const marginMs = 3000;

/** How long a stop waits for work that is being aborted, and for a database that does not answer. */
export const stopMs = 5000;

/** The tasks that this process holds, and the work on them. */
export interface Claims {
  /** How many of a kind are held. */
  count(kind: Task['kind']): number;
  /**
   * Works on a task and gives it up, asking for it again where it has to be done again.
   *
   * @param takenAtMs when it was asked for, by the steady clock
   */
  begin(claim: Claim, takenAtMs: number): void;
  /** Tells the database that the work goes on. */
  renew(): Promise<void>;
  /** Aborts work whose claim may have gone to somebody else. */
  abortLapsed(): void;
  /**
   * Aborts all work, waits for it to end, and gives back what does not.
   *
   * @param noMore resolves when nothing more is begun
   */
  stop(noMore: Promise<unknown>): Promise<void>;
}

/** What {@link createClaims} needs. */
export interface ClaimsOptions {
  readonly queue: TaskQueue;
  readonly work: Work;
  readonly steadyMs: () => number;
  readonly log: Logger;
  /** Hears of faults of the database. */
  readonly onTrouble: (error: unknown) => void;
  /** There is room for another task of this kind. */
  readonly onRoom: (kind: Task['kind']) => void;
}

interface Held {
  readonly claim: Claim;
  readonly abort: AbortController;
  /** When the database last confirmed the claim, by the steady clock. */
  keptAtMs: number;
}

/** Begins with nothing held. */
export function createClaims(options: ClaimsOptions): Claims {
  const { queue, steadyMs, onTrouble, onRoom } = options;
  const held = new Set<Held>();
  const ends = new Set<Promise<void>>();
  const stopping = new AbortController();

  async function toEnd(one: Held): Promise<void> {
    held.add(one);
    await settle(queue, one.claim, await workOn(one, options, stopping.signal), {
      onTrouble,
      stopping: stopping.signal,
    });
    held.delete(one);
    onRoom(one.claim.task.kind);
  }

  return {
    count: (kind) => [...held].filter(({ claim }) => claim.task.kind === kind).length,
    begin(claim, takenAtMs) {
      const one = { claim, abort: new AbortController(), keptAtMs: takenAtMs };
      const end = stopping.signal.aborted ? giveBack(queue, claim, onTrouble) : toEnd(one);
      ends.add(end);
      void end.finally(() => ends.delete(end));
    },
    async renew() {
      await Promise.all(kinds.map((kind) => renewKind(kind, held, options).catch(onTrouble)));
    },
    abortLapsed() {
      const sinceMs = steadyMs() - (claimSeconds * 1000 - marginMs);
      for (const { keptAtMs, abort } of held) {
        if (keptAtMs < sinceMs) {
          abort.abort(
            new StoreError('The database could not be told that this task is being done.'),
          );
        }
      }
    },
    async stop(noMore) {
      stopping.abort();
      for (const { abort } of held) {
        abort.abort(new Error('The bot is stopping.'));
      }
      await within(
        stopMs,
        noMore.then(() => Promise.all(ends)),
      );
      await Promise.all([...held].map(({ claim }) => giveBack(queue, claim, onTrouble)));
    },
  };
}

async function renewKind(
  kind: Task['kind'],
  held: ReadonlySet<Held>,
  { queue, steadyMs }: ClaimsOptions,
): Promise<void> {
  const ones = [...held].filter(({ claim }) => claim.task.kind === kind);
  if (ones.length === 0) {
    return;
  }
  const atMs = steadyMs();
  const kept = await queue.keep(
    kind,
    ones.map(({ claim }) => claim),
  );
  for (const one of ones) {
    if (kept.has(one.claim.id)) {
      one.keptAtMs = atMs;
    } else {
      // Also where the work has just ended and the claim with it; then nobody listens any more.
      one.abort.abort(new StoreError('Another process has taken this task over.'));
    }
  }
}

async function workOn(
  { claim, abort }: Held,
  { work, log, onTrouble }: ClaimsOptions,
  stopping: AbortSignal,
): Promise<number | undefined> {
  const { task } = claim;
  const limit = setTimeout(
    () => abort.abort(new Error(`a task (${task.kind}) took longer than a minute`)),
    workTimeoutMs,
  ).unref();
  try {
    return await Promise.race([work(task, abort.signal), untilLost(abort.signal, stopping)]);
  } catch (error) {
    if (stopping.aborted) {
      // Another replica may take it at once.
      return 0;
    }
    if (isOutage(error)) {
      onTrouble(error);
    } else {
      log.error({ error, task }, 'a task failed; it is tried again in ten seconds');
    }
    return againMs;
  } finally {
    clearTimeout(limit);
  }
}

/** Rejects where the work is no longer ours to do, heeded or not. A stop waits for its end instead. */
function untilLost(signal: AbortSignal, stopping: AbortSignal): Promise<never> {
  const { promise, reject } = Promise.withResolvers<never>();
  signal.addEventListener('abort', () => {
    if (!stopping.aborted) {
      reject(signal.reason);
    }
  });
  return promise;
}

/** Asks for what has to be done again before the claim ends: whoever dies between the two loses nothing. */
async function settle(
  queue: TaskQueue,
  claim: Claim,
  delayMs: number | undefined,
  { onTrouble, stopping }: { onTrouble: (error: unknown) => void; stopping: AbortSignal },
): Promise<void> {
  for (;;) {
    try {
      if (delayMs !== undefined) {
        await queue.put(claim.task, delayMs);
      }
      await queue.drop(claim);
      return;
    } catch (error) {
      onTrouble(error);
      if (stopping.aborted) {
        return;
      }
      await sleep(1000, undefined, { ref: false });
    }
  }
}

async function giveBack(
  queue: TaskQueue,
  claim: Claim,
  onTrouble: (error: unknown) => void,
): Promise<void> {
  try {
    await queue.put(claim.task, 0);
    await queue.drop(claim);
  } catch (error) {
    // It is taken over once the claim has lapsed.
    onTrouble(error);
  }
}

/** Waits for an end, but not for ever; limits in milliseconds. */
export async function within(limitMs: number, end: Promise<unknown>): Promise<void> {
  const timer = new AbortController();
  const limit = sleep(limitMs, undefined, { signal: timer.signal }).catch(() => undefined);
  await Promise.race([end, limit]);
  timer.abort();
}
