import { type Database, StoreError } from './database.ts';
import type { StorageTrouble } from './storage-trouble.ts';

const callTimeoutMs = 3000;

/**
 * A database that may not be there: rejects at once while it is not open or known to be in trouble, and
 * in a few seconds where it does not answer.
 *
 * @param parts.known the database, once it is open
 * @param parts.doubt hears of every failure
 */
export function createGuardedDatabase({
  known,
  trouble,
  doubt,
}: {
  readonly known: () => Database | undefined;
  readonly trouble: StorageTrouble;
  readonly doubt: (database: Database, error: unknown) => void;
}): Database {
  return {
    async atomically(statements) {
      const database = known();
      const lasting = trouble.current();
      if (database === undefined || lasting !== undefined) {
        throw lasting ?? new StoreError('The database is not open.');
      }
      try {
        return await inTime(database.atomically(statements));
      } catch (error) {
        doubt(database, error);
        throw error;
      }
    },
    async close() {
      await known()?.close();
    },
  };
}

/**
 * Waits for an answer of the database, but not for ever.
 *
 * @throws {StoreError} where it takes too long
 */
export async function inTime<Value>(call: Promise<Value>): Promise<Value> {
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
