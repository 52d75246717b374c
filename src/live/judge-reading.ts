import {
  KeyRefusedError,
  RateLimitedError,
  RunNotFoundError,
  UnreachableError,
} from '../api/errors.ts';
import type { FollowedRun, Reading, Sighting } from '../store/store.ts';
import { nextReadDelayMs } from './intervals.ts';

/** What came of reading a run. */
export type ReadOutcome = { readonly sighting: Sighting } | { readonly error: unknown };

/** Runs are followed for so long; what takes longer hangs. */
const longestMs = 6 * 60 * 60 * 1000;
const mostMisses = 3;

/** Between two readings no more than this counts as following: nobody did while the bot was away. */
const mostBetweenMs = 2 * 60 * 1000;

/**
 * What a reading makes of a run: it goes on, has ended, or is given up after three times "not found" in
 * a row, a refused key, or six hours. Any other trouble passes.
 *
 * @param readAtMs when the reading began
 * @param random a number in [0, 1)
 */
export function judgeReading(
  run: FollowedRun,
  outcome: ReadOutcome,
  { readAtMs, nowMs, random }: { readAtMs: number; nowMs: number; random: number },
): Reading {
  const sighting = 'sighting' in outcome ? outcome.sighting : undefined;
  const error = 'error' in outcome ? outcome.error : undefined;
  const betweenMs = Math.min(Math.max(0, readAtMs - run.readAtMs), mostBetweenMs);
  const isChanged = sighting !== undefined && sighting.fingerprint !== run.fingerprint;
  const followedForMs = run.followedForMs + betweenMs;
  const unchangedForMs = isChanged ? 0 : run.unchangedForMs + betweenMs;
  const misses = sighting ? 0 : run.misses + (error instanceof RunNotFoundError ? 1 : 0);
  const failures = sighting ? 0 : run.failures + 1;
  const retryAfterMs = retryAfterOf(error);
  const delayMs = nextReadDelayMs({ unchangedForMs, failures, retryAfterMs, random });
  return {
    runId: run.runId,
    sighting,
    status: statusAfter({ sighting, error, misses, followedForMs }),
    readAtMs,
    nextReadAtMs: nowMs + delayMs,
    followedForMs,
    unchangedForMs,
    misses,
    failures,
  };
}

function statusAfter({
  sighting,
  error,
  misses,
  followedForMs,
}: {
  sighting: Sighting | undefined;
  error: unknown;
  misses: number;
  followedForMs: number;
}): FollowedRun['status'] {
  if (sighting?.isTerminal) {
    return 'ended';
  }
  if (error instanceof KeyRefusedError) {
    return 'key-refused';
  }
  if (misses >= mostMisses) {
    return 'not-found';
  }
  return followedForMs >= longestMs ? 'too-long' : 'following';
}

/** How long Empirical asks to be left alone, where it does. */
export function retryAfterOf(error: unknown): number | undefined {
  if (error instanceof RateLimitedError || error instanceof UnreachableError) {
    return error.retryAfterSeconds === undefined ? undefined : error.retryAfterSeconds * 1000;
  }
  return undefined;
}
