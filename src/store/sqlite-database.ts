import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync, type StatementSync } from 'node:sqlite';
import { type Database, type Row, type Statement, StoreError } from './database.ts';
import { databaseFile, isBusy, toSqliteError } from './sqlite-errors.ts';

/** How long a call may wait for another program, such as a sqlite3 shell; nothing else happens meanwhile. */
const busyTimeoutMs = 500;

/**
 * Opens the file in DATA_DIR, which is made if it is missing, and keeps other processes out for as long as
 * this one lives. A backup by `sqlite3 … .backup` works all the same.
 *
 * @throws {StoreError} where the folder or the file cannot be used, or another process has it
 */
export function openSqlite({ dataDir }: { dataDir: string }): Database {
  const lock = takeFolder(dataDir);
  try {
    const file = openFile(dataDir);
    return createSqliteDatabase(file, lock, dataDir);
  } catch (error) {
    lock.close();
    throw toSqliteError(error, dataDir);
  }
}

/** A file of its own, so that the database itself stays open to others who read it. The system lets it go. */
function takeFolder(dataDir: string): DatabaseSync {
  let lock: DatabaseSync | undefined;
  try {
    mkdirSync(dataDir, { recursive: true });
    lock = new DatabaseSync(join(dataDir, 'testrun.lock'), { timeout: 0 });
    lock.exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE');
    return lock;
  } catch (error) {
    lock?.close();
    if (isBusy(error)) {
      throw new StoreError(
        `DATA_DIR ${dataDir} is in use by another process. Stop it; several replicas need DATABASE_URL.`,
      );
    }
    throw toSqliteError(error, dataDir);
  }
}

function openFile(dataDir: string): DatabaseSync {
  const file = new DatabaseSync(databaseFile(dataDir), { timeout: busyTimeoutMs });
  try {
    file.exec(`
      PRAGMA journal_mode = WAL;
      PRAGMA synchronous = NORMAL;
      PRAGMA foreign_keys = ON;
      PRAGMA journal_size_limit = 8388608;
    `);
    return file;
  } catch (error) {
    file.close();
    throw error;
  }
}

function createSqliteDatabase(file: DatabaseSync, lock: DatabaseSync, dataDir: string): Database {
  const prepared = new Map<string, StatementSync>();
  const run = ({ sql, values = [] }: Statement): readonly Row[] => {
    let statement = prepared.get(sql);
    if (statement === undefined) {
      // SQLite gives `$1` a name, which has to be bound by name; `?1` is bound by its place.
      statement = file.prepare(sql.replaceAll(/\$(\d+)/g, '?$1'));
      prepared.set(sql, statement);
    }
    return statement.all(...values);
  };
  const runTogether = (statements: readonly Statement[]): readonly (readonly Row[])[] => {
    file.exec('BEGIN IMMEDIATE');
    try {
      const rows = statements.map(run);
      file.exec('COMMIT');
      return rows;
    } catch (error) {
      // Some errors, such as a full disk, have undone everything already.
      if (file.isTransaction) {
        file.exec('ROLLBACK');
      }
      throw error;
    }
  };
  return {
    atomically(statements) {
      try {
        return Promise.resolve(
          statements.length === 1 ? statements.map(run) : runTogether(statements),
        );
      } catch (error) {
        return Promise.reject(toSqliteError(error, dataDir));
      }
    },
    close() {
      if (file.isOpen) {
        prepared.clear();
        file.close();
        lock.close();
      }
      return Promise.resolve();
    },
  };
}
