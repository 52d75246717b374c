import { z } from 'zod';
import type { Database } from './database.ts';
import type { Task } from './schedule.ts';
import { query, sql } from './statements.ts';

/** A task and when it is due, in milliseconds from now. */
export interface WrittenTask {
  readonly task: Task;
  readonly delayMs: number;
}

/** Tasks on paper: what a restart finds of them. */
export interface TaskBook {
  /** @throws {StoreError} */
  read(): Promise<readonly WrittenTask[]>;
  /** @throws {StoreError} */
  write(written: WrittenTask): Promise<void>;
  /** @throws {StoreError} */
  strike(task: Task): Promise<void>;
}

/** Nothing is put off for longer; what seems so was written by a clock that was wrong. */
const mostDelayMs = 60 * 60 * 1000;

const taskRow = z.object({
  kind: z.enum(['read', 'update', 'tell']),
  task_key: z.string(),
  due_at: z.number(),
});

/** Makes the book in SQLite, where a due time is one of the wall clock: no other survives a restart. */
export function createTaskBook(database: Database, now: () => number): TaskBook {
  return {
    async read() {
      const rows = await query(
        database,
        taskRow,
        sql('SELECT kind, task_key, due_at FROM testrun_task'),
      );
      return rows.map(({ kind, task_key: key, due_at: dueAtMs }) => {
        const delayMs = dueAtMs - now();
        return { task: { kind, key }, delayMs: delayMs > mostDelayMs ? 0 : Math.max(0, delayMs) };
      });
    },
    async write({ task: { kind, key }, delayMs }) {
      await database.atomically([
        sql(
          `INSERT INTO testrun_task (kind, task_key, due_at) VALUES ($1, $2, $3)
          ON CONFLICT (kind, task_key) DO UPDATE SET due_at = excluded.due_at`,
          kind,
          key,
          now() + delayMs,
        ),
      ]);
    },
    async strike({ kind, key }) {
      await database.atomically([
        sql('DELETE FROM testrun_task WHERE kind = $1 AND task_key = $2', kind, key),
      ]);
    },
  };
}
