import type { Database, Statement } from './database.ts';
import { passOn, readWork, selectWork, waitAfterGivingUp } from './run-changes.ts';
import { sql } from './statements.ts';
import type { Card, Sighting, Store } from './store.ts';

/** A stored end this young is believed more than a sighting that may come out of a cache. */
const youngEndMs = 60_000;

/** The sighting is a reading; the next one follows it like any other of a run in which things move. */
const firstReadAfterMs = 5000;

type Shown = Parameters<Store['putCard']>[1];

/** The statements of {@link Store.putCard}, all in one transaction. */
export function createPutCard(database: Database): Pick<Store, 'putCard'> {
  return {
    async putCard(card, shown, nowMs) {
      const { sighting, watcher } = shown;
      const { runId } = card;
      const waits = watcher !== undefined && !sighting.isTerminal;
      const changes = [
        ...(sighting.isTerminal
          ? [endRun(runId, sighting, nowMs)]
          : [
              addRun(runId, sighting, nowMs),
              holdRun(runId),
              waitAfterGivingUp(runId),
              followRun(runId, shown, nowMs),
            ]),
        passOn(runId, nowMs),
        saveCard(card, shown, nowMs),
        ...(waits ? [addFirstWatcher(card.key, watcher, nowMs)] : []),
      ];
      const answers = await database.atomically([...changes, ...selectWork(runId)]);
      return readWork(answers[changes.length], answers[changes.length + 1]);
    },
  };
}

function addRun(runId: number, { snapshot, fingerprint }: Sighting, nowMs: number): Statement {
  return sql(
    `INSERT INTO testrun_run (run_id, status, snapshot, fingerprint, read_at, next_read_at,
      followed_for, unchanged_for, misses, failures, over_at)
    VALUES ($1, 'following', $2, $3, $4, $5, 0, 0, 0, 0, NULL)
    ON CONFLICT (run_id) DO NOTHING`,
    runId,
    snapshot,
    fingerprint,
    nowMs,
    nowMs + firstReadAfterMs,
  );
}

/**
 * Changes nothing, but keeps others away from the run until the card is saved with a copy of it: a
 * reading that crossed this would be lost on the card.
 */
function holdRun(runId: number): Statement {
  return sql('UPDATE testrun_run SET misses = misses WHERE run_id = $1', runId);
}

/**
 * A run that is being followed is changed by a fresh sighting only: any other may be older than the last
 * reading. Its counts go on, for whoever follows it reckons from that reading.
 */
function followRun(runId: number, { sighting, isFresh }: Shown, nowMs: number): Statement {
  return sql(
    `UPDATE testrun_run SET
      status = 'following', snapshot = $2, fingerprint = $3, misses = 0, failures = 0, over_at = NULL,
      read_at = CASE WHEN status = 'following' THEN read_at ELSE $4 END,
      next_read_at = CASE WHEN status = 'following' THEN next_read_at ELSE $8 END,
      followed_for = CASE WHEN status = 'following' THEN followed_for ELSE 0 END,
      unchanged_for = CASE WHEN status = 'following' AND fingerprint = $3
        THEN unchanged_for ELSE 0 END
    WHERE run_id = $1 AND ($5 = 1
      OR status NOT IN ('following', 'ended')
      OR (status = 'ended' AND (read_at <= $6 OR read_at >= $7)))`,
    runId,
    sighting.snapshot,
    sighting.fingerprint,
    nowMs,
    isFresh,
    nowMs - youngEndMs,
    // An end from the future is one from before the clock was put back, and says nothing about its age.
    nowMs + youngEndMs,
    nowMs + firstReadAfterMs,
  );
}

function endRun(runId: number, { snapshot, fingerprint }: Sighting, nowMs: number): Statement {
  return sql(
    `UPDATE testrun_run SET
      status = 'ended', snapshot = $2, fingerprint = $3, read_at = $4, misses = 0, failures = 0,
      over_at = COALESCE(over_at, $4)
    WHERE run_id = $1`,
    runId,
    snapshot,
    fingerprint,
    nowMs,
  );
}

/**
 * Saves nothing where the run is not stored. Where somebody else has drawn the card since it was looked
 * at, nobody knows which drawing is on top: it is then taken to show nothing, and drawn once more.
 */
function saveCard(card: Card, { sighting, look, changesBefore }: Shown, nowMs: number): Statement {
  return sql(
    `INSERT INTO testrun_card (card_key, team_id, channel_id, ts, unfurl_url, thread_ts, layout,
      run_id, recall, wanted_test, shown_fingerprint, shown_status, look, due_fingerprint, due_status,
      stale_since, changes, failures, not_before, notice_failures, notice_not_before, ended_at, ended_why,
      fixed_at)
    SELECT $1, $2, $3, $4, $5, $6, $7, run_id, $9, $10, $11, $12, $13, fingerprint, status,
      CASE WHEN fingerprint = $11 AND status = $12 THEN NULL ELSE CAST($14 AS BIGINT) END,
      0, 0, 0, 0, 0, NULL, NULL, NULL
    FROM testrun_run WHERE run_id = $8
    ON CONFLICT (card_key) DO UPDATE SET
      team_id = excluded.team_id, channel_id = excluded.channel_id, ts = excluded.ts,
      unfurl_url = excluded.unfurl_url, thread_ts = excluded.thread_ts, layout = excluded.layout,
      run_id = excluded.run_id, recall = excluded.recall, wanted_test = excluded.wanted_test,
      shown_status = excluded.shown_status, due_fingerprint = excluded.due_fingerprint,
      due_status = excluded.due_status,
      shown_fingerprint = CASE WHEN testrun_card.changes = COALESCE($15, testrun_card.changes)
        THEN excluded.shown_fingerprint ELSE '' END,
      look = CASE WHEN testrun_card.changes = COALESCE($15, testrun_card.changes)
        THEN excluded.look ELSE '' END,
      stale_since = CASE WHEN testrun_card.changes = COALESCE($15, testrun_card.changes)
        THEN excluded.stale_since ELSE CAST($14 AS BIGINT) END,
      changes = testrun_card.changes + 1, failures = 0, not_before = 0,
      ended_at = NULL, ended_why = NULL, fixed_at = NULL`,
    card.key,
    card.teamId,
    card.channelId,
    card.ts,
    card.unfurlUrl,
    card.threadTs,
    card.layout,
    card.runId,
    card.recall,
    card.wantedTest,
    sighting.fingerprint,
    sighting.isTerminal ? 'ended' : 'following',
    look,
    nowMs,
    changesBefore,
  );
}

/** Only a card that was just saved for the first time has no changes. */
function addFirstWatcher(key: string, userId: string, nowMs: number): Statement {
  return sql(
    `INSERT INTO testrun_watcher
      (card_key, user_id, team_id, channel_id, added_at, claimed, leaving, wished, told_at)
    SELECT card_key, $2, team_id, channel_id, CAST($3 AS BIGINT), 0, 0, 0, NULL
    FROM testrun_card WHERE card_key = $1 AND changes = 0
    ON CONFLICT (card_key, user_id) DO NOTHING`,
    key,
    userId,
    nowMs,
  );
}
