import type { Logger } from '../log.ts';
import { StoreError } from './database.ts';

/** Whether the database can be used, and telling the operator when that changes. */
export interface StorageTrouble {
  /** Something failed: trouble has begun, or still lasts. */
  met(error: unknown): void;
  /** The database did what it was asked. */
  over(): void;
  /** Something failed, and the database is well all the same. */
  passed(error: unknown): void;
  /** The trouble that lasts; undefined where there is none. */
  current(): StoreError | undefined;
}

/** While trouble lasts, it is told again after so long. */
const repeatAfterMs = 60_000;

/** Makes the telling of trouble; none has been met. */
export function createStorageTrouble({
  log,
  steadyMs,
}: {
  readonly log: Logger;
  /** Milliseconds of a clock that nobody sets. */
  readonly steadyMs: () => number;
}): StorageTrouble {
  let current: StoreError | undefined;
  let toldAtMs = Number.NEGATIVE_INFINITY;
  let passedAtMs = Number.NEGATIVE_INFINITY;
  return {
    met(error) {
      const isNew = current === undefined;
      current = toStoreError(error);
      if (isNew || steadyMs() - toldAtMs >= repeatAfterMs) {
        toldAtMs = steadyMs();
        log.error(
          { error },
          `the database cannot be used, so that cards do not follow their runs: ${current.message}`,
        );
      }
    },
    over() {
      if (current !== undefined) {
        log.info({}, 'the database is back');
      }
      current = undefined;
    },
    passed(error) {
      if (current === undefined && steadyMs() - passedAtMs >= repeatAfterMs) {
        passedAtMs = steadyMs();
        log.warn({ error }, 'the database did not do something it was asked, but answers again');
      }
    },
    current: () => current,
  };
}

function toStoreError(error: unknown): StoreError {
  return error instanceof StoreError
    ? error
    : new StoreError('The database failed in a way that the bot does not know.', { cause: error });
}
