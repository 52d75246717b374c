import { z } from 'zod';
import { cardColumns, cardRow, overStatusSchema, toCard } from './card-rows.ts';
import type { Database } from './database.ts';
import { mostPostponedMs } from './postponed.ts';
import { query, readRows, sql } from './statements.ts';
import type { DueNotice, OpenWork, Store } from './store.ts';

const keyRow = z.object({ card_key: z.string() });
const noticeRow = cardRow.extend({
  status: overStatusSchema,
  snapshot: z.string(),
  notice_failures: z.number(),
});
const userRow = z.object({ user_id: z.string() });
const timeRow = z.object({ at: z.number().nullable() });

/** Cards of a channel whose people have to be told; `$1` is the workspace, `$2` the channel. */
const dueInChannel = `
  FROM testrun_watcher AS w JOIN testrun_card AS c ON c.card_key = w.card_key
  WHERE w.team_id = $1 AND w.channel_id = $2 AND w.told_at IS NULL
    AND c.ended_at IS NULL AND c.due_status <> 'following'`;

/** The part of the store that is about telling people of an end. */
export function createStoredNotices(
  database: Database,
): Pick<Store, 'claimNotice' | 'recordTold' | 'postponeNotice' | 'nextNoticeAtMs'> {
  return {
    claimNotice: (channel, claimedUntilMs, nowMs) =>
      claimNotice(database, channel, claimedUntilMs, nowMs),
    async recordTold(key, nowMs) {
      await database.atomically([
        sql(
          `UPDATE testrun_card SET notice_failures = 0, notice_not_before = 0 WHERE card_key = $1`,
          key,
        ),
        // Whoever joined since the claim was not in the message.
        sql(
          `UPDATE testrun_watcher SET told_at = $2, claimed = 0 WHERE card_key = $1 AND claimed = 1`,
          key,
          nowMs,
        ),
      ]);
    },
    async postponeNotice(key, failures, notBeforeMs) {
      await database.atomically([
        sql(
          `UPDATE testrun_card SET notice_failures = $2, notice_not_before = $3 WHERE card_key = $1`,
          key,
          failures,
          notBeforeMs,
        ),
        sql('UPDATE testrun_watcher SET claimed = 0 WHERE card_key = $1 AND claimed = 1', key),
      ]);
    },
    async nextNoticeAtMs({ teamId, channelId }) {
      const [row] = await query(
        database,
        timeRow,
        sql(`SELECT MIN(c.notice_not_before) AS at ${dueInChannel}`, teamId, channelId),
      );
      return row?.at ?? undefined;
    },
  };
}

/**
 * Gives back all claims, so that a notice that was being sent need not wait for its claim to lapse. Only
 * where no other process uses the database.
 *
 * @throws {StoreError}
 */
export async function voidClaims(database: Database): Promise<void> {
  await database.atomically([
    sql(
      `UPDATE testrun_card SET notice_not_before = 0
      WHERE card_key IN (SELECT card_key FROM testrun_watcher WHERE claimed = 1)`,
    ),
    sql('UPDATE testrun_watcher SET claimed = 0 WHERE claimed = 1'),
  ]);
}

async function claimNotice(
  database: Database,
  { teamId, channelId }: OpenWork['channels'][number],
  claimedUntilMs: number,
  nowMs: number,
): Promise<DueNotice | undefined> {
  const [claimed] = await query(
    database,
    keyRow,
    sql(
      `UPDATE testrun_card SET notice_not_before = $3
      WHERE (notice_not_before <= $4 OR notice_not_before > $5) AND card_key = (
        SELECT c.card_key ${dueInChannel}
          AND (c.notice_not_before <= $4 OR c.notice_not_before > $5)
        ORDER BY c.notice_not_before, c.card_key LIMIT 1)
      RETURNING card_key`,
      teamId,
      channelId,
      claimedUntilMs,
      nowMs,
      nowMs + mostPostponedMs,
    ),
  );
  return claimed === undefined ? undefined : takeNotice(database, claimed.card_key);
}

/** Marks the people of a claimed card and reads what to tell them; undefined where the run goes on again. */
async function takeNotice(database: Database, key: string): Promise<DueNotice | undefined> {
  const [, users, cards] = await database.atomically([
    sql(`UPDATE testrun_watcher SET claimed = 1 WHERE card_key = $1 AND told_at IS NULL`, key),
    sql(
      `SELECT user_id FROM testrun_watcher WHERE card_key = $1 AND claimed = 1 AND told_at IS NULL
      ORDER BY added_at, user_id`,
      key,
    ),
    sql(
      `SELECT ${cardColumns}, c.notice_failures, r.status, r.snapshot
      FROM testrun_card AS c JOIN testrun_run AS r ON r.run_id = c.run_id
      WHERE c.card_key = $1 AND c.ended_at IS NULL AND r.status <> 'following'`,
      key,
    ),
  ]);
  const userIds = readRows(userRow, users).map((row) => row.user_id);
  const [row] = readRows(noticeRow, cards);
  if (row === undefined || userIds.length === 0) {
    return undefined;
  }
  return {
    card: toCard(row),
    run: { status: row.status, snapshot: row.snapshot },
    userIds,
    failures: row.notice_failures,
  };
}
