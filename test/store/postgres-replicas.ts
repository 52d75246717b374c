import { Client } from 'pg';
import { openPostgres, type PostgresStorage } from '../../src/store/postgres-storage.ts';
import type { Task, Work } from '../../src/store/schedule.ts';
import { type CapturedLog, captureLog } from '../support/captured-log.ts';

/** The clock of every replica in this process. */
export const steadyMs = (): number => performance.now();

/** The reading of a run. */
export function read(key: string): Task {
  return { kind: 'read', key };
}

/** A replica that does tasks, or only asks for them where it is given no work. */
export async function openReplica(
  databaseUrl: string,
  work: Work | undefined,
  log: CapturedLog = captureLog([]),
): Promise<PostgresStorage> {
  const storage = await openPostgres({ databaseUrl, log: log.logger, steadyMs });
  if (work !== undefined) {
    storage.schedule.start(work);
  }
  return storage;
}

/** How many tasks the database holds in any state. */
export async function tasksIn(databaseUrl: string): Promise<number> {
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  const { rows } = await client.query('SELECT 1 FROM testrun_schedule.job');
  await client.end();
  return rows.length;
}
