import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Database, Statement } from '../../src/store/database.ts';
import { createPostgresDatabase } from '../../src/store/postgres-database.ts';
import { toStoreError } from '../../src/store/postgres-errors.ts';
import { createPool } from '../../src/store/postgres-pool.ts';
import { freePort } from '../support/free-port.ts';
import { startPostgres, type TestPostgres } from '../support/postgres.ts';

let server: TestPostgres;
/** A database for tests that leave nothing behind. */
let sharedUrl: string;

beforeAll(async () => {
  server = await startPostgres();
  sharedUrl = await server.createDatabase();
});
afterAll(async () => {
  await server.stop();
});

async function using(url: string, test: (database: Database) => Promise<void>): Promise<void> {
  const database = createPostgresDatabase(createPool(url, 4), () => performance.now());
  try {
    await test(database);
  } finally {
    await database.close();
  }
}

/** What the first call says of a database that cannot be used. */
async function fault(url: string, statement: Statement = { sql: 'SELECT 1' }): Promise<string> {
  let message = 'no fault';
  await using(url, async (database) => {
    await database.atomically([statement]).catch((error: unknown) => {
      message = String(error);
    });
  });
  return message;
}

function changed(url: string, change: (url: URL) => void): string {
  const parsed = new URL(url);
  change(parsed);
  return parsed.href;
}

test('a batch happens wholly or not at all', async () => {
  await using(await server.createDatabase(), async (database) => {
    await database.atomically([{ sql: 'CREATE TABLE thing (id BIGINT PRIMARY KEY)' }]);
    const insert = { sql: 'INSERT INTO thing VALUES ($1) RETURNING id', values: [1] };
    await expect(database.atomically([insert, insert])).rejects.toThrow(/unique/);
    expect(await database.atomically([insert, { sql: 'SELECT id FROM thing' }])).toEqual([
      [{ id: 1 }],
      [{ id: 1 }],
    ]);
    expect(await database.atomically([])).toEqual([]);
  });
});

test('whole numbers of 64 bits are numbers, also those that are counted', async () => {
  await using(sharedUrl, async (database) => {
    const big = Number.MAX_SAFE_INTEGER;
    const [rows] = await database.atomically([
      { sql: 'SELECT CAST($1 AS BIGINT) AS big, count(*) AS one', values: [big] },
    ]);
    expect(rows).toEqual([{ big, one: 1 }]);
  });
});

test('a statement that takes too long is given up, and the next one works', async () => {
  await using(sharedUrl, async (database) => {
    const slow = { sql: 'SELECT pg_sleep(30)' };
    const quick = { sql: 'SELECT 1 AS one' };
    await Promise.all([
      expect(database.atomically([slow])).rejects.toThrow(/does not answer in time/),
      expect(database.atomically([quick, slow])).rejects.toThrow(/in time|took too long/),
    ]);
    expect(await database.atomically([quick, quick])).toEqual([[{ one: 1 }], [{ one: 1 }]]);
  });
});

test('two batches that lock rows crosswise both happen', async () => {
  await using(await server.createDatabase(), async (database) => {
    await database.atomically([
      { sql: 'CREATE TABLE thing (id BIGINT PRIMARY KEY, touched BIGINT)' },
      { sql: 'INSERT INTO thing VALUES (1, 0), (2, 0)' },
      // In a fraction of the time that it usually takes PostgreSQL to notice.
      {
        sql: `DO $do$ BEGIN EXECUTE format('ALTER DATABASE %I SET deadlock_timeout = ''50ms''', current_database()); END $do$`,
      },
    ]);
    const touch = (id: number) => ({
      sql: 'UPDATE thing SET touched = touched + 1 WHERE id = $1',
      values: [id],
    });
    const pause = { sql: 'SELECT pg_sleep(0.2)' };
    await Promise.all([
      database.atomically([touch(1), pause, touch(2)]),
      database.atomically([touch(2), pause, touch(1)]),
    ]);
    expect(await database.atomically([{ sql: 'SELECT touched FROM thing' }])).toEqual([
      [{ touched: 2 }, { touched: 2 }],
    ]);
  });
});

