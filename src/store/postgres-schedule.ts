import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from '../log.ts';
import { inTime } from './guarded-database.ts';
import { type Claims, createClaims } from './postgres-claims.ts';
import { toStoreError } from './postgres-errors.ts';
import { createLane } from './postgres-lane.ts';
import { kinds, type TaskQueue } from './postgres-queue.ts';
import type { Schedule, Task, Work } from './schedule.ts';

/** How many tasks of each kind a process does at once: readings never take the room of the rest. */
const room = { read: 60, update: 30, tell: 20 } as const satisfies Record<Task['kind'], number>;

/** How many tasks are claimed by one statement. */
const batchSize = 25;

/** How often each kind is looked for. Tells how late another replica's asking may be noticed. */
const lookMs = 400;

/** How long nobody looks after a fault. */
const faultMs = 1500;

/** How often the database is told that work goes on: several times before a claim lapses. */
const renewMs = 4000;

/** What {@link createPostgresSchedule} needs. */
export interface PostgresScheduleOptions {
  readonly queue: TaskQueue;
  /** Milliseconds of a clock that nobody sets. */
  readonly steadyMs: () => number;
  readonly log: Logger;
  /** Hears of faults, of which the schedule gets over by itself. */
  readonly onTrouble: (error: unknown) => void;
}

/**
 * A schedule that any number of replicas share. Due times are the database's; a replica that dies is
 * noticed by its silence, and its tasks are taken over within about half a minute.
 */
export function createPostgresSchedule(options: PostgresScheduleOptions): Schedule {
  const { queue } = options;
  let running: ReturnType<typeof run> | undefined;
  let isStopped = false;
  return {
    async ask(task, delayMs) {
      try {
        await inTime(queue.put(task, Math.max(0, Math.ceil(delayMs))));
      } catch (error) {
        throw toStoreError(error);
      }
      if (delayMs <= 0) {
        running?.poke(task.kind);
      }
    },
    start(work) {
      if (!isStopped) {
        running ??= run(work, options);
      }
    },
    async stop() {
      isStopped = true;
      await running?.stop();
    },
  };
}

function run(work: Work, options: PostgresScheduleOptions) {
  const { queue, steadyMs, onTrouble } = options;
  const stopping = new AbortController();
  const claims: Claims = createClaims({ ...options, work, onRoom: poke });

  async function take(kind: Task['kind']): Promise<number> {
    const wanted = Math.min(batchSize, room[kind] - claims.count(kind));
    if (wanted <= 0) {
      return lookMs;
    }
    try {
      const takenAtMs = steadyMs();
      const taken = await queue.take(kind, wanted);
      for (const claim of taken) {
        claims.begin(claim, takenAtMs);
      }
      return taken.length < wanted ? lookMs : 0;
    } catch (error) {
      onTrouble(error);
      return faultMs;
    }
  }

  const lanes = {
    read: createLane(() => take('read')),
    update: createLane(() => take('update')),
    tell: createLane(() => take('tell')),
  };
  function poke(kind: Task['kind']): void {
    lanes[kind].poke();
  }
  const loops = Promise.all([
    ...kinds.map((kind) => lanes[kind].run(stopping.signal)),
    keepAlive(claims, stopping.signal),
  ]);
  return {
    poke,
    async stop() {
      stopping.abort();
      await claims.stop(loops);
    },
  };
}

/** Renews claims until the signal is aborted, and looks every second whether that has worked. */
async function keepAlive(claims: Claims, signal: AbortSignal): Promise<void> {
  const look = setInterval(() => claims.abortLapsed(), 1000).unref();
  while (!signal.aborted) {
    await sleep(renewMs, undefined, { signal, ref: false }).catch(() => undefined);
    await claims.renew();
  }
  clearInterval(look);
}
