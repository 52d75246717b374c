import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Database, Statement } from '../../src/store/database.ts';
import { migrate } from '../../src/store/migrations.ts';
import { createSqlStore } from '../../src/store/sql-store.ts';
import { openSqlite } from '../../src/store/sqlite-database.ts';
import { sql } from '../../src/store/statements.ts';

const newest = 1;

/** Tables as the first version of the bot left them, with a card in each state: never changed. */
const firstVersion: readonly Statement[] = [
  sql('CREATE TABLE testrun_version (version BIGINT PRIMARY KEY)'),
  sql('INSERT INTO testrun_version (version) VALUES (1)'),
  sql(
    `CREATE TABLE testrun_run (run_id BIGINT PRIMARY KEY, status TEXT NOT NULL, snapshot TEXT NOT NULL,
      fingerprint TEXT NOT NULL, read_at BIGINT NOT NULL, next_read_at BIGINT NOT NULL,
      followed_for BIGINT NOT NULL, unchanged_for BIGINT NOT NULL, misses BIGINT NOT NULL,
      failures BIGINT NOT NULL, over_at BIGINT)`,
  ),
  sql(
    `CREATE TABLE testrun_card (card_key TEXT PRIMARY KEY, team_id TEXT NOT NULL,
      channel_id TEXT NOT NULL, ts TEXT NOT NULL, unfurl_url TEXT, thread_ts TEXT, layout TEXT NOT NULL,
      run_id BIGINT NOT NULL REFERENCES testrun_run (run_id) ON DELETE CASCADE, recall TEXT NOT NULL,
      wanted_test TEXT, shown_fingerprint TEXT NOT NULL, shown_status TEXT NOT NULL, look TEXT NOT NULL,
      due_fingerprint TEXT NOT NULL, due_status TEXT NOT NULL, stale_since BIGINT,
      changes BIGINT NOT NULL, failures BIGINT NOT NULL, not_before BIGINT NOT NULL,
      notice_failures BIGINT NOT NULL, notice_not_before BIGINT NOT NULL, ended_at BIGINT, ended_why TEXT)`,
  ),
  sql(
    `CREATE TABLE testrun_watcher (
      card_key TEXT NOT NULL REFERENCES testrun_card (card_key) ON DELETE CASCADE,
      user_id TEXT NOT NULL, team_id TEXT NOT NULL, channel_id TEXT NOT NULL, added_at BIGINT NOT NULL,
      claimed BIGINT NOT NULL, leaving BIGINT NOT NULL, told_at BIGINT, PRIMARY KEY (card_key, user_id))`,
  ),
  sql(
    `CREATE TABLE testrun_spending (team_id TEXT PRIMARY KEY, sent_at TEXT NOT NULL,
      paused_until BIGINT NOT NULL, failures BIGINT NOT NULL)`,
  ),
  sql('CREATE TABLE testrun_key (remembered_key TEXT PRIMARY KEY, until_ms BIGINT NOT NULL)'),
  sql('CREATE TABLE testrun_probe (id BIGINT PRIMARY KEY, filler TEXT NOT NULL)'),
  sql(
    `CREATE TABLE testrun_task (kind TEXT NOT NULL, task_key TEXT NOT NULL, due_at BIGINT NOT NULL,
      PRIMARY KEY (kind, task_key))`,
  ),
  sql(`INSERT INTO testrun_run VALUES (7, 'ended', '{}', 'end', 5, 6, 0, 0, 0, 0, 5)`),
  sql(
    `INSERT INTO testrun_card VALUES ('a', 'T1', 'C1', '1.2', NULL, NULL, 'card', 7, 'r', NULL,
      'one', 'following', 'look', 'end', 'ended', 5, 0, 0, 0, 0, 0, NULL, NULL)`,
  ),
  sql(`INSERT INTO testrun_watcher VALUES ('a', 'U1', 'T1', 'C1', 1, 0, 0, NULL)`),
];

describe('migrations', () => {
  let dataDir: string;
  let database: Database;

  beforeEach(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'testrun-migrations-'));
    database = openSqlite({ dataDir });
  });
  afterEach(async () => {
    await database.close();
    await rm(dataDir, { recursive: true, force: true });
  });

  const versions = async () =>
    (
      await database.atomically([sql('SELECT version FROM testrun_version ORDER BY version')])
    ).flat();

  it('bring an empty database to the newest version, and change nothing the next time', async () => {
    await migrate(database, 'sqlite');
    await migrate(database, 'sqlite');
    expect(await versions()).toEqual(
      Array.from({ length: newest }, (_, at) => ({ version: at + 1 })),
    );
  });

  it('take a database of the first version, with all that it holds', async () => {
    await database.atomically(firstVersion);
    await migrate(database, 'sqlite');
    const store = createSqlStore(database);
    expect((await store.staleCards('T1', 9, 9)).map(({ card }) => card.key)).toEqual(['a']);
    expect((await store.claimNotice({ teamId: 'T1', channelId: 'C1' }, 9, 9))?.userIds).toEqual([
      'U1',
    ]);
    expect((await versions()).at(-1)).toEqual({ version: newest });
  });

  it('refuse a database that a newer bot has written to, and leave it alone', async () => {
    await migrate(database, 'sqlite');
    await database.atomically([sql('INSERT INTO testrun_version (version) VALUES (99)')]);
    await expect(migrate(database, 'sqlite')).rejects.toThrow(
      `The database was written by a newer version of the bot (tables of version 99, this one knows ${newest}).`,
    );
  });

  it('are content where another replica was faster', async () => {
    let isFirstLook = true;
    const late: Database = {
      async atomically(statements) {
        const answers = await database.atomically(statements);
        if (isFirstLook && statements[0]?.sql.startsWith('SELECT MAX')) {
          isFirstLook = false;
          await migrate(database, 'sqlite');
        }
        return answers;
      },
      close: () => Promise.resolve(),
    };
    await migrate(late, 'sqlite');
    expect(await versions()).toHaveLength(newest);
  });

  it('undo a step that fails, so that the next start can try it again', async () => {
    await database.atomically([sql('CREATE TABLE testrun_probe (in_the_way TEXT)')]);
    await expect(migrate(database, 'sqlite')).rejects.toThrow(/already exists/);
    expect(await versions()).toEqual([]);
    await database.atomically([sql('DROP TABLE testrun_probe')]);
    await migrate(database, 'sqlite');
    expect(await versions()).toHaveLength(newest);
  });
});
