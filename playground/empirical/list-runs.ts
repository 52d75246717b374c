import { z } from 'zod';
import type { TestRunDetail } from './wire.ts';
import { PROJECT, PROJECT_SLUG } from './wire.ts';

const DAY_MS = 86_400_000;
const positive = z.coerce.number().int().min(1);

/** The documented query of the list endpoint, but for `environment_ids`, which is ignored. */
export const listQuerySchema = z.object({
  id: positive.optional(),
  page: positive.default(1),
  per_page: positive.max(100).default(20),
  branch: z.string().optional(),
  state: z.string().optional(),
  result: z.enum(['passed', 'failed']).optional(),
  interval_in_days: positive.optional(),
});

type ListQuery = z.infer<typeof listQuerySchema>;

/** The answer of `GET /api/test-runs`: the only place that tells the project's slug. */
export function listAnswer(runs: readonly TestRunDetail[], query: ListQuery, nowMs: number) {
  const found = runs.filter((run) => matches(run, query, nowMs));
  const first = (query.page - 1) * query.per_page;
  return {
    data: {
      project: { ...PROJECT, slug: PROJECT_SLUG },
      test_runs: { items: found.slice(first, first + query.per_page).map(listItem) },
    },
    pagination: {
      page: query.page,
      per_page: query.per_page,
      total: found.length,
      total_pages: Math.ceil(found.length / query.per_page),
    },
  };
}

function matches(run: TestRunDetail, query: ListQuery, nowMs: number): boolean {
  return (
    (query.id === undefined || run.id === query.id) &&
    (query.branch === undefined || run.test_run_branch === query.branch) &&
    (query.state === undefined || run.state === query.state) &&
    (query.result === undefined || resultOf(run) === query.result) &&
    (query.interval_in_days === undefined ||
      Date.parse(run.created_at) >= nowMs - query.interval_in_days * DAY_MS)
  );
}

function resultOf(run: TestRunDetail): string | undefined {
  if (run.state !== 'ended') {
    return undefined;
  }
  return (run.failed_count_after_snoozing ?? run.failed_count) > 0 ? 'failed' : 'passed';
}

function listItem(run: TestRunDetail) {
  const { test_run_head_sha: _sha, run_ended_at: _ended, summary_url: _url, ...item } = run;
  return item;
}
