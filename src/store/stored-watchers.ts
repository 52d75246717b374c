import type { Database } from './database.ts';
import { sql } from './statements.ts';
import type { Store } from './store.ts';

const maxWatchers = 50;

/** A card that has ended may be shown anew: until then nobody's wish changes. */
const isAlive = `EXISTS (
  SELECT 1 FROM testrun_card WHERE testrun_card.card_key = $1 AND ended_at IS NULL)`;

/** The part of the store that is about who is told. */
export function createStoredWatchers(database: Database): Pick<Store, 'toggleWatcher'> {
  return {
    async toggleWatcher(key, userId, nowMs) {
      const [card, , wished, added, removed] = await database.atomically([
        // Changes nothing, but keeps others away from the card: the count below has to hold.
        sql(
          `UPDATE testrun_card SET changes = changes WHERE card_key = $1 AND ended_at IS NULL
          RETURNING card_key`,
          key,
        ),
        sql(
          `UPDATE testrun_watcher SET leaving = 1
          WHERE card_key = $1 AND user_id = $2 AND wished = 1 AND ${isAlive}`,
          key,
          userId,
        ),
        sql(
          `UPDATE testrun_watcher SET wished = 1
          WHERE card_key = $1 AND user_id = $2 AND wished = 0 AND ${isAlive} RETURNING user_id`,
          key,
          userId,
        ),
        sql(
          `INSERT INTO testrun_watcher
            (card_key, user_id, team_id, channel_id, added_at, claimed, leaving, wished, told_at)
          SELECT card_key, $2, team_id, channel_id, CAST($3 AS BIGINT), 0, 0, 1, NULL
          FROM testrun_card WHERE card_key = $1 AND ended_at IS NULL
            AND (SELECT COUNT(*) FROM testrun_watcher WHERE card_key = $1) < ${maxWatchers}
          ON CONFLICT (card_key, user_id) DO NOTHING RETURNING user_id`,
          key,
          userId,
          nowMs,
        ),
        sql(
          `DELETE FROM testrun_watcher WHERE card_key = $1 AND user_id = $2 AND leaving = 1
          RETURNING user_id`,
          key,
          userId,
        ),
      ]);
      if (wished?.length === 1) {
        return 'already';
      }
      if (removed?.length === 1) {
        return 'removed';
      }
      if (added?.length === 1) {
        return 'added';
      }
      return card?.length === 1 ? 'full' : 'unknown-card';
    },
  };
}
