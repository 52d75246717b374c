import type { Logger } from '../log.ts';
import type { Database } from './database.ts';
import { createTaskBook, type WrittenTask } from './task-book.ts';
import type { LineItem } from './task-line.ts';

/** Writes tasks down for the next start, as far as the database takes them. */
export interface TaskKeeper {
  /** Writes down how a task stands. Never rejects. */
  keep(item: LineItem): Promise<void>;
  /** What the last start left; nothing where the database does not say. */
  load(): Promise<readonly WrittenTask[]>;
}

/**
 * Makes a keeper. What the database does not take is still in memory, and follows from the store in
 * any case: no reason to fail.
 */
export function createTaskKeeper({
  database,
  steadyMs,
  now,
  log,
}: {
  readonly database: Database;
  readonly steadyMs: () => number;
  readonly now: () => number;
  readonly log: Logger;
}): TaskKeeper {
  const book = createTaskBook(database, now);
  let isFailing = false;
  async function unlessFailing<Value>(access: () => Promise<Value>): Promise<Value | undefined> {
    try {
      const value = await access();
      isFailing = false;
      return value;
    } catch (error) {
      if (!isFailing) {
        log.warn({ error }, 'tasks cannot be written down; a restart has to find them anew');
      }
      isFailing = true;
      return undefined;
    }
  }
  return {
    keep: ({ task, dueMs }) =>
      unlessFailing(() =>
        dueMs === undefined
          ? book.strike(task)
          : book.write({ task, delayMs: Math.max(0, dueMs - steadyMs()) }),
      ),
    load: async () => (await unlessFailing(() => book.read())) ?? [],
  };
}
