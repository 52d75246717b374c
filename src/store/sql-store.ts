import { z } from 'zod';
import type { Database } from './database.ts';
import { createPutCard } from './put-card.ts';
import { isFollowed, readWork } from './run-changes.ts';
import { readRows, sql } from './statements.ts';
import type { Store } from './store.ts';
import { createStoredCards } from './stored-cards.ts';
import { createStoredKeys } from './stored-keys.ts';
import { createStoredNotices } from './stored-notices.ts';
import { createStoredRuns } from './stored-runs.ts';
import { createStoredSpending } from './stored-spending.ts';
import { createStoredWatchers } from './stored-watchers.ts';

const keepMs = 7 * 24 * 60 * 60 * 1000;
const maxRuns = 5_000;
const dueRunRow = z.object({ run_id: z.number(), next_read_at: z.number() });

/** Makes the store over a database whose tables are in place. */
export function createSqlStore(database: Database): Store {
  return {
    ...createStoredKeys(database),
    ...createPutCard(database),
    ...createStoredRuns(database),
    ...createStoredCards(database),
    ...createStoredSpending(database),
    ...createStoredWatchers(database),
    ...createStoredNotices(database),
    openWork: () => openWork(database),
    async purge(nowMs) {
      await database.atomically([
        // Cards and watchers go with their run.
        sql(
          `DELETE FROM testrun_run
          WHERE over_at < $1 OR (read_at < $1 AND status = 'following' AND NOT (${isFollowed}))`,
          nowMs - keepMs,
        ),
        sql('DELETE FROM testrun_key WHERE until_ms <= $1', nowMs),
      ]);
    },
  };
}

async function openWork(database: Database) {
  const [runs, teams, channels] = await database.atomically([
    sql(
      `SELECT run_id, next_read_at FROM testrun_run WHERE ${isFollowed}
      ORDER BY next_read_at LIMIT ${maxRuns}`,
    ),
    sql('SELECT DISTINCT team_id FROM testrun_card WHERE stale_since IS NOT NULL ORDER BY team_id'),
    sql(
      `SELECT DISTINCT w.team_id, w.channel_id
      FROM testrun_watcher AS w JOIN testrun_card AS c ON c.card_key = w.card_key
      WHERE w.told_at IS NULL AND c.ended_at IS NULL AND c.due_status <> 'following'
      ORDER BY w.team_id, w.channel_id`,
    ),
  ]);
  return {
    runs: readRows(dueRunRow, runs).map((row) => ({
      runId: row.run_id,
      nextReadAtMs: row.next_read_at,
    })),
    ...readWork(teams, channels),
  };
}
