import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import type { Database } from '../../src/store/database.ts';
import { migrate } from '../../src/store/migrations.ts';
import { createPostgresDatabase } from '../../src/store/postgres-database.ts';
import { createPool } from '../../src/store/postgres-pool.ts';
import { createSqlStore } from '../../src/store/sql-store.ts';
import type { Card, Reading } from '../../src/store/store.ts';
import { startPostgres } from '../support/postgres.ts';

const t0 = 1_790_000_000_000;
const pause = { sql: 'SELECT pg_sleep(0.01)' };

/** A database whose statements are far enough apart for others to come between them. */
function slowly({ atomically, close }: Database): Database {
  return {
    async atomically(statements) {
      const answers = await atomically(statements.flatMap((one) => [one, pause]));
      return answers.filter((_rows, at) => at % 2 === 0);
    },
    close,
  };
}

function cardOf(runId: number, name: string): Card {
  return {
    ...{ key: `C1 ${runId} ${name}`, teamId: 'T1', channelId: 'C1', ts: `${runId}`, runId },
    ...{ layout: 'card', recall: '', unfurlUrl: undefined, threadTs: undefined },
    wantedTest: undefined,
  };
}

function endOf(runId: number): Reading {
  return {
    ...{ runId, status: 'ended', misses: 0, failures: 0, followedForMs: 0, unchangedForMs: 0 },
    ...{ readAtMs: t0 + 5000, nextReadAtMs: t0 + 9000 },
    sighting: { snapshot: 'end', fingerprint: 'end', isTerminal: true },
  };
}

test('no card misses an end that crosses its posting, wherever the two meet', async () => {
  const server = await startPostgres();
  const database = createPostgresDatabase(createPool(await server.createDatabase(), 30), () =>
    performance.now(),
  );
  try {
    await migrate(database, 'postgres');
    const store = createSqlStore(slowly(database));
    const going = { snapshot: 'going', fingerprint: 'going', isTerminal: false };
    const shown = { sighting: going, look: 'x', watcher: 'U1', isFresh: false };
    const meet = async (runId: number) => {
      await store.putCard(cardOf(runId, 'first'), shown, t0);
      const putting = store.putCard(cardOf(runId, 'second'), shown, t0 + 5000);
      await sleep(runId * 5);
      await store.recordReading(endOf(runId));
      await putting;
    };
    const runIds = Array.from({ length: 15 }, (_, at) => at + 1);
    await Promise.all(runIds.map(meet));
    const stale = await store.staleCards('T1', 100, t0 + 10_000);
    expect(stale.map(({ card }) => card.key).toSorted()).toEqual(
      runIds.flatMap((id) => [cardOf(id, 'first').key, cardOf(id, 'second').key]).toSorted(),
    );
  } finally {
    await database.close();
    await server.stop();
  }
});
