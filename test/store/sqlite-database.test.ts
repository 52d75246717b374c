import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { backup, DatabaseSync } from 'node:sqlite';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Database, StoreError } from '../../src/store/database.ts';
import { migrate } from '../../src/store/migrations.ts';
import { createSqlStore } from '../../src/store/sql-store.ts';
import { openSqlite } from '../../src/store/sqlite-database.ts';
import { sql } from '../../src/store/statements.ts';
import { eventually } from '../support/eventually.ts';

const insert = (id: number, text = '') => sql('INSERT INTO thing VALUES ($1, $2)', id, text);
const count = sql('SELECT COUNT(*) AS things FROM thing');

describe('the SQLite database', () => {
  let folder: string;
  let dataDir: string;
  let database: Database | undefined;
  let child: ChildProcess | undefined;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'testrun-sqlite-'));
    dataDir = join(folder, 'new', 'data');
  });
  afterEach(async () => {
    child?.kill('SIGKILL');
    await database?.close();
    database = undefined;
    await rm(folder, { recursive: true, force: true });
  });

  function open(): Database {
    database = openSqlite({ dataDir });
    return database;
  }
  async function openWithTable(): Promise<Database> {
    const opened = open();
    await opened.atomically([sql('CREATE TABLE thing (id BIGINT PRIMARY KEY, words TEXT)')]);
    return opened;
  }
  /** What opening the folder is refused with. */
  function refusal(): string {
    try {
      open();
      return 'was opened';
    } catch (error) {
      expect(error).toBeInstanceOf(StoreError);
      return String(error);
    }
  }

  it('makes its folder, and finds everything again after it was closed', async () => {
    const first = await openWithTable();
    await first.atomically([insert(1), insert(2)]);
    await first.close();
    await first.close();
    expect(await open().atomically([count])).toEqual([[{ things: 2 }]]);
  });

  it('binds a value wherever its number stands', async () => {
    const numbers = Array.from({ length: 12 }, (_, at) => at + 1);
    const columns = numbers.map((at) => `$${13 - at} AS c${at}`).join(', ');
    const [rows] = await open().atomically([sql(`SELECT ${columns}, $2 AS again`, ...numbers)]);
    expect(rows).toMatchObject([{ c1: 12, c2: 11, c11: 2, c12: 1, again: 2 }]);
  });

  it('does all of a batch or nothing', async () => {
    const opened = await openWithTable();
    await expect(opened.atomically([insert(1), insert(2), insert(1)])).rejects.toThrow(
      /UNIQUE constraint failed/,
    );
    expect(await opened.atomically([insert(3), count])).toEqual([[], [{ things: 1 }]]);
  });

  it('can be backed up while it is written to', async () => {
    const opened = await openWithTable();
    await opened.atomically([insert(1)]);
    const reader = new DatabaseSync(join(dataDir, 'testrun.sqlite'), { readOnly: true });
    const copied = backup(reader, join(folder, 'copy.sqlite'));
    await opened.atomically([insert(2)]);
    await copied;
    reader.close();
    const copy = new DatabaseSync(join(folder, 'copy.sqlite'));
    expect(Number(copy.prepare(count.sql).get()?.['things'])).toBeGreaterThanOrEqual(1);
    copy.close();
  });

  it('says that it is closed', async () => {
    const opened = open();
    await opened.close();
    await expect(opened.atomically([count])).rejects.toThrow(
      new StoreError('The database is closed.'),
    );
  });

  it('says that DATA_DIR is not a folder', async () => {
    dataDir = join(folder, 'file');
    await writeFile(dataDir, 'in the way');
    expect(refusal()).toBe(`StoreError: DATA_DIR ${dataDir} is not a folder. Name a folder.`);
    dataDir = join(folder, 'file', 'below');
    expect(refusal()).toContain('is not a folder');
  });

  // In place of missing rights, which bind everybody but root.
  it.each(['testrun.lock', 'testrun.sqlite'])('says that it cannot write %s', async (name) => {
    await mkdir(join(dataDir, name), { recursive: true });
    expect(refusal()).toBe(
      `StoreError: DATA_DIR ${dataDir} cannot be written to. Give the bot's user the right to write there, and to every file in it.`,
    );
    await rm(join(dataDir, name), { recursive: true });
    expect(refusal()).toBe('was opened');
  });

  it('says that the file is damaged, and leaves it as it is', async () => {
    open();
    await database?.close();
    const file = join(dataDir, 'testrun.sqlite');
    await writeFile(file, 'this is not a database '.repeat(500));
    expect(refusal()).toBe(
      `StoreError: ${file} is damaged. Move it away, with the files beside it, and restart the bot: it begins a new one.`,
    );
    expect(await readFile(file, 'utf8')).toContain('this is not a database');
    await rm(file);
    expect(refusal()).toBe('was opened');
  });

  it('says that the disk is full, undoes the batch, and goes on once there is room', async () => {
    const opened = await openWithTable();
    await opened.atomically([sql('PRAGMA max_page_count = 8')]);
    await expect(opened.atomically([insert(1), insert(2, 'x'.repeat(99_999))])).rejects.toThrow(
      new StoreError(`The disk under ${dataDir} is full. Make room.`),
    );
    expect(await opened.atomically([count])).toEqual([[{ things: 0 }]]);
    await opened.atomically([sql('PRAGMA max_page_count = 1000')]);
    await opened.atomically([insert(2, 'x'.repeat(99_999))]);
    expect(await opened.atomically([count])).toEqual([[{ things: 1 }]]);
  });

  it('waits for another program only for a moment', async () => {
    const opened = await openWithTable();
    const other = new DatabaseSync(join(dataDir, 'testrun.sqlite'));
    other.exec('BEGIN IMMEDIATE');
    await expect(opened.atomically([insert(1), insert(2)])).rejects.toThrow(
      /is locked by another program, such as a sqlite3 shell. Close it/,
    );
    other.close();
    await opened.atomically([insert(1)]);
  });

  it('keeps other processes out, and everything that was written when its own is killed', async () => {
    const writer = fileURLToPath(new URL('sqlite-writer.ts', import.meta.url));
    child = spawn(process.execPath, [writer, dataDir], { stdio: ['ignore', 'pipe', 'inherit'] });
    const written: string[] = [];
    if (child.stdout) {
      createInterface({ input: child.stdout }).on('line', (line) => written.push(line));
    }
    await eventually('the other process writes', () => written.length > 200 || undefined);
    expect(refusal()).toBe(
      `StoreError: DATA_DIR ${dataDir} is in use by another process. Stop it; several replicas need DATABASE_URL.`,
    );
    const exit = once(child, 'close');
    child.kill('SIGKILL');
    await exit;
    const opened = open();
    await migrate(opened, 'sqlite');
    const store = createSqlStore(opened);
    const kept = await Promise.all(written.map((key) => store.isRemembered(key, 0)));
    expect(kept.every(Boolean)).toBe(true);
  });
});