test('calls fail while the database starts anew, and work afterwards', async () => {
  await using(sharedUrl, async (database) => {
    const statement = { sql: 'SELECT 1 AS one' };
    await Promise.all([database.atomically([statement]), database.atomically([statement])]);
    const slow = database.atomically([{ sql: 'SELECT pg_sleep(1)' }]).catch(String);
    await server.restart();
    expect(await slow).toMatch(/StoreError: .*(starting, stopping or gone|broke)/);
    expect(await database.atomically([statement])).toEqual([[{ one: 1 }]]);
  });
});

const password = 'sesame-street';

test.each<[string, (url: string) => string | Promise<string>, RegExp]>([
  [
    'a wrong password',
    (url) =>
      changed(url, (one) => {
        one.password = password;
      }),
    /refused the user or the password .*28P01/,
  ],
  [
    'a user who is not there',
    (url) =>
      changed(url, (one) => {
        one.username = 'nobody';
        one.password = password;
      }),
    /refused the user or the password .*28P01/,
  ],
  [
    'a database that is not there',
    (url) =>
      changed(url, (one) => {
        one.pathname = '/nowhere';
      }),
    /does not exist; create it/,
  ],
  ['a server without TLS', (url) => `${url}?sslmode=require`, /does not speak TLS/],
  [
    'a certificate that is not there',
    (url) => `${url}?sslmode=verify-full&sslrootcert=/nowhere.pem`,
    /cannot be read/,
  ],
  [
    'a port where nobody listens',
    async (url) => {
      const port = await freePort();
      return changed(url, (one) => {
        one.port = `${port}`;
        one.password = password;
      });
    },
    /cannot be reached .*ECONNREFUSED/,
  ],
])('of %s it says what is wrong', async (_what, change, words) => {
  const url = await change(sharedUrl);
  const message = await fault(url);
  expect(message).toMatch(words);
  expect(message).not.toContain(password);
});

test('an error that nobody foresaw is told as the server said it', () => {
  expect(toStoreError(new Error('odd')).message).toBe('PostgreSQL could not do it: odd.');
  const scram = new Error('SASL: SCRAM-SERVER-FIRST-MESSAGE: client password must be a string');
  expect(toStoreError(scram).message).toBe(
    'PostgreSQL wants a password, and DATABASE_URL has none.',
  );
});

test('a text that is no URL is not repeated', () => {
  expect(() => createPool(`postgres//bot:${password}@host`, 1)).toThrow(
    /^DATABASE_URL is not a URL, such as/,
  );
});

test('a database that only reads is called so', async () => {
  const url = await server.createDatabase();
  await using(url, async (database) => {
    const name = new URL(url).pathname.slice(1);
    await database.atomically([
      { sql: `ALTER DATABASE ${name} SET default_transaction_read_only = on` },
    ]);
  });
  expect(await fault(url, { sql: 'CREATE TABLE thing (id BIGINT)' })).toMatch(/read-only/);
});

test.each([
  ['42501', /may not do this/],
  ['53300', /no connection left/],
  ['53100', /disk is full/],
  ['28000', /does not let the user/],
  ['EPIPE', /cannot be reached/],
  ['ERR_SSL_WRONG_VERSION_NUMBER', /no common TLS/],
  ['57P03', /starting, stopping or gone/],
  ['42P01', /tables or columns are missing/],
  ['ENOTFOUND', /host name .* not known/],
  ['ETIMEDOUT', /cannot be reached/],
  ['SELF_SIGNED_CERT_IN_CHAIN', /certificate is not trusted/],
  ['ERR_TLS_CERT_ALTNAME_INVALID', /certificate is not trusted/],
])('the code %s is put into words', (code, words) => {
  const error = Object.assign(new Error('secret'), { code });
  expect(toStoreError(error).message).toMatch(words);
  expect(toStoreError(error).message).not.toContain('secret');
  expect(toStoreError(new AggregateError([error])).message).toMatch(words);
});
