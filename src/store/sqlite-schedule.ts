import type { Logger } from '../log.ts';
import { type Database, StoreError } from './database.ts';
import type { Schedule, Task, Work } from './schedule.ts';
import { createTaskBook } from './task-book.ts';
import { createTaskLine, type LineItem } from './task-line.ts';

/** What a schedule needs. */
export interface SqliteScheduleParts {
  readonly database: Database;
  /** Milliseconds of a clock that nobody sets. */
  readonly steadyMs: () => number;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly log: Logger;
}

const longestPauseMs = 500;
const afterFailureMs = 10_000;
const mostWorkMs = 60_000;
const mostStopMs = 5000;

/**
 * Makes the schedule of one process: tasks are in memory, where no trouble of the database reaches them,
 * and in the database for the next start.
 */
export function createSqliteSchedule(parts: SqliteScheduleParts): Schedule {
  const { steadyMs, log } = parts;
  const line = createTaskLine();
  const keep = createKeeper(parts);
  const alarm = createAlarm(steadyMs, wake);
  const works = new Set<Promise<unknown>>();
  let worker: Work | undefined;
  let isStopped = false;

  function wake(): void {
    if (worker === undefined || isStopped) {
      return;
    }
    for (const item of line.ready(steadyMs())) {
      void attend(item, worker);
    }
    const nowMs = steadyMs();
    for (const { task, dueMs, doing } of line.items()) {
      if (doing !== undefined && nowMs - doing.sinceMs > mostWorkMs) {
        doing.cancel.abort(new Error(`a task (${task.kind}) took longer than a minute`));
      }
      // What is due but has no room is begun when something else is done.
      const isAhead = doing === undefined && dueMs !== undefined && dueMs > nowMs;
      alarm.setFor(isAhead ? dueMs : nowMs + longestPauseMs);
    }
  }

  async function attend(item: LineItem, work: Work): Promise<void> {
    const cancel = new AbortController();
    item.dueMs = undefined;
    item.doing = { sinceMs: steadyMs(), cancel };
    const againMs = await outcomeOf(item.task, work, cancel.signal);
    item.doing = undefined;
    if (isStopped) {
      // Where it was cut short, the next start does it: it still stands in the database.
      return;
    }
    if (againMs !== undefined) {
      line.add(item.task, steadyMs() + againMs);
    }
    line.settle(item);
    alarm.setFor(steadyMs());
    await keep(item);
  }

  async function outcomeOf(task: Task, work: Work, signal: AbortSignal) {
    const doing = (async () => await work(task, signal))();
    works.add(doing);
    const forget = () => works.delete(doing);
    doing.then(forget, forget);
    try {
      return await untilAbort(doing, signal);
    } catch (error) {
      if (!isStopped) {
        tellFailure(task, error, log);
      }
      return afterFailureMs;
    }
  }

  return {
    async ask(task, delayMs) {
      const item = line.add(task, steadyMs() + Math.max(0, delayMs));
      alarm.setFor(item.dueMs ?? steadyMs());
      await keep(item);
    },
    start(work) {
      worker = work;
      void keep.load().then((written) => {
        for (const { task, delayMs } of written) {
          line.add(task, steadyMs() + delayMs);
        }
        alarm.setFor(steadyMs());
      });
    },
    async stop() {
      isStopped = true;
      alarm.clear();
      for (const { doing } of line.items()) {
        doing?.cancel.abort(new Error('the bot is stopping'));
      }
      await atMost(mostStopMs, Promise.allSettled(works));
    },
  };
}

/**
 * Writes tasks down, as far as the database takes them. What it does not take is still in memory, and
 * follows from the store in any case.
 */
function createKeeper({ database, steadyMs, now, log }: SqliteScheduleParts) {
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
  const keep = ({ task, dueMs }: LineItem) =>
    unlessFailing(() =>
      dueMs === undefined
        ? book.strike(task)
        : book.write({ task, delayMs: Math.max(0, dueMs - steadyMs()) }),
    );
  return Object.assign(keep, {
    load: async () => (await unlessFailing(() => book.read())) ?? [],
  });
}

/** A timer that rings at the soonest of the times it was set for, and forgets the others. */
function createAlarm(steadyMs: () => number, ring: () => void) {
  let timer: NodeJS.Timeout | undefined;
  let ringAtMs = Number.POSITIVE_INFINITY;
  const clear = () => {
    clearTimeout(timer);
    ringAtMs = Number.POSITIVE_INFINITY;
  };
  return {
    clear,
    setFor(atMs: number): void {
      if (atMs >= ringAtMs) {
        return;
      }
      clearTimeout(timer);
      ringAtMs = atMs;
      // The steady clock of tests moves in jumps: look at it again and again.
      const delayMs = Math.min(longestPauseMs, Math.max(0, atMs - steadyMs()));
      timer = setTimeout(() => {
        clear();
        ring();
      }, delayMs).unref();
    },
  };
}

/** A database in trouble is told of elsewhere, once and not for each task. */
function tellFailure({ kind, key }: Task, error: unknown, log: Logger): void {
  const level = error instanceof StoreError ? 'debug' : 'warn';
  log[level]({ kind, key, error }, 'a task failed; it is tried again in ten seconds');
}

/** Follows work until it is done or cut short. */
function untilAbort<Value>(work: Promise<Value>, signal: AbortSignal): Promise<Value> {
  const { promise, reject } = Promise.withResolvers<never>();
  signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  return Promise.race([work, promise]);
}

async function atMost(timeoutMs: number, work: Promise<unknown>): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, timeoutMs);
  await Promise.race([work, promise]);
  clearTimeout(timer);
}
