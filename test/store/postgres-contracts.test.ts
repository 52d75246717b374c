import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Database } from '../../src/store/database.ts';
import { migrate } from '../../src/store/migrations.ts';
import { createPostgresDatabase } from '../../src/store/postgres-database.ts';
import { createPool } from '../../src/store/postgres-pool.ts';
import type { PostgresStorage } from '../../src/store/postgres-storage.ts';
import { startPostgres, type TestPostgres } from '../support/postgres.ts';
import { openReplica } from './postgres-replicas.ts';
import { describeSchedule } from './schedule-contract.ts';
import { describeStore } from './store-contract.ts';

let server: TestPostgres;
let url: string;
let database: Database;

beforeAll(async () => {
  server = await startPostgres();
  url = await server.createDatabase();
  database = createPostgresDatabase(createPool(url, 6), () => performance.now());
  await migrate(database, 'postgres');
});
afterAll(async () => {
  await database.close();
  await server.stop();
});

// One database for all tests, emptied before each: a new one would take longer than most of them.
const noRows = 'TRUNCATE testrun_run, testrun_card, testrun_watcher, testrun_spending, testrun_key';
const noTasks = 'DELETE FROM testrun_schedule.job';

describeStore('PostgreSQL', async () => {
  await database.atomically([{ sql: noRows }]);
  return { database, close: () => Promise.resolve() };
});

describeSchedule('PostgreSQL', () => {
  let opened: PostgresStorage | undefined;
  return Promise.resolve({
    async open() {
      const isFirst = opened === undefined;
      await opened?.close();
      opened = await openReplica(url, undefined);
      if (isFirst) {
        await database.atomically([{ sql: noTasks }]);
      }
      return opened.schedule;
    },
    async close() {
      await opened?.close();
    },
  });
});

test('replicas that start at once on an empty database make its tables once', async () => {
  const empty = await server.createDatabase();
  const replicas = Array.from({ length: 4 }, () =>
    createPostgresDatabase(createPool(empty, 2), () => performance.now()),
  );
  await Promise.all(replicas.map((one) => migrate(one, 'postgres')));
  const versions = { sql: 'SELECT version FROM testrun_version ORDER BY version' };
  const [first] = await database.atomically([versions]);
  expect(await replicas[0]?.atomically([versions])).toEqual([first]);
  await Promise.all(replicas.map((one) => one.close()));
});
