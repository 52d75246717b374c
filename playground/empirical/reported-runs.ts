import { type ReportName, readReport } from './playwright-report.ts';
import { answerWith, type Ending, endedRun, snoozing } from './run-answer.ts';
import type { Asking, ReadableRun, SandboxRun, SlowRun } from './sandbox-run.ts';
import type { SummaryDetail, TestRunDetail } from './wire.ts';

interface Reported extends SandboxRun {
  readonly report: ReportName;
  readonly ending: Ending;
  /** Names of the tests that somebody has snoozed. */
  readonly snoozed?: readonly string[];
  /** What is particular to this run. */
  readonly change?: (run: TestRunDetail, asking: Asking) => TestRunDetail;
}

const KNOWN_TROUBLE = ['exports invoices'] as const;
const INVOICE_OUTAGE = ['exports invoices', 'downloads a year of invoices'] as const;

/** Runs that ended, with the tests and the report of a real run of the shop's suite. */
export function reportedRuns(): ReadableRun[] {
  return ENDED.map(reportedRun);
}

/** A passed run that takes longer to read than the asker likes to wait. */
export function slowRun(): SlowRun {
  return { ...reportedRun(SLOW), delayMs: 4_000 };
}

const ENDED: readonly Reported[] = [
  {
    id: 48213,
    title: 'Failed, with a snoozed failure and a flaky test',
    expectation: 'Failed: 3 of 42 tests failed, 1 snoozed, 1 flaky, with the failing tests.',
    report: 'failing-run',
    snoozed: KNOWN_TROUBLE,
    ending: { minutesAgo: 6, durationMs: 412_000 },
  },
  {
    id: 48214,
    title: 'Passed',
    expectation: 'Passed, all of its tests, on Production.',
    report: 'passing-run',
    ending: { minutesAgo: 34, durationMs: 305_000 },
    change: (run) => ({
      ...run,
      environment_slug: 'production',
      environment_name: 'Production',
      build_branch: 'main',
      commit: 'c07d5e1f4a92',
    }),
  },
  {
    id: 48215,
    title: 'Passed, because all failures are snoozed',
    expectation: 'Passed, and says that 2 failures are snoozed.',
    report: 'snoozed-run',
    snoozed: INVOICE_OUTAGE,
    ending: { minutesAgo: 78, durationMs: 361_000 },
  },
  {
    id: 48228,
    title: 'Duration in seconds',
    expectation: 'Passed in about 5 minutes, not in 0.3 seconds.',
    report: 'passing-run',
    ending: { minutesAgo: 190, durationMs: 305_000 },
    change: (run) => ({ ...run, duration: 305 }),
  },
  {
    id: 48230,
    title: 'Failed, without the count after snoozing',
    expectation: 'Failed: 3 of 42 tests failed, 1 snoozed, found out from the list of tests.',
    report: 'failing-run',
    snoozed: KNOWN_TROUBLE,
    ending: { minutesAgo: 260, durationMs: 431_000 },
    change: ({ failed_count_after_snoozing: _, ...run }) => run,
  },
];

const SLOW: Reported = {
  id: 20408,
  title: 'Answers after 4 seconds',
  expectation: 'First "Still reading run #20408…" to the asker, then the card of a passed run.',
  report: 'passing-run',
  ending: { minutesAgo: 52, durationMs: 288_000 },
};

function reportedRun({ id, title, expectation, ...reported }: Reported): ReadableRun {
  const report = readReport(reported.report);
  const details: SummaryDetail[] = snoozing(report.details, reported.snoozed ?? []);
  return {
    id,
    title,
    expectation,
    reportText: report.text,
    read: (asking) => {
      const run = endedRun(id, details, reported.ending, asking);
      return answerWith(reported.change?.(run, asking) ?? run, details);
    },
  };
}
