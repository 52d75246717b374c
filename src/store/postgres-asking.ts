import { randomUUID } from 'node:crypto';
import type { Db, PgBoss } from 'pg-boss';
import { z } from 'zod';
import { StoreError } from './database.ts';
import { isCollision } from './postgres-errors.ts';
import type { Task } from './schedule.ts';

/** One asking: how long a task has to wait. */
export interface Asking {
  readonly key: string;
  readonly delayMs: number;
}

/** How often askings are sent that others keep getting in the way of. */
const maxRounds = 6;

/**
 * Moves waiting tasks forward, and names those that wait. Where a replica claims one at the same
 * moment, that replica's work begins later than this asking, and looks at the store then.
 */
function moveForward(schema: string): string {
  return `
WITH asked AS (
  SELECT key, now() + delay * interval '1 millisecond' AS due
  FROM json_to_recordset($2::text::json) AS one (key text, delay double precision)
),
moved AS (
  UPDATE ${schema}.job SET start_after = due, keep_until = keep_until - (start_after - due)
  FROM asked
  WHERE name = $1 AND singleton_key = key AND state = 'created' AND start_after > due
)
SELECT key FROM asked JOIN ${schema}.job ON singleton_key = key
WHERE name = $1 AND state = 'created'`;
}

const waitingKeys = z.array(z.object({ key: z.string() }));

/** Where tasks are asked for, and where they stand. */
export interface AskingPlace {
  readonly boss: PgBoss;
  readonly db: Db;
  readonly schema: string;
  readonly kind: Task['kind'];
}

/** Lets tasks wait, each for as long as the least of its askings says and never longer than it did. */
export async function askAll(place: AskingPlace, askings: readonly Asking[]): Promise<void> {
  let left = soonest(askings);
  for (let round = 0; round < maxRounds; round += 1) {
    try {
      left = await askOnce(place, left);
    } catch (error) {
      // Two replicas that ask for the same tasks may lock them crosswise.
      if (!isCollision(error) || round + 1 === maxRounds) {
        throw error;
      }
    }
    if (left.length === 0) {
      return;
    }
  }
  throw new StoreError(
    `Tasks such as "${place.kind} ${left[0]?.key}" are claimed as fast as asked for.`,
  );
}

/** Gives those that neither were put in line nor stood there: claimed in between, so that there is room now. */
async function askOnce(
  { boss, db, schema, kind }: AskingPlace,
  askings: readonly Asking[],
): Promise<readonly Asking[]> {
  const jobs = askings.map(({ key, delayMs }) => ({
    id: randomUUID(),
    data: { key },
    singletonKey: key,
    startAfter: delayMs / 1000,
  }));
  const inserted = new Set(await boss.insert(kind, jobs, { db, returnId: true }));
  const stood = askings.filter((_, index) => !inserted.has(jobs[index]?.id ?? ''));
  if (stood.length === 0) {
    return [];
  }
  const list = stood.map(({ key, delayMs }) => ({ key, delay: delayMs }));
  const { rows } = await db.executeSql(moveForward(schema), [kind, JSON.stringify(list)]);
  const waiting = new Set(waitingKeys.parse(rows).map(({ key }) => key));
  return stood.filter(({ key }) => !waiting.has(key));
}

/** One asking a task, in an order that all replicas share, so that they seldom wait crosswise. */
function soonest(askings: readonly Asking[]): readonly Asking[] {
  const delays = new Map<string, number>();
  for (const { key, delayMs } of askings) {
    delays.set(key, Math.min(delayMs, delays.get(key) ?? Number.POSITIVE_INFINITY));
  }
  return [...delays]
    .map(([key, delayMs]) => ({ key, delayMs }))
    .sort((one, other) => (one.key < other.key ? -1 : 1));
}
