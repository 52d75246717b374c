import { z } from 'zod';

/** The 200 answer of `GET /api/test-runs/{id}`, as strict as the API's documentation. */
export const getTestRunResponse = z.strictObject({
  data: z.strictObject({
    test_run: z.strictObject({
      project: z.strictObject({ id: z.number(), name: z.string(), repo_name: z.string() }),
      testRun: z.strictObject({
        id: z.number(),
        state: z.enum([
          'pending',
          'queued',
          'started',
          'ended',
          'error',
          'cancelled',
          'cancelling',
        ]),
        total_count: z.number(),
        success_count: z.number(),
        failed_count: z.number(),
        skipped_count: z.number().nullable(),
        flaky_count: z.number().nullable(),
        duration: z.number().nullable(),
        test_run_branch: z.string().nullable(),
        environment_slug: z.string().nullable(),
        environment_name: z.string().nullable(),
        build_url: z.string().nullable(),
        build_branch: z.string().nullable(),
        commit: z.string().nullable(),
        created_at: z.iso.datetime(),
        test_run_head_sha: z.string().nullable(),
        run_started_at: z.iso.datetime().nullable(),
        run_ended_at: z.iso.datetime().nullable(),
        summary_url: z.url().nullable(),
        // Undocumented, but seen beside the documented fields.
        failed_count_after_snoozing: z.number().optional(),
        run_id: z.number().optional(),
      }),
      flattenedSummaryDetails: z.array(z.unknown()),
    }),
  }),
});

/** The answer of the API to anything it refuses. */
export const errorResponse = z.strictObject({
  data: z.null(),
  error: z.strictObject({ message: z.string().min(1) }),
});

/** The form in which items of `flattenedSummaryDetails` were seen. */
export const summaryDetail = z.strictObject({
  pw_test_id: z.string().regex(/^[0-9a-f]{20}-[0-9a-f]{20}$/),
  status: z.enum(['passed', 'failed', 'flaky', 'skipped']),
  name: z.string(),
  nesting: z.array(z.string()),
  test_project: z.string(),
  slug: z.string().regex(/^[0-9a-z]{6}$/),
  snooze_info: z.array(z.strictObject({ snooze_id: z.number() })).optional(),
});

/** The answer of `GET /api/test-runs`. */
export const listResponse = z.strictObject({
  data: z.strictObject({
    project: z.strictObject({
      id: z.number(),
      name: z.string(),
      slug: z.string(),
      repo_name: z.string(),
    }),
    test_runs: z.strictObject({
      items: z.array(z.looseObject({ id: z.number(), state: z.string(), created_at: z.string() })),
    }),
  }),
  pagination: z.strictObject({
    page: z.number(),
    per_page: z.number(),
    total: z.number(),
    total_pages: z.number(),
  }),
});
