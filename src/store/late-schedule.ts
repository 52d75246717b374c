import { StoreError } from './database.ts';
import type { Schedule, Work } from './schedule.ts';

/** A schedule that can be started before there is one. */
export interface LateSchedule extends Schedule {
  /** From now on everything is up to this one. */
  use(schedule: Schedule): void;
}

/** Makes a schedule that rejects what it is asked until it has one to use. */
export function createLateSchedule(): LateSchedule {
  let real: Schedule | undefined;
  let worker: Work | undefined;
  let stopped: Promise<void> | undefined;
  return {
    use(schedule) {
      real = schedule;
      if (worker !== undefined) {
        real.start(worker);
      }
    },
    async ask(task, delayMs) {
      if (real === undefined) {
        throw new StoreError('The database is not open.');
      }
      await real.ask(task, delayMs);
    },
    start(work) {
      worker = work;
      real?.start(work);
    },
    stop() {
      worker = undefined;
      stopped ??= real?.stop();
      return stopped ?? Promise.resolve();
    },
  };
}
