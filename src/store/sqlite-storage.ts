import type { Logger } from '../log.ts';
import type { Database } from './database.ts';
import { migrate } from './migrations.ts';
import type { Schedule } from './schedule.ts';
import { openSqlite } from './sqlite-database.ts';
import { createSqliteSchedule } from './sqlite-schedule.ts';
import { voidClaims } from './stored-notices.ts';

/** A database that is open, with its tables in place, and the schedule that lives in it. */
export interface OpenStorage {
  readonly database: Database;
  readonly schedule: Schedule;
  close(): Promise<void>;
}

/**
 * Opens the file in DATA_DIR, brings its tables up to date and gives back what a dead process had claimed.
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
    // Nobody else uses the folder: whoever claimed something has died.
    await voidClaims(database);
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
