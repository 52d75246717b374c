import type { Logger } from '../log.ts';
import { createAlarm } from './alarm.ts';
import type { Database } from './database.ts';
import type { Schedule, Work } from './schedule.ts';
import { createTaskKeeper } from './task-keeper.ts';
import { createTaskLine, type LineItem, type TaskLine } from './task-line.ts';
import { createWorkplace } from './workplace.ts';

/** What a schedule needs. */
export interface SqliteScheduleParts {
  readonly database: Database;
  /** Milliseconds of a clock that nobody sets. */
  readonly steadyMs: () => number;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly log: Logger;
}

/** What waits for room, or is being done, is looked at again after so long. */
const betweenLooksMs = 500;

/**
 * Makes the schedule of one process: tasks are in memory, where no trouble of the database reaches them,
 * and in the database for the next start.
 */
export function createSqliteSchedule(parts: SqliteScheduleParts): Schedule {
  const { steadyMs } = parts;
  const line = createTaskLine();
  const keeper = createTaskKeeper(parts);
  const workplace = createWorkplace(parts);
  const alarm = createAlarm(steadyMs, wake);
  let worker: Work | undefined;
  let isStopped = false;

  function wake(): void {
    if (worker === undefined || isStopped) {
      return;
    }
    for (const item of line.ready(steadyMs())) {
      void attend(item, worker);
    }
    line.items().forEach(workplace.limit);
    alarm.setFor(nextLookMs(line, steadyMs()));
  }

  async function attend(item: LineItem, work: Work): Promise<void> {
    item.dueMs = undefined;
    const againMs = await workplace.attend(item, work);
    if (isStopped) {
      // Where it was cut short, the next start does it: it still stands in the database.
      return;
    }
    if (againMs !== undefined) {
      line.add(item.task, steadyMs() + againMs);
    }
    line.settle(item);
    alarm.setFor(steadyMs());
    await keeper.keep(item);
  }

  return {
    async ask(task, delayMs) {
      const item = line.add(task, steadyMs() + Math.max(0, delayMs));
      alarm.setFor(item.dueMs ?? steadyMs());
      await keeper.keep(item);
    },
    start(work) {
      worker = work;
      void keeper.load().then((written) => {
        for (const { task, delayMs } of written) {
          line.add(task, steadyMs() + delayMs);
        }
        alarm.setFor(steadyMs());
      });
    },
    async stop() {
      isStopped = true;
      alarm.clear();
      await workplace.close();
    },
  };
}

/** When the next task is due, or soon where one is being done or has no room; never for an empty line. */
function nextLookMs(line: TaskLine, nowMs: number): number {
  return line.items().reduce((soonestMs, { dueMs, doing }) => {
    const isAhead = doing === undefined && dueMs !== undefined && dueMs > nowMs;
    return Math.min(soonestMs, isAhead ? dueMs : nowMs + betweenLooksMs);
  }, Number.POSITIVE_INFINITY);
}
