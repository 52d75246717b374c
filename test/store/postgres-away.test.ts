import { afterAll, beforeAll, expect, test } from 'vitest';
import { openPostgres } from '../../src/store/postgres-storage.ts';
import { type CapturedLog, captureLog } from '../support/captured-log.ts';
import { eventually } from '../support/eventually.ts';
import { startPostgres, type TestPostgres } from '../support/postgres.ts';
import { openReplica, read, steadyMs, tasksIn } from './postgres-replicas.ts';

let server: TestPostgres;

beforeAll(async () => {
  server = await startPostgres();
});
afterAll(async () => {
  await server.stop();
});

function logged(log: CapturedLog): string[] {
  return log.lines().map(({ level, msg }) => `${level}: ${msg}`);
}

test('work goes on after the database started anew, and no task is lost on the way', async () => {
  const url = await server.createDatabase();
  const log = captureLog(['sesame']);
  const done: string[] = [];
  const begun = Promise.withResolvers<void>();
  const hold = Promise.withResolvers<void>();
  const one = await openReplica(
    url,
    async ({ key }) => {
      if (key === 'held') {
        begun.resolve();
        await hold.promise;
      }
      done.push(key);
      return undefined;
    },
    log,
  );
  await one.schedule.ask(read('held'), 0);
  await one.schedule.ask(read('later'), 2000);
  await begun.promise;
  await server.restart();
  hold.resolve();
  await eventually('both are done', () => (done.length === 2 ? true : undefined));
  await eventually('asking works', () =>
    one.schedule.ask(read('new'), 0).then(
      () => true,
      () => undefined,
    ),
  );
  await eventually('the new one is done', () => done.includes('new') || undefined);
  await one.close();
  expect(await tasksIn(url)).toBe(0);
  log.check([]);
});

test('while the database is away, asking fails in words and the log does not fill', async ({
  skip,
}) => {
  skip(!server.isOwn, 'this PostgreSQL is not ours to stop');
  const url = await server.createDatabase();
  const log = captureLog(['sesame']);
  const one = await openReplica(url, () => Promise.resolve(undefined), log);
  await server.pause();
  await expect(one.schedule.ask(read('a'), 0)).rejects.toThrow(/cannot be reached/);
  await expect(openPostgres({ databaseUrl: url, log: log.logger, steadyMs })).rejects.toThrow(
    /cannot be reached .*ECONNREFUSED/,
  );
  const fault =
    'warn: the schedule goes on trying: PostgreSQL cannot be reached at the host and port in DATABASE_URL (ECONNREFUSED).';
  await eventually('the fault is logged', () => logged(log).includes(fault) || undefined);
  await server.resume();
  await eventually('asking works', () =>
    one.schedule.ask(read('b'), 0).then(
      () => true,
      () => undefined,
    ),
  );
  await one.close();
  expect(new Set(logged(log)).size).toBe(log.lines().length);
  log.check([]);
});
