import type { RunTest, TestRun } from './run.ts';
import { failedAfterSnoozing, hasFailed, snoozedFailures } from './verdict.ts';

/** The counts of a run that may be shown; one that would mislead or say nothing is absent. */
export interface RunCounts {
  /** Tests that completed; skipped ones are not among them. */
  readonly total?: number;
  /** Flaky tests are inside. */
  readonly passed?: number;
  /** After snoozing. */
  readonly failed?: number;
  /** At least 1, as are snoozed and skipped. */
  readonly flaky?: number;
  readonly snoozed?: number;
  readonly skipped?: number;
}

/**
 * The counts that may be shown. Zeros are left out until the run has ended, because a run that is
 * still going, or broke off, has not earned "0 failed"; zero flaky, snoozed or skipped tests always are.
 */
export function countsOf(run: TestRun): RunCounts {
  const least = run.state === 'ended' ? 0 : 1;
  return {
    ...countFrom(least, 'total', run.totalCount),
    ...countFrom(least, 'passed', run.successCount),
    ...countFrom(least, 'failed', failedAfterSnoozing(run)),
    ...countFrom(1, 'flaky', run.flakyCount),
    ...countFrom(1, 'snoozed', snoozedFailures(run)),
    ...countFrom(1, 'skipped', run.skippedCount),
  };
}

/** The tests that a person has to look at. */
export interface FailingTests {
  /** Failed and not snoozed, in Empirical's order. */
  readonly tests: readonly RunTest[];
  /** How many more Empirical named, in a run from a snapshot. */
  readonly leftOutCount: number;
  /** How many more Empirical counted than its details name. */
  readonly unnamedCount: number;
}

/** The failed tests that no snooze covers, as far as the details name them. */
export function failingTests(run: TestRun): FailingTests {
  const tests = run.tests.filter((test) => hasFailed(test) && !test.snoozed);
  const leftOutCount = run.leftOutFailures ?? 0;
  const unnamed = (failedAfterSnoozing(run) ?? 0) - tests.length - leftOutCount;
  return { tests, leftOutCount, unnamedCount: Math.max(0, unnamed) };
}

function countFrom(
  least: number,
  name: keyof RunCounts,
  count: number | undefined,
): Partial<Record<keyof RunCounts, number>> {
  return count !== undefined && count >= least ? { [name]: count } : {};
}
