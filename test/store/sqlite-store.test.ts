import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { migrate } from '../../src/store/migrations.ts';
import { openSqlite } from '../../src/store/sqlite-database.ts';
import { describeStore } from './store-contract.ts';

describeStore('SQLite', async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'testrun-store-'));
  const database = openSqlite({ dataDir });
  await migrate(database, 'sqlite');
  return {
    database,
    async close() {
      await database.close();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
});
