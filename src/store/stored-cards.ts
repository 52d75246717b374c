import { z } from 'zod';
import { cardColumns, cardRow, statusSchema, toCard } from './card-rows.ts';
import type { Database } from './database.ts';
import { mostPostponedMs } from './postponed.ts';
import { query, sql } from './statements.ts';
import type { Store } from './store.ts';

const staleRow = cardRow.extend({
  status: statusSchema,
  snapshot: z.string(),
  fingerprint: z.string(),
  look: z.string(),
  failures: z.number(),
});
const timeRow = z.object({ at: z.number().nullable() });

/** The part of the store that is about what cards show. */
export function createStoredCards(
  database: Database,
): Pick<
  Store,
  | 'staleCards'
  | 'nextStaleAtMs'
  | 'changesOf'
  | 'recordShown'
  | 'postponeCard'
  | 'fixCard'
  | 'endCard'
> {
  return {
    staleCards: (teamId, limit, nowMs) => staleCards(database, teamId, limit, nowMs),
    async nextStaleAtMs(teamId) {
      const [row] = await query(
        database,
        timeRow,
        sql(
          `SELECT MIN(not_before) AS at FROM testrun_card
          WHERE team_id = $1 AND stale_since IS NOT NULL`,
          teamId,
        ),
      );
      return row?.at ?? undefined;
    },
    async changesOf(key) {
      const [row] = await query(
        database,
        z.object({ changes: z.number() }),
        sql('SELECT changes FROM testrun_card WHERE card_key = $1', key),
      );
      return row?.changes;
    },
    async recordShown(key, { fingerprint, status, look }, nowMs) {
      await database.atomically([
        sql(
          `UPDATE testrun_card SET
            shown_fingerprint = $2, shown_status = $3, look = $4, changes = changes + 1,
            failures = 0, not_before = 0,
            stale_since = CASE WHEN due_fingerprint = $2 AND due_status = $3
              THEN NULL ELSE CAST($5 AS BIGINT) END
          WHERE card_key = $1 AND ended_at IS NULL`,
          key,
          fingerprint,
          status,
          look,
          nowMs,
        ),
      ]);
    },
    ...createCardEnds(database),
  };
}

function createCardEnds(database: Database): Pick<Store, 'postponeCard' | 'fixCard' | 'endCard'> {
  const rest =
    (since: 'fixed_at' | 'ended_at') => async (key: string, why: string, nowMs: number) => {
      await database.atomically([
        sql(
          `UPDATE testrun_card SET ${since} = $3, ended_why = $2, stale_since = NULL
          WHERE card_key = $1 AND ended_at IS NULL`,
          key,
          why,
          nowMs,
        ),
      ]);
    };
  return {
    fixCard: rest('fixed_at'),
    endCard: rest('ended_at'),
    async postponeCard(key, failures, notBeforeMs) {
      await database.atomically([
        sql(
          'UPDATE testrun_card SET failures = $2, not_before = $3 WHERE card_key = $1',
          key,
          failures,
          notBeforeMs,
        ),
      ]);
    },
  };
}

async function staleCards(database: Database, teamId: string, limit: number, nowMs: number) {
  const rows = await query(
    database,
    staleRow,
    sql(
      `SELECT ${cardColumns}, c.look, c.failures, r.status, r.snapshot, r.fingerprint
      FROM testrun_card AS c JOIN testrun_run AS r ON r.run_id = c.run_id
      WHERE c.team_id = $1 AND c.stale_since IS NOT NULL
        AND (c.not_before <= $2 OR c.not_before > $4)
      ORDER BY (r.status = 'following'), (c.changes > 0), c.stale_since, c.card_key
      LIMIT $3`,
      teamId,
      nowMs,
      limit,
      nowMs + mostPostponedMs,
    ),
  );
  return rows.map((row) => ({
    card: toCard(row),
    run: { status: row.status, snapshot: row.snapshot, fingerprint: row.fingerprint },
    look: row.look,
    failures: row.failures,
  }));
}
