import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { z } from 'zod';
import type { SummaryDetail } from './wire.ts';

const specSchema = z.object({
  title: z.string(),
  id: z.string(),
  file: z.string(),
  tests: z.array(
    z.object({
      projectId: z.string(),
      projectName: z.string(),
      status: z.enum(['expected', 'unexpected', 'flaky', 'skipped']),
    }),
  ),
});

const suiteSchema = z.object({
  title: z.string(),
  specs: z.array(specSchema),
  get suites() {
    return z.array(suiteSchema).optional();
  },
});

const reportSchema = z.object({
  suites: z.array(suiteSchema),
  stats: z.object({ startTime: z.iso.datetime(), duration: z.number() }),
});

type Suite = z.infer<typeof suiteSchema>;
type Spec = z.infer<typeof specSchema>;
type ReportTest = Spec['tests'][number];

/** The reports that the shop's suite wrote, by what their run came to. */
export type ReportName = 'failing-run' | 'passing-run' | 'snoozed-run';

/** A real Playwright JSON report, and what Empirical would say about it test by test. */
export interface PlaywrightReport {
  /** The file as Playwright wrote it, for `summary_url`. */
  readonly text: string;
  /** In the order of the report; without snoozes, which a report knows nothing of. */
  readonly details: readonly SummaryDetail[];
  /** Wall time of the run. */
  readonly durationMs: number;
}

/**
 * Reads one of the reports under `playground/suite/reports`.
 *
 * @throws Error when the file is missing or not a Playwright JSON report.
 */
export function readReport(name: ReportName): PlaywrightReport {
  const file = new URL(`../suite/reports/${name}.json`, import.meta.url);
  const text = readFileSync(file, 'utf8');
  const report = reportSchema.parse(JSON.parse(text));
  return {
    text,
    details: report.suites.flatMap((suite) => detailsOf(suite, [suite.title])),
    durationMs: Math.round(report.stats.duration),
  };
}

function detailsOf(suite: Suite, path: readonly string[]): SummaryDetail[] {
  return [
    ...suite.specs.flatMap((spec) => spec.tests.map((test) => detailOf(spec, test, path))),
    ...(suite.suites ?? []).flatMap((nested) => detailsOf(nested, [...path, nested.title])),
  ];
}

function detailOf(spec: Spec, test: ReportTest, path: readonly string[]): SummaryDetail {
  const nesting = [...path, spec.title].filter((title) => title !== '');
  const testId = testIdOf(spec, test, nesting);
  return {
    pw_test_id: testId,
    status: STATUS[test.status],
    name: spec.title,
    nesting,
    test_project: test.projectName,
    slug: BigInt(`0x${testId.slice(-12)}`)
      .toString(36)
      .slice(-6),
  };
}

const STATUS = {
  expected: 'passed',
  unexpected: 'failed',
  flaky: 'flaky',
  skipped: 'skipped',
} as const;

// When several projects share a spec, the report names only the first project's id. The
// others follow from the rule by which Playwright makes them.
function testIdOf(spec: Spec, test: ReportTest, nesting: readonly string[]): string {
  const expression = `[project=${test.projectId}]${nesting.join('\u001e')}`;
  const hash = createHash('sha1').update(expression).digest('hex');
  return `${spec.id.slice(0, 20)}-${hash.slice(0, 20)}`;
}
