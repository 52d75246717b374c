import type { Task } from './schedule.ts';

/** A task in line: waiting, being done, or both. */
export interface LineItem {
  readonly task: Task;
  /** When it has to be done, by the steady clock; undefined while it is done and not asked for again. */
  dueMs: number | undefined;
  /** Since when it is being done, by the steady clock. */
  doing: { readonly sinceMs: number; readonly cancel: AbortController } | undefined;
}

/** So many tasks of a kind are done at once; each kind has a line of its own, so that none waits for another. */
const mostAtOnce: Readonly<Record<Task['kind'], number>> = { read: 64, update: 20, tell: 20 };

/** Which tasks wait and which are being done. Knows no time but what it is told. */
export interface TaskLine {
  /** Puts a task in line; the sooner due time wins. */
  add(task: Task, dueMs: number): LineItem;
  /** Tasks to begin now, the longest due first, no more than may be done at once. */
  ready(nowMs: number): readonly LineItem[];
  /** Takes out what neither waits nor is done. */
  settle(item: LineItem): void;
  items(): readonly LineItem[];
}

/** Makes an empty line. */
export function createTaskLine(): TaskLine {
  const line = new Map<string, LineItem>();
  return {
    add(task, dueMs) {
      const name = `${task.kind} ${task.key}`;
      const item = line.get(name) ?? { task, dueMs: undefined, doing: undefined };
      item.dueMs = Math.min(item.dueMs ?? Number.POSITIVE_INFINITY, dueMs);
      line.set(name, item);
      return item;
    },
    ready(nowMs) {
      const free = { ...mostAtOnce };
      const due: { readonly item: LineItem; readonly dueMs: number }[] = [];
      for (const item of line.values()) {
        if (item.doing !== undefined) {
          free[item.task.kind] -= 1;
        } else if (item.dueMs !== undefined && item.dueMs <= nowMs) {
          due.push({ item, dueMs: item.dueMs });
        }
      }
      return due
        .sort((one, other) => one.dueMs - other.dueMs)
        .map(({ item }) => item)
        .filter(({ task }) => {
          free[task.kind] -= 1;
          return free[task.kind] >= 0;
        });
    },
    settle(item) {
      if (item.doing === undefined && item.dueMs === undefined) {
        line.delete(`${item.task.kind} ${item.task.key}`);
      }
    },
    items: () => [...line.values()],
  };
}
