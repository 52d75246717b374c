import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from '../log.ts';
import type { Database, Statement } from './database.ts';
import { createGuardedDatabase, inTime } from './guarded-database.ts';
import { createLateSchedule } from './late-schedule.ts';
import { migrate } from './migrations.ts';
import type { Schedule } from './schedule.ts';
import { createSqlStore } from './sql-store.ts';
import type { OpenStorage } from './sqlite-storage.ts';
import { sql } from './statements.ts';
import { createStorageTrouble, type StorageTrouble } from './storage-trouble.ts';
import type { Store } from './store.ts';

/** What the bot remembers, whatever the database is and whether or not it is there. */
export interface Storage {
  readonly store: Store;
  /** May be started before the database is open. */
  readonly schedule: Schedule;
  /**
   * Begins to open the database, and tries again for as long as that fails. Until then every call rejects.
   * Resolves, and never rejects, once the first attempt has come to its end.
   */
  open(): Promise<void>;
  /** What is wrong, in a short sentence that anybody may read; undefined where all is well. */
  trouble(): string | undefined;
  /** Ends all work and closes the database. */
  close(): Promise<void>;
}

/** What {@link createStorage} needs. */
export interface StorageOptions {
  /** PostgreSQL's URL; undefined for SQLite in `dataDir`. */
  readonly databaseUrl: string | undefined;
  readonly dataDir: string;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** Milliseconds of a clock that nobody sets. */
  readonly steadyMs: () => number;
  readonly log: Logger;
}

const firstPauseMs = 1000;
const longestPauseMs = 15_000;

/** Takes room, so that a full disk shows, and gives it back. */
const probe: readonly Statement[] = [
  sql(
    'INSERT INTO testrun_probe (id, filler) VALUES (1, $1) ON CONFLICT (id) DO NOTHING',
    ' '.repeat(8192),
  ),
  sql('DELETE FROM testrun_probe WHERE id = 1'),
];

/** Makes the storage; nothing is opened yet. */
export function createStorage(options: StorageOptions): Storage {
  const trouble = createStorageTrouble(options);
  const closing = new AbortController();
  const schedule = createLateSchedule();
  let opened: OpenStorage | undefined;
  let trying: Promise<void> | undefined;

  /** Tries until it succeeds; one thing at a time. */
  function keepTrying(attempt: () => Promise<void>): void {
    trying ??= tryAgainAndAgain(attempt, closing.signal, trouble).finally(() => {
      trying = undefined;
    });
  }

  /** One failure may be about one statement alone: whether the database is well, the probe tells. */
  const doubt = (database: Database, error: unknown) =>
    keepTrying(async () => {
      await inTime(database.atomically(probe));
      trouble.passed(error);
    });
  const database = createGuardedDatabase({ known: () => opened?.database, trouble, doubt });

  return {
    store: createSqlStore(database),
    schedule,
    open() {
      const { promise, resolve } = Promise.withResolvers<void>();
      keepTrying(async () => {
        try {
          opened = await openStorage(options);
          schedule.use(opened.schedule);
        } finally {
          resolve();
        }
      });
      return promise;
    },
    trouble() {
      if (trouble.current() !== undefined) {
        return 'The database cannot be used; the log says why.';
      }
      return opened === undefined ? 'The database is being opened.' : undefined;
    },
    async close() {
      closing.abort();
      await trying;
      await schedule.stop();
      await opened?.close();
      opened = undefined;
    },
  };
}

/** pg and pg-boss are loaded only by those who use them. */
async function openStorage(options: StorageOptions): Promise<OpenStorage> {
  const { databaseUrl } = options;
  if (databaseUrl === undefined) {
    const { openSqliteStorage } = await import('./sqlite-storage.ts');
    return await openSqliteStorage(options);
  }
  const { openPostgres } = await import('./postgres-storage.ts');
  const opened = await openPostgres({ ...options, databaseUrl });
  try {
    await migrate(opened.database, 'postgres');
    return opened;
  } catch (error) {
    await opened.close();
    throw error;
  }
}

async function tryAgainAndAgain(
  attempt: () => Promise<void>,
  signal: AbortSignal,
  trouble: StorageTrouble,
): Promise<void> {
  for (let pauseMs = firstPauseMs; !signal.aborted; ) {
    try {
      await attempt();
      trouble.over();
      return;
    } catch (error) {
      trouble.met(error);
    }
    await sleep(pauseMs, undefined, { signal, ref: false }).catch(() => undefined);
    pauseMs = Math.min(pauseMs * 2, longestPauseMs);
  }
}
