import type { Dispatcher } from 'undici';
import type { Logger } from '../log.ts';
import { testRunUrl } from './api-path.ts';
import { type AttemptOutcome, attempt } from './attempt.ts';
import { lookUpDeadlineMs, nextWaitMs } from './retry.ts';
import { readTestRunAnswer, type WireTestRun } from './schema.ts';

/** What a look-up needs from outside. */
export interface LookUpOptions {
  readonly baseUrl: string;
  readonly headers: Readonly<Record<string, string>>;
  /** The API key, which no error may repeat. */
  readonly secret: string;
  readonly dispatcher: Dispatcher;
  /** One attempt, in milliseconds. */
  readonly timeoutMs: number;
  readonly now: () => number;
  readonly random: () => number;
  readonly sleep: (delayMs: number, signal: AbortSignal) => Promise<void>;
  readonly log: Logger;
}

/** Reads one run from Empirical; rejects with an `EmpiricalError`, or with the signal's reason. */
export type LookUp = (runId: number, signal: AbortSignal) => Promise<WireTestRun>;

/**
 * Makes the look-up: up to three attempts, jittered waits between them, and one deadline over all.
 * What comes back has been read by the schema.
 */
export function createLookUp(options: LookUpOptions): LookUp {
  const { now, log } = options;
  return async (runId, signal) => {
    const url = testRunUrl(options.baseUrl, runId);
    const startedAtMs = now();
    const deadlineAtMs = startedAtMs + lookUpDeadlineMs;
    for (let attempts = 1; ; attempts += 1) {
      const timeoutMs = Math.max(0, Math.min(options.timeoutMs, deadlineAtMs - now()));
      const outcome = await attempt({ ...options, url, runId, timeoutMs, signal });
      const nowMs = now();
      if (outcome.isDone) {
        log.debug({ runId, attempts, tookMs: nowMs - startedAtMs }, 'read a run');
        return readRun(outcome.body, runId, log);
      }
      const waitMs = waitAfter(outcome, {
        attempts,
        nowMs,
        deadlineAtMs,
        random: options.random(),
      });
      if (waitMs === undefined) {
        throw outcome.error;
      }
      log.info({ runId, attempts, waitMs, error: outcome.error.message }, 'trying a run again');
      await options.sleep(waitMs, signal);
    }
  };
}

function waitAfter(
  outcome: Extract<AttemptOutcome, { isDone: false }>,
  circumstances: { attempts: number; nowMs: number; deadlineAtMs: number; random: number },
): number | undefined {
  if (!outcome.isWorthRetrying) {
    return undefined;
  }
  return nextWaitMs({ ...circumstances, retryAfterMs: outcome.retryAfterMs });
}

function readRun(body: unknown, runId: number, log: Logger): WireTestRun {
  const { wire, dropped } = readTestRunAnswer(body, runId);
  if (dropped.length > 0) {
    log.info({ runId, dropped }, 'left out malformed fields of a run');
  }
  return wire;
}
