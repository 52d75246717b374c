import type { Asking } from './sandbox-run.ts';
import type { GetTestRunResponse, SummaryDetail, TestRunDetail } from './wire.ts';
import { PROJECT, PROJECT_SLUG } from './wire.ts';

const MINUTE_MS = 60_000;
const QUEUED_FOR_MS = 22_000;

/** A moment the given number of minutes before the sandbox opened, as the API writes it. */
export function minutesAgo(asking: Asking, minutes: number): string {
  return new Date(asking.openedMs - minutes * MINUTE_MS).toISOString();
}

// Where the sandbox hands out the Playwright report of a run; `runId` is not the API id.
function summaryUrl(origin: string, runId: number): string {
  return `${origin}/reports/${PROJECT_SLUG}/${runId}/summary.json`;
}

/** The token that names a run's report folder: large, and not accepted where an id is. */
export function reportFolderOf(id: number): number {
  return 21_740_000_000 + id;
}

/** A run that waits: nothing counted, nothing started, no report. */
export function waitingRun(id: number, state: string, asking: Asking): TestRunDetail {
  return {
    id,
    state,
    total_count: 0,
    success_count: 0,
    failed_count: 0,
    skipped_count: 0,
    flaky_count: 0,
    duration: null,
    test_run_branch: 'main',
    environment_slug: 'staging',
    environment_name: 'Staging',
    build_url: `${asking.origin}/builds/feat-checkout`,
    build_branch: 'feat/checkout',
    commit: '9f2c1ab7d0e4',
    created_at: minutesAgo(asking, 1),
    test_run_head_sha: '3b7e0d91c2aa',
    run_started_at: null,
    run_ended_at: null,
    summary_url: null,
  };
}

/** When a run ended and how long it took. */
export interface Ending {
  readonly minutesAgo: number;
  readonly durationMs: number;
}

/** A run that ended: the counts of its details, its times, its report. */
export function endedRun(
  id: number,
  details: readonly SummaryDetail[],
  ending: Ending,
  asking: Asking,
): TestRunDetail {
  const endedMs = asking.openedMs - ending.minutesAgo * MINUTE_MS;
  const startedMs = endedMs - ending.durationMs;
  return {
    ...waitingRun(id, 'ended', asking),
    ...countsOf(details),
    failed_count_after_snoozing: failedAfterSnoozing(details),
    duration: ending.durationMs,
    created_at: new Date(startedMs - QUEUED_FOR_MS).toISOString(),
    run_started_at: new Date(startedMs).toISOString(),
    run_ended_at: new Date(endedMs).toISOString(),
    run_id: reportFolderOf(id),
    summary_url: summaryUrl(asking.origin, reportFolderOf(id)),
  };
}

/** The five documented counts: flaky tests are among the passed, skipped ones outside the total. */
export function countsOf(
  details: readonly SummaryDetail[],
): Pick<
  TestRunDetail,
  'total_count' | 'success_count' | 'failed_count' | 'skipped_count' | 'flaky_count'
> {
  const count = (status: string) => details.filter((detail) => detail.status === status).length;
  const succeeded = count('passed') + count('flaky');
  return {
    total_count: succeeded + count('failed'),
    success_count: succeeded,
    failed_count: count('failed'),
    skipped_count: count('skipped'),
    flaky_count: count('flaky'),
  };
}

/** The details with a snooze on every test of the given name. */
export function snoozing(
  details: readonly SummaryDetail[],
  names: readonly string[],
): SummaryDetail[] {
  return details.map((detail) => ({
    ...detail,
    snooze_info: names.includes(detail.name) ? [{ snooze_id: 12 }] : [],
  }));
}

/** The whole answer for one run. */
export function answerWith(
  testRun: TestRunDetail,
  details: readonly unknown[],
): GetTestRunResponse {
  return {
    data: { test_run: { project: PROJECT, testRun, flattenedSummaryDetails: details } },
  };
}

/** How many tests failed that no snooze covers. */
export function failedAfterSnoozing(details: readonly SummaryDetail[]): number {
  return details.filter(({ status, snooze_info }) => status === 'failed' && !snooze_info?.length)
    .length;
}
