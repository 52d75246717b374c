import type { Pool } from 'pg';
import { type Db, PgBoss } from 'pg-boss';
import { z } from 'zod';
import { StoreError } from './database.ts';
import { type Asking, askAll } from './postgres-asking.ts';
import { createBatcher } from './postgres-batch.ts';
import { send } from './postgres-pool.ts';
import type { Task } from './schedule.ts';

/** A task that this process alone may do, for as long as it keeps saying so. */
export interface Claim {
  readonly task: Task;
  readonly id: string;
  /** Tells this claim from the next one of the same task. */
  readonly retryCount: number;
}

/** Tasks that wait in PostgreSQL. Every method rejects within about five seconds. */
export interface TaskQueue {
  /** Lets a task wait for so many milliseconds, or for less where it waits already. */
  put(task: Task, delayMs: number): Promise<void>;
  /** Claims tasks that are due, oldest first. */
  take(kind: Task['kind'], limit: number): Promise<readonly Claim[]>;
  /** Says that these claims of one kind are still being worked on; gives the ids of those that still hold. */
  keep(kind: Task['kind'], claims: readonly Claim[]): Promise<ReadonlySet<string>>;
  /** Gives up a claim; does nothing where it was lost. */
  drop(claim: Claim): Promise<void>;
  close(): Promise<void>;
}

/** All kinds of task; each has a queue of its own. */
export const kinds: readonly Task['kind'][] = ['read', 'update', 'tell'];

/** A claim that was not kept for so long is lost, in seconds; at least ten for pg-boss. */
export const claimSeconds = 15;

/** A claim is lost after this even where it is kept: its work has outlived its time limit. */
const longestClaimSeconds = 70;

/** How often lost claims are looked for, by one of the replicas. */
const lookForLostSeconds = 5;

/** How long a statement may take that somebody waits for, and one of pg-boss's own upkeep. */
const timeoutMs = 3000;
const upkeepTimeoutMs = 20_000;

/** Not pg-boss's usual schema: that may belong to another program in the same database. */
const schema = 'testrun_schedule';

const queue = {
  heartbeatSeconds: claimSeconds,
  expireInSeconds: longestClaimSeconds,
  retryDelay: 0,
  // A lost claim waits again, however often it was lost.
  retryLimit: 1_000_000_000,
  // Claims are dropped, not completed; only what pg-boss itself has put aside is left to delete.
  deleteAfterSeconds: 60,
};

/** What `touch` gives; its types keep quiet about it. */
const touched = z.object({ settled: z.array(z.string()) });

/**
 * Begins to use the tasks in PostgreSQL, and makes pg-boss's tables where they are missing. Any number
 * of processes may do so at once.
 *
 * @param onTrouble hears of faults in pg-boss's upkeep, which goes on by itself
 */
export async function openTaskQueue(
  pool: Pool,
  onTrouble: (error: unknown) => void,
): Promise<TaskQueue> {
  const boss = await startBoss(pool, onTrouble);
  const db = through(pool, timeoutMs);
  const lines = {
    read: createLine('read'),
    update: createLine('update'),
    tell: createLine('tell'),
  };
  function createLine(kind: Task['kind']) {
    return {
      put: createBatcher<Asking>((askings) => askAll({ boss, db, schema, kind }, askings)),
      drop: createBatcher<Claim>(async (claims) => {
        await boss.deleteJob(kind, attempts(claims), { db });
      }),
    };
  }
  return {
    put: ({ kind, key }, delayMs) => lines[kind].put({ key, delayMs }),
    drop: (claim) => lines[claim.task.kind].drop(claim),
    async take(kind, limit) {
      const jobs = await boss.fetch<{ key: string }>(kind, { batchSize: limit, db });
      return jobs.map(({ id, retryCount, data: { key } }) => ({
        task: { kind, key },
        id,
        retryCount,
      }));
    },
    async keep(kind, claims) {
      return new Set(touched.parse(await boss.touch(kind, attempts(claims), { db })).settled);
    },
    close: () => boss.stop({ graceful: false }),
  };
}

async function startBoss(pool: Pool, onTrouble: (error: unknown) => void): Promise<PgBoss> {
  const boss = new PgBoss({
    db: through(pool, upkeepTimeoutMs),
    schema,
    schedule: false,
    superviseIntervalSeconds: lookForLostSeconds,
    monitorIntervalSeconds: lookForLostSeconds,
    maintenanceIntervalSeconds: 300,
    flowIntervalSeconds: 3600,
    monitorVacuum: false,
    registerInstance: false,
  });
  boss.on('error', onTrouble);
  boss.on('warning', ({ message }) => onTrouble(new StoreError(message)));
  try {
    await boss.start();
    for (const kind of kinds) {
      // One queued and one claimed a key, over all replicas.
      await boss.createQueue(kind, { ...queue, policy: 'stately' });
      await boss.updateQueue(kind, queue);
    }
  } catch (error) {
    await boss.stop({ graceful: false }).catch(onTrouble);
    throw error;
  }
  return boss;
}

function attempts(claims: readonly Claim[]): { id: string; retryCount: number }[] {
  return claims.map(({ id, retryCount }) => ({ id, retryCount }));
}

function through(pool: Pool, limitMs: number): Db {
  return { executeSql: (text, values) => send(pool, text, values, limitMs) };
}
