import type { RunTest, TestRun } from './run.ts';
import { isTerminalState } from './states.ts';

/** What can be claimed about a run. Only an ended run passes or fails. */
export type Verdict =
  | { readonly kind: 'passed'; readonly totalCount: number; readonly snoozedCount: number }
  | {
      readonly kind: 'failed';
      /** Failures that no snooze covers; at least 1. */
      readonly failedCount: number;
      /** Absent where Empirical gave no total that can hold the failures. */
      readonly totalCount?: number;
      readonly snoozedCount: number;
    }
  /** Ended without a single test, which is not a pass. */
  | { readonly kind: 'no-tests' }
  /** Ended, but the counts that a verdict needs are missing. */
  | { readonly kind: 'unclear' }
  /** Not ended: the state is all there is to say. */
  | { readonly kind: 'state'; readonly state: string; readonly terminal: boolean };

/**
 * Reads what a run's state and counts amount to. `ended` is not `passed`, and a failed count above
 * zero is not `failed`: snoozed failures do not fail a run.
 */
export function readVerdict(run: TestRun): Verdict {
  const { state, totalCount } = run;
  if (state !== 'ended') {
    return { kind: 'state', state, terminal: isTerminalState(state) };
  }
  const failedCount = failedAfterSnoozing(run);
  const snoozedCount = snoozedFailures(run) ?? 0;
  if (failedCount !== undefined && failedCount > 0) {
    const total = totalCount !== undefined && totalCount >= failedCount ? { totalCount } : {};
    return { kind: 'failed', failedCount, ...total, snoozedCount };
  }
  if (totalCount === 0) {
    return { kind: 'no-tests' };
  }
  if (failedCount === undefined || totalCount === undefined) {
    return { kind: 'unclear' };
  }
  return { kind: 'passed', totalCount, snoozedCount };
}

/**
 * How many tests failed that no snooze covers: Empirical's own count, else what the details say.
 * Failures that incomplete details leave out count as not snoozed. Undefined where nothing tells.
 */
export function failedAfterSnoozing(run: TestRun): number | undefined {
  if (run.failedCountAfterSnoozing !== undefined) {
    return run.failedCountAfterSnoozing;
  }
  const failed = run.tests.filter(hasFailed);
  const snoozed = failed.filter((test) => test.snoozed).length;
  const listed = failed.length - snoozed;
  if (run.failedCount === undefined) {
    return listed > 0 ? listed : undefined;
  }
  if (failed.length < run.failedCount) {
    return Math.max(0, run.failedCount - snoozed);
  }
  return listed;
}

/** How many tests failed while snoozed; undefined where the failed count before snoozing is missing. */
export function snoozedFailures(run: TestRun): number | undefined {
  const failedCount = failedAfterSnoozing(run);
  if (run.failedCount === undefined || failedCount === undefined) {
    return undefined;
  }
  return Math.max(0, run.failedCount - failedCount);
}

/** Whether Empirical's details call the test failed, snoozed or not. */
export function hasFailed(test: RunTest): boolean {
  return test.status === 'failed';
}
