import { Pool, type QueryResult, TypeOverrides, types } from 'pg';
import { StoreError } from './database.ts';

/** How long anybody waits for a connection, in milliseconds. */
const connectTimeoutMs = 2000;

/**
 * Opens connections to PostgreSQL when they are needed, and drops those that broke. Whole numbers of
 * 64 bits come as numbers: all that are stored are within the safe range.
 *
 * @throws {StoreError} where DATABASE_URL cannot be understood
 */
export function createPool(databaseUrl: string, maxConnections: number): Pool {
  if (!URL.canParse(databaseUrl)) {
    throw new StoreError('DATABASE_URL is not a URL, such as postgres://user:password@host/name.');
  }
  const overrides = new TypeOverrides();
  overrides.setTypeParser(types.builtins.INT8, Number);
  const pool = new Pool({
    connectionString: withUsualTls(databaseUrl),
    application_name: 'testrun',
    max: maxConnections,
    connectionTimeoutMillis: connectTimeoutMs,
    keepAlive: true,
    types: overrides,
  });
  // A broken connection is told by the statement that it breaks, or by the next one; unheard, it
  // would end the process.
  pool.on('error', ignore);
  pool.on('connect', (client) => client.on('error', ignore));
  return pool;
}

/**
 * Sends one statement, or several without values.
 *
 * @param timeoutMs after which the statement is given up; the connection must not be used again
 */
export function send(
  to: Pick<Pool, 'query'>,
  text: string,
  values: readonly unknown[] | undefined,
  timeoutMs: number,
): Promise<QueryResult<Record<string, unknown>>> {
  // Missing in the types of pg, but read for each statement. A limit of the server's own would be set
  // as a connection begins, which poolers such as PgBouncer refuse.
  const query = { text, query_timeout: Math.max(1, timeoutMs) };
  return to.query(values === undefined ? query : { ...query, values: [...values] });
}

/** `sslmode` means what it means to psql, also where pg's own reading is stricter and warns of it. */
function withUsualTls(databaseUrl: string): string {
  return /[?&]sslmode=/.test(databaseUrl) && !databaseUrl.includes('uselibpqcompat=')
    ? `${databaseUrl}&uselibpqcompat=true`
    : databaseUrl;
}

function ignore(): void {}
