import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { StoreError } from '../../src/store/database.ts';
import { createStorage, type Storage } from '../../src/store/storage.ts';
import { captureLog } from '../support/captured-log.ts';
import { eventually } from '../support/eventually.ts';

const until = 2_000_000_000_000;

describe('the storage', () => {
  let folder: string;
  let dataDir: string;
  let storage: Storage;
  let log: ReturnType<typeof captureLog>;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'testrun-storage-'));
    dataDir = join(folder, 'data');
    log = captureLog([]);
    storage = newStorage();
  });
  afterEach(async () => {
    await storage.close();
    await rm(folder, { recursive: true, force: true });
  });

  function newStorage(): Storage {
    return createStorage({
      databaseUrl: undefined,
      dataDir,
      now: Date.now,
      steadyMs: () => performance.now(),
      log: log.logger,
    });
  }
  const isWell = () =>
    eventually('all is well', () => storage.trouble() === undefined || undefined);
  const isIll = () => eventually('it is told', () => log.at('error')[0]);

  it('opens in the background, and rejects at once until it is open', async () => {
    expect(storage.trouble()).toBe('The database is being opened.');
    const early = new StoreError('The database is not open.');
    await expect(storage.store.isFirst('a', until, 0)).rejects.toThrow(early);
    await expect(storage.schedule.ask({ kind: 'read', key: '1' }, 0)).rejects.toThrow(early);
    storage.open();
    await isWell();
    expect(await storage.store.isFirst('a', until, 0)).toBe(true);
    expect(log.lines()).toEqual([]);
  });

  it('starts a schedule that was started before it was open', async () => {
    const begun: string[] = [];
    storage.schedule.start(({ key }) => {
      begun.push(key);
      return Promise.resolve(undefined);
    });
    storage.open();
    await isWell();
    await storage.schedule.ask({ kind: 'read', key: '1' }, 0);
    await eventually('the task is done', () => begun[0]);
  });

  it('keeps trying while the folder cannot be used, says so once, and says when that is over', async () => {
    await writeFile(dataDir, 'in the way');
    storage.open();
    expect((await isIll()).msg).toBe(
      `the database cannot be used, so that cards do not follow their runs: DATA_DIR ${dataDir} is not a folder. Name a folder.`,
    );
    expect(storage.trouble()).toBe('The database cannot be used; the log says why.');
    await expect(storage.store.run(1)).rejects.toThrow(/is not a folder/);
    await rm(dataDir);
    await isWell();
    expect(await storage.store.run(1)).toBeUndefined();
    expect(log.lines().map(({ level, msg }) => `${level} ${msg.slice(0, 28)}`)).toEqual([
      'error the database cannot be used,',
      'info the database is back',
    ]);
  });

  it('begins a new file once a damaged one was moved away', async () => {
    storage.open();
    await isWell();
    await storage.close();
    const file = join(dataDir, 'testrun.sqlite');
    await writeFile(file, 'not a database '.repeat(999));
    storage = newStorage();
    storage.open();
    expect((await isIll()).msg).toContain(`${file} is damaged`);
    await rm(file);
    await isWell();
  });

  it('takes over once the process that had the folder is gone', async () => {
    const other = newStorage();
    other.open();
    await eventually('the other is open', () => other.trouble() === undefined || undefined);
    storage.open();
    expect((await isIll()).msg).toContain('is in use by another process');
    await other.close();
    await isWell();
  });

  it('tells of trouble in flight, rejects at once while it lasts, and goes on after it', async () => {
    storage.open();
    await isWell();
    const other = new DatabaseSync(join(dataDir, 'testrun.sqlite'));
    other.exec('BEGIN IMMEDIATE');
    await expect(storage.store.isFirst('a', until, 0)).rejects.toThrow(/locked by another program/);
    await eventually('it is in trouble', () => storage.trouble());
    const askedAtMs = performance.now();
    await expect(storage.store.isFirst('a', until, 0)).rejects.toThrow(/locked by another program/);
    expect(performance.now() - askedAtMs).toBeLessThan(400);
    other.close();
    await isWell();
    expect(await storage.store.isFirst('a', until, 0)).toBe(true);
    expect(log.at('error')).toHaveLength(1);
    expect(log.at('info')).toMatchObject([{ msg: 'the database is back' }]);
  });

  it('tells of a refusal that is about one statement alone, and goes on', async () => {
    storage.open();
    await isWell();
    const other = new DatabaseSync(join(dataDir, 'testrun.sqlite'));
    other.exec('DROP TABLE testrun_key');
    other.close();
    await expect(storage.store.isFirst('a', until, 0)).rejects.toThrow(/no such table/);
    await expect(storage.store.isFirst('a', until, 0)).rejects.toThrow(/no such table/);
    await eventually('it is told', () => log.at('warn')[0]);
    expect(storage.trouble()).toBeUndefined();
    expect(await storage.store.run(1)).toBeUndefined();
    expect(log.at('warn')).toHaveLength(1);
  });

  it('is closed while it still tries to open, and was never opened', async () => {
    await writeFile(dataDir, 'in the way');
    storage.open();
    await isIll();
    await storage.close();
    await expect(storage.store.run(1)).rejects.toThrow(StoreError);
  });

  it('says that DATABASE_URL cannot be reached, without what it holds', async () => {
    await storage.close();
    storage = createStorage({
      databaseUrl: 'postgres://someone:sesame@127.0.0.1:1/testrun',
      dataDir,
      now: Date.now,
      steadyMs: () => performance.now(),
      log: log.logger,
    });
    storage.open();
    expect((await isIll()).msg).toContain('cannot be reached');
    await expect(storage.store.run(1)).rejects.toThrow(StoreError);
    expect(log.text()).not.toContain('sesame');
    expect(storage.trouble()).not.toContain('sesame');
  });
});
