import { z } from 'zod';
import type { Row, Statement } from './database.ts';
import { readRows, sql } from './statements.ts';
import type { OpenWork } from './store.ts';

/**
 * Whether a run is being followed for somebody: not where all of its cards have ended, or can be changed
 * no more and have nobody who waits.
 */
export const isFollowed = `testrun_run.status = 'following' AND EXISTS (
  SELECT 1 FROM testrun_card AS living
  WHERE living.run_id = testrun_run.run_id AND living.ended_at IS NULL
    AND (living.fixed_at IS NULL OR EXISTS (
      SELECT 1 FROM testrun_watcher AS waiting WHERE waiting.card_key = living.card_key)))`;

/**
 * Tells a run's cards what has become of it. Follows a statement that holds the run, in the same
 * transaction, so that no two changes cross.
 */
export function passOn(runId: number, nowMs: number): Statement {
  return sql(
    `UPDATE testrun_card SET
        due_fingerprint = r.fingerprint,
        due_status = r.status,
        stale_since = CASE WHEN fixed_at IS NOT NULL OR (shown_fingerprint = r.fingerprint AND shown_status = r.status)
          THEN NULL ELSE COALESCE(stale_since, $2) END,
        notice_failures = CASE WHEN r.status = 'following' THEN 0 ELSE notice_failures END,
        notice_not_before = CASE WHEN r.status = 'following' THEN 0 ELSE notice_not_before END
      FROM testrun_run AS r
      WHERE testrun_card.run_id = $1 AND r.run_id = testrun_card.run_id AND ended_at IS NULL
        AND (due_fingerprint <> r.fingerprint OR due_status <> r.status)`,
    runId,
    nowMs,
  );
}

/**
 * Whoever was told of an end waits for the next one. Only for a reading that saw the run go on: a card
 * may have been drawn from what was read a moment before the end.
 */
export function waitAgain(runId: number): Statement {
  return waitWhere("r.status = 'following'", runId);
}

/**
 * Whoever was told that a run is followed no more waits for its end, now that it is. Comes before the
 * statement that lets it be followed.
 */
export function waitAfterGivingUp(runId: number): Statement {
  return waitWhere("r.status NOT IN ('following', 'ended')", runId);
}

function waitWhere(condition: string, runId: number): Statement {
  return sql(
    `UPDATE testrun_watcher SET told_at = NULL, claimed = 0
    WHERE told_at IS NOT NULL AND card_key IN (
      SELECT c.card_key FROM testrun_card AS c JOIN testrun_run AS r ON r.run_id = c.run_id
      WHERE c.run_id = $1 AND ${condition})`,
    runId,
  );
}

/** Asks what has to be done for a run's cards; {@link readWork} reads the two answers. */
export function selectWork(runId: number): readonly [Statement, Statement] {
  return [
    sql(
      `SELECT DISTINCT team_id FROM testrun_card
      WHERE run_id = $1 AND stale_since IS NOT NULL ORDER BY team_id`,
      runId,
    ),
    sql(
      `SELECT DISTINCT w.team_id, w.channel_id
      FROM testrun_card AS c JOIN testrun_watcher AS w ON w.card_key = c.card_key
      WHERE c.run_id = $1 AND c.ended_at IS NULL AND c.due_status <> 'following'
        AND w.told_at IS NULL
      ORDER BY w.team_id, w.channel_id`,
      runId,
    ),
  ];
}

const teamRow = z.object({ team_id: z.string() });
const channelRow = teamRow.extend({ channel_id: z.string() });

/** Reads rows of workspaces with stale cards, and of channels with people to tell. */
export function readWork(
  teams: readonly Row[] | undefined,
  channels: readonly Row[] | undefined,
): Pick<OpenWork, 'teamIds' | 'channels'> {
  return {
    teamIds: readRows(teamRow, teams).map((row) => row.team_id),
    channels: readRows(channelRow, channels).map((row) => ({
      teamId: row.team_id,
      channelId: row.channel_id,
    })),
  };
}
