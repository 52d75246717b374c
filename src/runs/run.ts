import type { WireTestRun } from '../api/schema.ts';
import type { WireTestDetail } from '../api/test-details.ts';

/** One test of a run, as far as the run's details name it. All text is untrusted. */
export interface RunTest {
  /** Playwright test id, 20 hex digits, hyphen, 20 hex digits. */
  readonly id?: string;
  /** Older alphanumeric handle, used by `?detail=` links. */
  readonly slug?: string;
  /** As Empirical sent it: `failed`, `passed`, `flaky`, `skipped`, or a word this bot does not know; `unknown` where it sent none. */
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
  /** How many failed tests that no snooze covers `tests` leaves out, in a run from a snapshot. */
  readonly leftOutFailures?: number;
}

/** A duration beyond this says more about a broken clock than about a run. */
const longestSensibleMs = 366 * 24 * 60 * 60 * 1000;

/** Makes the run that the house knows from the one that the API sent. */
export function toTestRun(wire: WireTestRun): TestRun {
  const startedAtMs = instant(wire.run_started_at);
  const endedAtMs = instant(wire.run_ended_at);
  return {
    id: wire.id,
    state: wire.state,
    tests: wire.details.flatMap(toRunTest),
    ...defined({
      projectName: readable(wire.projectName),
      environment: readable(wire.environment_name) ?? readable(wire.environment_slug),
      totalCount: wire.total_count,
      successCount: wire.success_count,
      failedCount: wire.failed_count,
      failedCountAfterSnoozing: wire.failed_count_after_snoozing,
      skippedCount: wire.skipped_count,
      flakyCount: wire.flaky_count,
      durationMs: wallTime(startedAtMs, endedAtMs) ?? sensible(wire.duration),
      testBranch: readable(wire.test_run_branch),
      testCommit: readable(wire.test_run_head_sha),
      buildUrl: readable(wire.build_url),
      buildBranch: readable(wire.build_branch),
      buildCommit: readable(wire.commit),
      createdAtMs: instant(wire.created_at),
      startedAtMs,
      endedAtMs,
      summaryUrl: readable(wire.summary_url),
    }),
  };
}

function toRunTest(detail: WireTestDetail): RunTest[] {
  const nesting = detail.nesting?.filter((part) => readable(part) !== undefined) ?? [];
  const name = readable(detail.name) ?? readable(detail.slug) ?? detail.pw_test_id;
  const path = nesting.length > 0 ? nesting : [name].filter((part) => part !== undefined);
  if (path.length === 0) {
    return [];
  }
  return [
    {
      path,
      status: readable(detail.status) ?? 'unknown',
      snoozed: (detail.snooze_info?.length ?? 0) > 0,
      ...defined({
        id: detail.pw_test_id,
        slug: readable(detail.slug),
        playwrightProject: readable(detail.test_project),
      }),
    },
  ];
}

/**
 * The API's `duration` field is documented as milliseconds but was once seen in seconds; the two
 * instants have no such doubt, so they win wherever they make sense.
 */
function wallTime(startedAtMs: number | undefined, endedAtMs: number | undefined) {
  if (startedAtMs === undefined || endedAtMs === undefined) {
    return undefined;
  }
  return sensible(endedAtMs - startedAtMs);
}

function sensible(durationMs: number | undefined): number | undefined {
  if (durationMs === undefined || durationMs <= 0) {
    return undefined;
  }
  return durationMs <= longestSensibleMs ? durationMs : undefined;
}

function instant(timestamp: string | undefined): number | undefined {
  const atMs = timestamp === undefined ? Number.NaN : Date.parse(timestamp);
  return Number.isNaN(atMs) ? undefined : atMs;
}

function readable(text: string | undefined): string | undefined {
  return text !== undefined && /\S/.test(text) ? text : undefined;
}

function defined<Fields extends object>(fields: Fields): { [K in keyof Fields]?: Fields[K] & {} } {
  const present: { [K in keyof Fields]?: Fields[K] & {} } = {};
  for (const name in fields) {
    const value = fields[name];
    if (value !== undefined && value !== null) {
      present[name] = value;
    }
  }
  return present;
}
