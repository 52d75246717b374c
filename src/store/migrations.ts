import { z } from 'zod';
import { type Database, type Statement, StoreError } from './database.ts';
import { query, sql } from './statements.ts';

/** Which of the two databases a batch of statements is for. */
export type DatabaseKind = 'sqlite' | 'postgres';

/** One step from a version of the tables to the next. */
interface Migration {
  readonly version: number;
  readonly statements: readonly string[];
  /** Tables that only SQLite has: PostgreSQL's schedule is pg-boss, which keeps its own. */
  readonly onlyInSqlite: readonly string[];
}

/*
 * testrun_run      a run that has cards, as it was last read; over_at: since when it is followed no more.
 * testrun_card     shown_*: what the card shows; due_*: what it should show, a copy from its run, so that
 *                  no two transactions can disagree about whether it is stale; stale_since: since when
 *                  the two differ, or null; changes: how often it was drawn anew; ended_*: its life is over; fixed_at: since when it can be
 *                  changed no more, though its thread is there.
 * testrun_watcher  who is told of the end; wished: has asked for that; claimed: is being told now; told_at: was told of this end.
 *
 * Times are milliseconds since the epoch. A migration that has been released is never changed.
 */
const migrations: readonly Migration[] = [
  {
    version: 1,
    statements: [
      `CREATE TABLE testrun_run (
        run_id BIGINT PRIMARY KEY,
        status TEXT NOT NULL,
        snapshot TEXT NOT NULL,
        fingerprint TEXT NOT NULL,
        read_at BIGINT NOT NULL,
        next_read_at BIGINT NOT NULL,
        followed_for BIGINT NOT NULL,
        unchanged_for BIGINT NOT NULL,
        misses BIGINT NOT NULL,
        failures BIGINT NOT NULL,
        over_at BIGINT
      )`,
      `CREATE INDEX testrun_run_followed ON testrun_run (next_read_at) WHERE status = 'following'`,
      'CREATE INDEX testrun_run_over ON testrun_run (over_at) WHERE over_at IS NOT NULL',
      `CREATE TABLE testrun_card (
        card_key TEXT PRIMARY KEY,
        team_id TEXT NOT NULL,
        channel_id TEXT NOT NULL,
        ts TEXT NOT NULL,
        unfurl_url TEXT,
        thread_ts TEXT,
        layout TEXT NOT NULL,
        run_id BIGINT NOT NULL REFERENCES testrun_run (run_id) ON DELETE CASCADE,
        recall TEXT NOT NULL,
        wanted_test TEXT,
        shown_fingerprint TEXT NOT NULL,
        shown_status TEXT NOT NULL,
        look TEXT NOT NULL,
        due_fingerprint TEXT NOT NULL,
        due_status TEXT NOT NULL,
        stale_since BIGINT,
        changes BIGINT NOT NULL,
        failures BIGINT NOT NULL,
        not_before BIGINT NOT NULL,
        notice_failures BIGINT NOT NULL,
        notice_not_before BIGINT NOT NULL,
        ended_at BIGINT,
        ended_why TEXT,
        fixed_at BIGINT
      )`,
      'CREATE INDEX testrun_card_run ON testrun_card (run_id)',
      `CREATE INDEX testrun_card_stale ON testrun_card (team_id, not_before)
        WHERE stale_since IS NOT NULL`,
      `CREATE TABLE testrun_watcher (
        card_key TEXT NOT NULL REFERENCES testrun_card (card_key) ON DELETE CASCADE,
        user_id TEXT NOT NULL,
        team_id TEXT NOT NULL,
        channel_id TEXT NOT NULL,
        added_at BIGINT NOT NULL,
        claimed BIGINT NOT NULL,
        leaving BIGINT NOT NULL,
        wished BIGINT NOT NULL,
        told_at BIGINT,
        PRIMARY KEY (card_key, user_id)
      )`,
      `CREATE INDEX testrun_watcher_untold ON testrun_watcher (team_id, channel_id)
        WHERE told_at IS NULL`,
      `CREATE TABLE testrun_spending (
        team_id TEXT PRIMARY KEY,
        sent_at TEXT NOT NULL,
        paused_until BIGINT NOT NULL,
        failures BIGINT NOT NULL
      )`,
      'CREATE TABLE testrun_key (remembered_key TEXT PRIMARY KEY, until_ms BIGINT NOT NULL)',
      'CREATE INDEX testrun_key_until ON testrun_key (until_ms)',
      'CREATE TABLE testrun_probe (id BIGINT PRIMARY KEY, filler TEXT NOT NULL)',
    ],
    onlyInSqlite: [
      `CREATE TABLE testrun_task (
        kind TEXT NOT NULL,
        task_key TEXT NOT NULL,
        due_at BIGINT NOT NULL,
        PRIMARY KEY (kind, task_key)
      )`,
    ],
  },
];

const versionRow = z.object({ version: z.number().nullable() });

/** Held until the transaction ends, so that two replicas do not create the same table. */
const onlyOneReplica = sql('SELECT pg_advisory_xact_lock(7383786)');

/**
 * Brings the tables to the version that this code knows. Safe when several replicas do it at once.
 *
 * @throws {StoreError} also where a newer version of the bot has written to the database
 */
export async function migrate(database: Database, kind: DatabaseKind): Promise<void> {
  const lock = kind === 'postgres' ? [onlyOneReplica] : [];
  await database.atomically([
    ...lock,
    sql('CREATE TABLE IF NOT EXISTS testrun_version (version BIGINT PRIMARY KEY)'),
  ]);
  const version = await readVersion(database);
  const newest = Math.max(...migrations.map((migration) => migration.version));
  if (version > newest) {
    throw new StoreError(
      `The database was written by a newer version of the bot (tables of version ${version}, this one knows ${newest}). Start the newer bot, or give this one a database of its own.`,
    );
  }
  for (const migration of migrations.filter((one) => one.version > version)) {
    await apply(database, migration, kind, lock);
  }
}

async function apply(
  database: Database,
  { version, statements, onlyInSqlite }: Migration,
  kind: DatabaseKind,
  lock: readonly Statement[],
): Promise<void> {
  const here = kind === 'sqlite' ? [...statements, ...onlyInSqlite] : statements;
  try {
    await database.atomically([
      ...lock,
      // First, and refused where another replica was faster: then nothing of this happens.
      sql('INSERT INTO testrun_version (version) VALUES ($1)', version),
      ...here.map((text) => sql(text)),
    ]);
  } catch (error) {
    if ((await readVersion(database)) < version) {
      throw error;
    }
  }
}

async function readVersion(database: Database): Promise<number> {
  const [row] = await query(
    database,
    versionRow,
    sql('SELECT MAX(version) AS version FROM testrun_version'),
  );
  return row?.version ?? 0;
}
