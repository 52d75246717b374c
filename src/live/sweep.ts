import { setTimeout as sleep } from 'node:timers/promises';
import { isOutage } from '../store/database.ts';
import type { LiveParts } from './live-parts.ts';
import { askForAll, askToRead } from './tasks.ts';

const sweepEveryMs = 30_000;
const sweepAfterTroubleMs = 5000;
const purgeEveryMs = 60 * 60 * 1000;

/** A task that is this late has been lost. */
const overdueMs = 15_000;

/**
 * Asks for all that has to be done, at first and then for what has been left undone: a replica that
 * died may have asked for nothing any more.
 */
export async function sweepAgainAndAgain(parts: LiveParts, signal: AbortSignal): Promise<void> {
  let lateByMs = Number.NEGATIVE_INFINITY;
  let purgeAtMs = 0;
  const tellOfTrouble = createReport(parts);
  while (!signal.aborted) {
    let pauseMs = sweepEveryMs;
    try {
      await sweep(parts, lateByMs);
      lateByMs = overdueMs;
      if (parts.now() >= purgeAtMs) {
        await parts.store.purge(parts.now());
        purgeAtMs = parts.now() + purgeEveryMs;
      }
    } catch (error) {
      tellOfTrouble(error);
      pauseMs = sweepAfterTroubleMs;
    }
    await sleep(pauseMs, undefined, { signal, ref: false }).catch(() => undefined);
  }
}

async function sweep({ store, schedule, now }: LiveParts, lateByMs: number): Promise<void> {
  const { runs, teamIds, channels } = await store.openWork();
  const late = runs.filter(({ nextReadAtMs }) => now() - nextReadAtMs > lateByMs);
  await Promise.all([
    ...late.map(({ runId, nextReadAtMs }) => askToRead(runId, schedule, nextReadAtMs - now())),
    askForAll({ teamIds, channels }, schedule),
  ]);
}

const tellAgainMs = 60_000;

/** Trouble of the database is told of where it is met; what else stops a sweep is told once a minute. */
function createReport({ log, now }: LiveParts) {
  let toldAtMs = Number.NEGATIVE_INFINITY;
  return (error: unknown): void => {
    if (!isOutage(error) && now() - toldAtMs >= tellAgainMs) {
      toldAtMs = now();
      log.error(
        { error },
        'live cards may stand still: what has to be done could not be found out',
      );
    }
  };
}
