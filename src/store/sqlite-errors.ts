import { join } from 'node:path';
import { StoreError } from './database.ts';

/** The file that holds everything, within DATA_DIR. */
export function databaseFile(dataDir: string): string {
  return join(dataDir, 'testrun.sqlite');
}

/** What SQLite's primary result codes mean for an operator; https://sqlite.org/rescode.html. */
const causes: Readonly<Record<number, (dataDir: string) => string>> = {
  3: notWritable,
  5: (dataDir) =>
    `${databaseFile(dataDir)} is locked by another program, such as a sqlite3 shell. Close it`,
  6: (dataDir) =>
    `${databaseFile(dataDir)} is locked by another program, such as a sqlite3 shell. Close it`,
  8: notWritable,
  10: (dataDir) => `The disk under ${dataDir} fails to read or write (see the system's log)`,
  11: damaged,
  13: (dataDir) => `The disk under ${dataDir} is full. Make room`,
  14: notWritable,
  26: damaged,
};

/** What Node's file system codes mean for an operator. */
const fileCauses: Readonly<Record<string, (dataDir: string) => string>> = {
  EACCES: notWritable,
  EPERM: notWritable,
  EROFS: notWritable,
  EEXIST: (dataDir) => `DATA_DIR ${dataDir} is not a folder. Name a folder`,
  ENOTDIR: (dataDir) => `DATA_DIR ${dataDir} is not a folder. Name a folder`,
  ENOSPC: (dataDir) => `The disk under ${dataDir} is full. Make room`,
  ERR_INVALID_STATE: () => 'The database is closed',
};

function notWritable(dataDir: string): string {
  return `DATA_DIR ${dataDir} cannot be written to. Give the bot's user the right to write there, and to every file in it`;
}

function damaged(dataDir: string): string {
  return `${databaseFile(dataDir)} is damaged. Move it away, with the files beside it, and restart the bot: it begins a new one`;
}

/** Says in words for an operator what SQLite or the file system has against something. */
export function toSqliteError(error: unknown, dataDir: string): StoreError {
  const words =
    causes[(numberOf(error, 'errcode') ?? 0) & 0xff] ?? fileCauses[textOf(error, 'code')];
  const said = error instanceof Error ? error.message : String(error);
  const message = words?.(dataDir) ?? `${databaseFile(dataDir)} could not be used: ${said}`;
  return new StoreError(`${message}.`, { cause: error });
}

/** Whether another process holds what was asked for. */
export function isBusy(error: unknown): boolean {
  return ((numberOf(error, 'errcode') ?? 0) & 0xff) === 5;
}

function numberOf(error: unknown, name: string): number | undefined {
  const value = propertyOf(error, name);
  return typeof value === 'number' ? value : undefined;
}

function textOf(error: unknown, name: string): string {
  const value = propertyOf(error, name);
  return typeof value === 'string' ? value : '';
}

function propertyOf(error: unknown, name: string): unknown {
  return typeof error === 'object' && error !== null ? Reflect.get(error, name) : undefined;
}
