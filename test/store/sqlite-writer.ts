import { migrate } from '../../src/store/migrations.ts';
import { createSqlStore } from '../../src/store/sql-store.ts';
import { openSqlite } from '../../src/store/sqlite-database.ts';

/** A process that writes keys for as long as it lives, and prints each as soon as it is written. */
const [dataDir = ''] = process.argv.slice(2);
const database = openSqlite({ dataDir });
await migrate(database, 'sqlite');
const store = createSqlStore(database);
for (let at = 0; ; at += 1) {
  await store.isFirst(`key ${at}`, Number.MAX_SAFE_INTEGER, 0);
  process.stdout.write(`key ${at}\n`);
  await new Promise((resolve) => setImmediate(resolve));
}
