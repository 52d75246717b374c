import type { Logger } from '../log.ts';
import { isOutage } from './database.ts';
import type { Task, Work } from './schedule.ts';
import type { LineItem } from './task-line.ts';

const afterFailureMs = 10_000;
const mostWorkMs = 60_000;
const mostStopMs = 5000;

/** Where tasks are done, each within its time limit. */
export interface Workplace {
  /**
   * Does a task. Resolves to the milliseconds after which it has to be done again, or to undefined
   * where nothing is left to do. Never rejects.
   */
  attend(item: LineItem, work: Work): Promise<number | undefined>;
  /** Cuts a task short that has taken too long. */
  limit(item: LineItem): void;
  /** Cuts everything short and waits until it has ended, at most five seconds. */
  close(): Promise<void>;
}

/** Makes a place where nothing is being done. */
export function createWorkplace({
  steadyMs,
  log,
}: {
  /** Milliseconds of a clock that nobody sets. */
  readonly steadyMs: () => number;
  readonly log: Logger;
}): Workplace {
  const cancels = new Set<AbortController>();
  const works = new Set<Promise<unknown>>();
  let isClosed = false;

  function begin(task: Task, work: Work, signal: AbortSignal): Promise<number | undefined> {
    const doing = (async () => await work(task, signal))();
    works.add(doing);
    const forget = () => works.delete(doing);
    doing.then(forget, forget);
    return untilAbort(doing, signal);
  }

  return {
    async attend(item, work) {
      const cancel = new AbortController();
      cancels.add(cancel);
      item.doing = { sinceMs: steadyMs(), cancel };
      try {
        return await begin(item.task, work, cancel.signal);
      } catch (error) {
        if (!isClosed) {
          tellFailure(item.task, error, log);
        }
        return afterFailureMs;
      } finally {
        cancels.delete(cancel);
        item.doing = undefined;
      }
    },
    limit({ task, doing }) {
      if (doing !== undefined && steadyMs() - doing.sinceMs > mostWorkMs) {
        doing.cancel.abort(new Error(`a task (${task.kind}) took longer than a minute`));
      }
    },
    async close() {
      isClosed = true;
      for (const cancel of cancels) {
        cancel.abort(new Error('the bot is stopping'));
      }
      await atMost(mostStopMs, Promise.allSettled(works));
    },
  };
}

/** A database in trouble is told of elsewhere, once and not for each task. */
function tellFailure(task: Task, error: unknown, log: Logger): void {
  const level = isOutage(error) ? 'debug' : 'error';
  log[level]({ task, error }, 'a task failed; it is tried again in ten seconds');
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
