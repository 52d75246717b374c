import type { Logger } from '../log.ts';
import type { Database } from './database.ts';
import { stopMs, within } from './postgres-claims.ts';
import { createPostgresDatabase } from './postgres-database.ts';
import { toStoreError } from './postgres-errors.ts';
import { createPool } from './postgres-pool.ts';
import { openTaskQueue, type TaskQueue } from './postgres-queue.ts';
import { createPostgresSchedule } from './postgres-schedule.ts';
import type { Schedule } from './schedule.ts';

/** The same fault is logged at most once in so many milliseconds. */
const silenceMs = 60_000;

/**
 * Connections of the store and of the schedule: apart, so that a hundred tasks that use the store cannot
 * keep the schedule from renewing its claims; and few, since PostgreSQL usually has a hundred for all.
 */
const storeConnections = 6;
const scheduleConnections = 3;

/** What {@link openPostgres} needs. */
export interface PostgresOptions {
  /** `postgres://user:password@host:port/database`, with `sslmode` and the like as psql knows them. */
  readonly databaseUrl: string;
  readonly log: Logger;
  /** Milliseconds of a clock that nobody sets. */
  readonly steadyMs: () => number;
}

/** PostgreSQL for the store and for the schedule. */
export interface PostgresStorage {
  readonly database: Database;
  readonly schedule: Schedule;
  /** Stops the schedule if nobody has, and closes every connection. */
  close(): Promise<void>;
}

/**
 * Connects to PostgreSQL and prepares what carries the schedule; the store's tables are its own
 * business. Gives up at the first fault, and leaves nothing open then.
 *
 * @throws {StoreError}
 */
export async function openPostgres({
  databaseUrl,
  log,
  steadyMs,
}: PostgresOptions): Promise<PostgresStorage> {
  const database = createPostgresDatabase(createPool(databaseUrl, storeConnections), steadyMs);
  const pool = createPool(databaseUrl, scheduleConnections);
  const onTrouble = createTroubleLog(log, steadyMs);
  let queue: TaskQueue;
  try {
    // First by itself: pg-boss waits longer and says less.
    await database.atomically([{ sql: 'SELECT 1' }]);
    queue = await openTaskQueue(pool, onTrouble);
  } catch (error) {
    await Promise.all([pool.end(), database.close()]);
    throw toStoreError(error);
  }
  const schedule = createPostgresSchedule({ queue, steadyMs, log, onTrouble });
  return {
    database,
    schedule,
    async close() {
      await schedule.stop();
      // Each waits for statements under way, which a database that hangs may hold for longer.
      await within(stopMs, queue.close().catch(onTrouble));
      await within(stopMs, Promise.all([pool.end(), database.close()]));
    },
  };
}

/** Says what troubles the schedule, each fault once in a while: it tries again far more often. */
function createTroubleLog(log: Logger, steadyMs: () => number): (error: unknown) => void {
  const saidAtMs = new Map<string, number>();
  return (error) => {
    const { message } = toStoreError(error);
    if (steadyMs() - (saidAtMs.get(message) ?? Number.NEGATIVE_INFINITY) >= silenceMs) {
      // Few faults have words of their own; those that do must not gather for ever.
      if (saidAtMs.size > 50) {
        saidAtMs.clear();
      }
      saidAtMs.set(message, steadyMs());
      log.warn({}, `the schedule goes on trying: ${message}`);
    }
  };
}
