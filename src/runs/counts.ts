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
  /** Whether Empirical counted more failed tests than its details name. */
  readonly incomplete: boolean;
}

/** The failed tests that no snooze covers, as far as the details name them. */
export function failingTests(run: TestRun): FailingTests {
  const failed = run.tests.filter(hasFailed);
  const tests = failed.filter((test) => !test.snoozed);
  const counted = run.failedCount ?? 0;
  const countedAfterSnoozing = run.failedCountAfterSnoozing ?? 0;
  return { tests, incomplete: failed.length < counted || tests.length < countedAfterSnoozing };
}

function countFrom(
  least: number,
  name: keyof RunCounts,
  count: number | undefined,
): Partial<Record<keyof RunCounts, number>> {
  return count !== undefined && count >= least ? { [name]: count } : {};
}
