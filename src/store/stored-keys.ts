import type { Database } from './database.ts';
import { sql } from './statements.ts';
import type { Store } from './store.ts';

/** The part of the store that remembers what was done, so that it is not done twice. */
export function createStoredKeys(database: Database): Pick<Store, 'isFirst' | 'isRemembered'> {
  return {
    async isFirst(key, untilMs, nowMs) {
      const [rows] = await database.atomically([
        sql(
          `INSERT INTO testrun_key (remembered_key, until_ms) VALUES ($1, $2)
          ON CONFLICT (remembered_key) DO UPDATE SET until_ms = excluded.until_ms
          WHERE testrun_key.until_ms <= $3
          RETURNING remembered_key`,
          key,
          untilMs,
          nowMs,
        ),
      ]);
      return rows?.length === 1;
    },
    async isRemembered(key, nowMs) {
      const [rows] = await database.atomically([
        sql(
          'SELECT remembered_key FROM testrun_key WHERE remembered_key = $1 AND until_ms > $2',
          key,
          nowMs,
        ),
      ]);
      return rows?.length === 1;
    },
  };
}
