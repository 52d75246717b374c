import type { Logger } from '../log.ts';
import type { Database } from './database.ts';
import { migrate } from './migrations.ts';
import type { Schedule } from './schedule.ts';
import { openSqlite } from './sqlite-database.ts';
import { createSqliteSchedule } from './sqlite-schedule.ts';

/** A database that is open, with its tables in place, and the schedule that lives in it. */
export interface OpenStorage {
  readonly database: Database;
  readonly schedule: Schedule;
  close(): Promise<void>;
}

/**
 * Opens the file in DATA_DIR and brings its tables up to date.
 *
 * @throws {StoreError}
 */
export async function openSqliteStorage({
  dataDir,
  now,
  steadyMs,
  log,
}: {
  readonly dataDir: string;
  readonly now: () => number;
  readonly steadyMs: () => number;
  readonly log: Logger;
}): Promise<OpenStorage> {
  const database = openSqlite({ dataDir });
  try {
    await migrate(database, 'sqlite');
  } catch (error) {
    await database.close();
    throw error;
  }
  return {
    database,
    schedule: createSqliteSchedule({ database, steadyMs, now, log }),
    close: () => database.close(),
  };
}
