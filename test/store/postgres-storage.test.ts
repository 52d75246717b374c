import { afterAll, beforeAll, expect, test } from 'vitest';
import { createStorage, type Storage } from '../../src/store/storage.ts';
import { type CapturedLog, captureLog } from '../support/captured-log.ts';
import { eventually } from '../support/eventually.ts';
import { startPostgres, type TestPostgres } from '../support/postgres.ts';
import { read, steadyMs } from './postgres-replicas.ts';

let server: TestPostgres;

beforeAll(async () => {
  server = await startPostgres();
});
afterAll(async () => {
  await server.stop();
});

function storageOn(databaseUrl: string): { storage: Storage; log: CapturedLog } {
  const log = captureLog([new URL(databaseUrl).password]);
  const parts = { dataDir: '/nowhere', now: Date.now, steadyMs, log: log.logger };
  return { storage: createStorage({ ...parts, databaseUrl }), log };
}

const works = (storage: Storage) =>
  eventually('the store works', () =>
    storage.store.isFirst('key', Date.now() + 60_000, Date.now()).then(
      () => true,
      () => undefined,
    ),
  );

test('a database that is away at the start is waited for, and then everything works', async ({
  skip,
}) => {
  skip(!server.isOwn, 'this PostgreSQL is not ours to stop');
  const url = await server.createDatabase();
  await server.pause();
  const { storage, log } = storageOn(url);
  const begun: string[] = [];
  storage.schedule.start(({ key }) => {
    begun.push(key);
    return Promise.resolve(undefined);
  });
  await storage.open();
  await expect(storage.store.isRemembered('key', 0)).rejects.toThrow();
  await expect(storage.schedule.ask(read('early'), 0)).rejects.toThrow();
  expect(storage.trouble()).toBeDefined();
  await server.resume();
  await works(storage);
  await storage.schedule.ask(read('7'), 0);
  await eventually('the task is done', () => begun.includes('7') || undefined);
  expect(storage.trouble()).toBeUndefined();
  await storage.close();
  log.check([/cannot be reached .*ECONNREFUSED|starting, stopping or gone/]);
});

test('a database that starts anew in flight is trouble for a moment', async () => {
  const { storage, log } = storageOn(await server.createDatabase());
  await storage.open();
  await works(storage);
  await server.restart();
  await works(storage);
  await eventually('trouble is over', () => storage.trouble() === undefined || undefined);
  await storage.close();
  log.check([/starting, stopping or gone|broke|cannot be reached/]);
});

test('a user who may not make tables is named as the trouble, without the password', async () => {
  const url = new URL(await server.createDatabase());
  const owner = storageOn(url.href);
  await owner.storage.open();
  await owner.storage.close();
  const name = `weak_${url.pathname.slice(1)}`;
  await server.query(`CREATE ROLE ${name} LOGIN PASSWORD 'open-sesame'`);
  try {
    url.username = name;
    url.password = 'open-sesame';
    const { storage, log } = storageOn(url.href);
    await storage.open();
    expect(storage.trouble()).toBeDefined();
    await storage.close();
    expect(log.at('error').map(({ msg }) => msg)).toEqual([
      expect.stringMatching(/The user in DATABASE_URL may not do this/),
    ]);
    log.check([/may not do this/]);
  } finally {
    await server.query(`DROP ROLE ${name}`);
  }
});
