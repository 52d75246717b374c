import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from '../log.ts';
import { type Database, type Statement, StoreError } from './database.ts';
import { migrate } from './migrations.ts';
import type { Schedule, Work } from './schedule.ts';
import { createSqlStore } from './sql-store.ts';
import type { OpenStorage } from './sqlite-storage.ts';
import { sql } from './statements.ts';
import { createStorageTrouble } from './storage-trouble.ts';
import type { Store } from './store.ts';

/** What the bot remembers, whatever the database is and whether or not it is there. */
export interface Storage {
  readonly store: Store;
  /** May be started before the database is open. */
  readonly schedule: Schedule;
  /** Begins to open the database, and tries again for as long as that fails. Until then every call rejects. */
  open(): void;
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
const callTimeoutMs = 3000;

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

  /** One refusal may be about one statement alone: whether the database is well, the probe tells. */
  function doubt(database: Database): void {
    keepTrying(async () => {
      await inTime(database.atomically(probe));
    });
  }

  const database: Database = {
    async atomically(statements) {
      const known = opened?.database;
      if (known === undefined) {
        throw trouble.current() ?? new StoreError('The database is not open yet.');
      }
      const lasting = trouble.current();
      if (lasting !== undefined) {
        throw lasting;
      }
      try {
        return await inTime(known.atomically(statements));
      } catch (error) {
        doubt(known);
        throw error;
      }
    },
    close: () => Promise.resolve(),
  };

  return {
    store: createSqlStore(database),
    schedule,
    open() {
      keepTrying(async () => {
        opened = await openStorage(options);
        schedule.use(opened.schedule);
      });
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
  trouble: ReturnType<typeof createStorageTrouble>,
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

/** A schedule that can be started before there is one. */
function createLateSchedule(): Schedule & { use(schedule: Schedule): void } {
  let real: Schedule | undefined;
  let worker: Work | undefined;
  return {
    use(schedule) {
      real = schedule;
      if (worker !== undefined) {
        real.start(worker);
      }
    },
    async ask(task, delayMs) {
      if (real === undefined) {
        throw new StoreError('The database is not open yet.');
      }
      await real.ask(task, delayMs);
    },
    start(work) {
      worker = work;
      real?.start(work);
    },
    async stop() {
      worker = undefined;
      await real?.stop();
    },
  };
}

async function inTime<Value>(call: Promise<Value>): Promise<Value> {
  const { promise, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(
    () => reject(new StoreError('The database does not answer in time.')),
    callTimeoutMs,
  );
  try {
    return await Promise.race([call, promise]);
  } finally {
    clearTimeout(timer);
  }
}
