import { EmpiricalError, KeyRefusedError, RateLimitedError } from '../api/errors.ts';
import type { FollowedRun, Reading } from '../store/store.ts';
import { longestWishMs } from './intervals.ts';
import { judgeReading, type ReadOutcome, retryAfterOf } from './judge-reading.ts';
import type { LiveParts } from './live-parts.ts';
import { sightingOf } from './sighting.ts';
import { askForAll, mostReadDelayMs } from './tasks.ts';

/** Readings of one run begin at least this far apart, however often a webhook knocks. */
const leastBetweenMs = 1000;

/**
 * Makes the work of a `read` task: reads the run if that is due, records what came of it, and asks for
 * the cards to be updated and the people to be told.
 */
export function createFollower(parts: LiveParts) {
  let quietUntilMs = 0;
  const tell = createReport(parts);

  async function read(run: FollowedRun, signal: AbortSignal): Promise<ReadOutcome> {
    const wantedTests = await parts.store.wantedTests(run.runId);
    try {
      const testRun = await parts.readTestRun(run.runId, { signal, fresh: true });
      return { sighting: sightingOf(testRun, wantedTests) };
    } catch (error) {
      signal.throwIfAborted();
      if (!(error instanceof EmpiricalError)) {
        throw error;
      }
      if (error instanceof RateLimitedError) {
        const untilMs = parts.now() + Math.min(retryAfterOf(error) ?? 0, longestWishMs);
        quietUntilMs = Math.max(quietUntilMs, untilMs);
      }
      return { error };
    }
  }

  return async (runId: number, signal: AbortSignal): Promise<number | undefined> => {
    const { store, now, random } = parts;
    const run = await store.run(runId);
    if (run?.status !== 'following') {
      return undefined;
    }
    const readAtMs = now();
    const quietMs = (quietUntilMs - readAtMs) * (1 + random() / 5);
    const waitMs = Math.max(waitBefore(run, readAtMs), quietMs);
    if (waitMs > 0) {
      return waitMs;
    }
    const outcome = await read(run, signal);
    const reading = judgeReading(run, outcome, { readAtMs, nowMs: now(), random: random() });
    tell(run, reading, outcome);
    const due = await store.recordReading(reading);
    await askForAll(due, parts.schedule);
    return reading.status === 'following' ? Math.max(0, reading.nextReadAtMs - now()) : undefined;
  };
}

function waitBefore({ nextReadAtMs, readAtMs }: FollowedRun, nowMs: number): number {
  const sinceMs = nowMs - readAtMs;
  const dueInMs = nextReadAtMs - nowMs;
  const waitMs = sinceMs < 0 ? dueInMs : Math.max(dueInMs, leastBetweenMs - sinceMs);
  return waitMs > mostReadDelayMs ? 0 : waitMs;
}

const tellOfKeyAgainMs = 60_000;

/** A refused key stops all runs at once, and is one line a minute. */
function createReport({ log, now }: LiveParts) {
  let keyToldAtMs = Number.NEGATIVE_INFINITY;
  return (run: FollowedRun, { status, failures }: Reading, outcome: ReadOutcome): void => {
    const error = 'error' in outcome ? outcome.error : undefined;
    const why = error instanceof Error ? { kind: error.name, reason: error.message } : {};
    const fields = { run: run.runId, ...why };
    if (error instanceof KeyRefusedError && now() - keyToldAtMs >= tellOfKeyAgainMs) {
      keyToldAtMs = now();
      log.error(fields, 'runs are no longer followed: Empirical refused EMPIRICAL_API_KEY');
    } else if (status !== 'following') {
      log.info({ ...fields, status }, 'a run is no longer followed');
    } else if (failures === 1) {
      log.info(fields, 'a run that is followed could not be read');
    } else if (failures > 1) {
      log.debug({ ...fields, failures }, 'a run that is followed still cannot be read');
    }
  };
}
