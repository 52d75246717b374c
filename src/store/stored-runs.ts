import { z } from 'zod';
import { statusSchema } from './card-rows.ts';
import type { Database, Statement } from './database.ts';
import { isFollowed, passOn, readWork, selectWork, waitAgain } from './run-changes.ts';
import { query, readRows, sql } from './statements.ts';
import type { FollowedRun, Reading, Store } from './store.ts';

const runRow = z.object({
  run_id: z.number(),
  status: statusSchema,
  snapshot: z.string(),
  fingerprint: z.string(),
  read_at: z.number(),
  next_read_at: z.number(),
  followed_for: z.number(),
  unchanged_for: z.number(),
  misses: z.number(),
  failures: z.number(),
});
const idRow = z.object({ run_id: z.number() });
const testRow = z.object({ wanted_test: z.string() });

/** The part of the store that is about runs. */
export function createStoredRuns(
  database: Database,
): Pick<Store, 'run' | 'followedAmong' | 'makeDue' | 'wantedTests' | 'recordReading'> {
  return {
    async run(runId) {
      const [row] = await query(
        database,
        runRow,
        sql(
          `SELECT run_id, status, snapshot, fingerprint, read_at, next_read_at, followed_for,
            unchanged_for, misses, failures
          FROM testrun_run WHERE run_id = $1 AND (status <> 'following' OR ${isFollowed})`,
          runId,
        ),
      );
      return row === undefined ? undefined : toRun(row);
    },
    async followedAmong(runIds) {
      const answers = await database.atomically(inTens(runIds).map(selectFollowed));
      return answers.flatMap((rows) => readRows(idRow, rows).map((row) => row.run_id));
    },
    async makeDue(runId, nextReadAtMs) {
      await database.atomically([
        sql(
          `UPDATE testrun_run SET next_read_at = $2 WHERE run_id = $1 AND status = 'following'`,
          runId,
          nextReadAtMs,
        ),
      ]);
    },
    async wantedTests(runId) {
      const rows = await query(
        database,
        testRow,
        sql(
          `SELECT DISTINCT wanted_test FROM testrun_card
          WHERE run_id = $1 AND wanted_test IS NOT NULL AND ended_at IS NULL ORDER BY wanted_test`,
          runId,
        ),
      );
      return rows.map((row) => row.wanted_test);
    },
    recordReading: (reading) => recordReading(database, reading),
  };
}

async function recordReading(database: Database, reading: Reading) {
  const { runId, readAtMs, sighting, status } = reading;
  const goesOn = sighting !== undefined && status === 'following';
  const changes = [
    saveReading(reading),
    passOn(runId, readAtMs),
    ...(goesOn ? [waitAgain(runId)] : []),
  ];
  const answers = await database.atomically([...changes, ...selectWork(runId)]);
  return readWork(answers[changes.length], answers[changes.length + 1]);
}

function saveReading(reading: Reading): Statement {
  return sql(
    `UPDATE testrun_run SET
      status = $2, snapshot = COALESCE($3, snapshot), fingerprint = COALESCE($4, fingerprint),
      read_at = $5,
      next_read_at = CASE WHEN next_read_at > $5 AND next_read_at < $6 THEN next_read_at ELSE $6 END,
      followed_for = $7, unchanged_for = $8, misses = $9,
      failures = $10,
      over_at = CASE WHEN $2 = 'following' THEN NULL ELSE COALESCE(over_at, $5) END
    WHERE run_id = $1 AND status = 'following'`,
    reading.runId,
    reading.status,
    reading.sighting?.snapshot,
    reading.sighting?.fingerprint,
    reading.readAtMs,
    reading.nextReadAtMs,
    reading.followedForMs,
    reading.unchangedForMs,
    reading.misses,
    reading.failures,
  );
}

/** Groups of ten, the last filled up with its own ids: one prepared statement does for any number. */
function inTens(runIds: readonly number[]): readonly (readonly number[])[] {
  const ids = [...new Set(runIds)];
  return Array.from({ length: Math.ceil(ids.length / 10) }, (_, at) => {
    const group = ids.slice(at * 10, at * 10 + 10);
    return Array.from({ length: 10 }, (_, place) => group[place % group.length] ?? 0);
  });
}

function selectFollowed(runIds: readonly number[]): Statement {
  return sql(
    `SELECT run_id FROM testrun_run
    WHERE ${isFollowed} AND run_id IN ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
    ...runIds,
  );
}

function toRun(row: z.infer<typeof runRow>): FollowedRun {
  return {
    runId: row.run_id,
    status: row.status,
    snapshot: row.snapshot,
    fingerprint: row.fingerprint,
    readAtMs: row.read_at,
    nextReadAtMs: row.next_read_at,
    followedForMs: row.followed_for,
    unchangedForMs: row.unchanged_for,
    misses: row.misses,
    failures: row.failures,
  };
}
