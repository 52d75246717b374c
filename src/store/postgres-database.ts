import type { Pool, PoolClient } from 'pg';
import type { Database, Row, Statement } from './database.ts';
import { isAnswer, isCollision, toStoreError } from './postgres-errors.ts';
import { send } from './postgres-pool.ts';

/** How long a batch may take, from having a connection to the end, in milliseconds. */
const batchTimeoutMs = 2000;

/** A batch that collided with another is sent at most this often. */
const maxAttempts = 4;

/**
 * The limits hold for this transaction alone, on the server: where the network breaks, it must not
 * hold its locks until TCP notices.
 */
const begin = `BEGIN; SET LOCAL statement_timeout = ${batchTimeoutMs};
SET LOCAL idle_in_transaction_session_timeout = ${2 * batchTimeoutMs}`;

/**
 * The store's statements on PostgreSQL. Every call ends within about four seconds: two for a
 * connection, two for the statements.
 *
 * @param steadyMs milliseconds of a clock that nobody sets
 */
export function createPostgresDatabase(pool: Pool, steadyMs: () => number): Database {
  return {
    async atomically(statements) {
      for (let attempt = 1; ; attempt += 1) {
        try {
          return await run(pool, statements, steadyMs);
        } catch (error) {
          // Two batches that lock rows crosswise: PostgreSQL undoes one of them, which may try again.
          if (attempt === maxAttempts || !isCollision(error)) {
            throw toStoreError(error);
          }
        }
      }
    },
    async close() {
      await pool.end();
    },
  };
}

async function run(
  pool: Pool,
  statements: readonly Statement[],
  steadyMs: () => number,
): Promise<readonly (readonly Row[])[]> {
  const [only] = statements;
  if (only !== undefined && statements.length === 1) {
    const { rows } = await send(pool, only.sql, only.values ?? [], batchTimeoutMs);
    return [rows];
  }
  const client = await pool.connect();
  let fault: unknown;
  try {
    return await runTogether(client, statements, steadyMs);
  } catch (error) {
    fault = error;
    throw error;
  } finally {
    // Where the server did not answer, nobody knows what the connection is in the middle of.
    client.release(fault !== undefined && !isAnswer(fault));
  }
}

async function runTogether(
  client: PoolClient,
  statements: readonly Statement[],
  steadyMs: () => number,
): Promise<readonly (readonly Row[])[]> {
  const endMs = steadyMs() + batchTimeoutMs;
  const results: Row[][] = [];
  try {
    await send(client, begin, undefined, endMs - steadyMs());
    for (const { sql, values } of statements) {
      results.push((await send(client, sql, values ?? [], endMs - steadyMs())).rows);
    }
    await send(client, 'COMMIT', undefined, endMs - steadyMs());
  } catch (error) {
    if (isAnswer(error)) {
      await send(client, 'ROLLBACK', undefined, batchTimeoutMs);
    }
    throw error;
  }
  return results;
}
