import { z } from 'zod';
import type { Database } from './database.ts';
import { query, sql } from './statements.ts';
import type { Store } from './store.ts';

const spendingRow = z.object({
  sent_at: z
    .string()
    .transform((text): unknown => JSON.parse(text))
    .pipe(z.array(z.number())),
  paused_until: z.number(),
  failures: z.number(),
});

/** The part of the store that is about the budget of workspaces. */
export function createStoredSpending(
  database: Database,
): Pick<Store, 'spending' | 'recordSpending'> {
  return {
    async spending(teamId) {
      const [row] = await query(
        database,
        spendingRow,
        sql(
          'SELECT sent_at, paused_until, failures FROM testrun_spending WHERE team_id = $1',
          teamId,
        ),
      );
      return {
        sentAtMs: row?.sent_at ?? [],
        pausedUntilMs: row?.paused_until ?? 0,
        failures: row?.failures ?? 0,
      };
    },
    async recordSpending(teamId, { sentAtMs, pausedUntilMs, failures }) {
      await database.atomically([
        sql(
          `INSERT INTO testrun_spending (team_id, sent_at, paused_until, failures)
          VALUES ($1, $2, $3, $4)
          ON CONFLICT (team_id) DO UPDATE SET sent_at = excluded.sent_at,
            paused_until = excluded.paused_until, failures = excluded.failures`,
          teamId,
          JSON.stringify(sentAtMs),
          pausedUntilMs,
          failures,
        ),
      ]);
    },
  };
}
