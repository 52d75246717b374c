/** One test of a run, as far as the run's details name it. All text is untrusted. */
export interface RunTest {
  /** Playwright test id, 20 hex digits, hyphen, 20 hex digits. */
  readonly id?: string;
  /** Older alphanumeric handle, used by `?detail=` links. */
  readonly slug?: string;
  /** As Empirical sent it: `failed`, `passed`, `flaky`, `skipped`, or a word this bot does not know. */
  readonly status: string;
  /** File name, describe titles, test title; never empty. */
  readonly path: readonly string[];
  /** Playwright project, such as `chromium`. */
  readonly playwrightProject?: string;
  /** Whether the details carry at least one snooze for the test. */
  readonly snoozed: boolean;
}

/** A test run as the house knows it. A field that Empirical left out, or sent in a wrong shape, is absent. */
export interface TestRun {
  readonly id: number;
  /** As Empirical sent it; one of the seven documented words or a new one. */
  readonly state: string;
  readonly projectName?: string;
  readonly environment?: string;
  /** Counts are whole numbers ≥ 0. `totalCount` excludes skipped; flaky tests are inside `successCount`. */
  readonly totalCount?: number;
  readonly successCount?: number;
  /** Before snoozing. */
  readonly failedCount?: number;
  readonly failedCountAfterSnoozing?: number;
  readonly skippedCount?: number;
  readonly flakyCount?: number;
  /** Wall time in milliseconds, cross-checked; absent when nothing sensible can be said. */
  readonly durationMs?: number;
  readonly testBranch?: string;
  readonly testCommit?: string;
  readonly buildUrl?: string;
  readonly buildBranch?: string;
  readonly buildCommit?: string;
  /** Milliseconds since the epoch. */
  readonly createdAtMs?: number;
  readonly startedAtMs?: number;
  readonly endedAtMs?: number;
  /** Where the Playwright JSON report can be downloaded; treat as sensitive. */
  readonly summaryUrl?: string;
  /** The details that could be read, in Empirical's order. */
  readonly tests: readonly RunTest[];
}
