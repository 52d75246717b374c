import { openPostgres } from '../../src/store/postgres-storage.ts';
import { captureLog } from '../support/captured-log.ts';

/*
 * A replica for a test that kills it: takes tasks, says which on standard output, and never ends one.
 * Run with the database's URL as its argument.
 */
const { schedule } = await openPostgres({
  databaseUrl: process.argv[2] ?? '',
  log: captureLog([]).logger,
  steadyMs: () => performance.now(),
});
schedule.start(({ key }) => {
  process.stdout.write(`${key}\n`);
  return new Promise(() => {});
});
