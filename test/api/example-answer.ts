/** The example of a run's answer: ended, four failures, one of them snoozed, odd items last. */
export function exampleAnswer(change: { run?: object; details?: unknown; project?: unknown } = {}) {
  return {
    data: {
      test_run: {
        project: change.project ?? { id: 17, name: 'Acme Shop', repo_name: 'acme-shop-tests' },
        testRun: { ...exampleRun, ...change.run },
        flattenedSummaryDetails: change.details ?? exampleDetails,
      },
    },
  };
}

/** The example with some of the run's own fields changed. */
export function withRun(run: object) {
  return exampleAnswer({ run });
}

const exampleRun = {
  id: 48213,
  state: 'ended',
  total_count: 42,
  success_count: 38,
  failed_count: 4,
  skipped_count: 3,
  flaky_count: 1,
  failed_count_after_snoozing: 3,
  duration: 412000,
  test_run_branch: 'main',
  environment_slug: 'staging',
  environment_name: 'Staging',
  build_url: 'https://staging.acme.example',
  build_branch: 'feat/checkout',
  commit: '9f2c1ab7d0e4',
  created_at: '2026-03-18T09:13:58.000Z',
  test_run_head_sha: '3b7e0d91c2aa',
  run_started_at: '2026-03-18T09:14:20.000Z',
  run_ended_at: '2026-03-18T09:21:12.000Z',
  summary_url: 'https://reports.empirical.run/acme-shop/21740098815/summary.json',
};

const exampleDetails = [
  {
    pw_test_id: 'a30a6eba6312f6b87ea5-55e241fbe3f4b8ae61ee',
    status: 'failed',
    name: 'pays with <saved card> & coupon',
    nesting: ['checkout.spec.ts', 'Checkout', 'pays with <saved card> & coupon'],
    test_project: 'chromium',
    slug: 'k3f9x2',
    snooze_info: [],
  },
  {
    pw_test_id: 'b41c7fca7423a7c98fb6-66f352acf4e5c9bf72ff',
    status: 'failed',
    name: 'filters by size',
    nesting: ['search.spec.ts', 'filters by size'],
    test_project: 'chromium',
  },
  {
    pw_test_id: 'c52d80db8534b8da90c7-770463bd05f6dac083aa',
    status: 'failed',
    name: 'filters by size',
    nesting: ['search.spec.ts', 'filters by size'],
    test_project: 'firefox',
    snooze_info: [],
  },
  {
    pw_test_id: 'd63e91ec9645c9eba1d8-881574ce16a7ebd194bb',
    status: 'failed',
    name: 'exports invoices',
    nesting: ['invoices.spec.ts', 'Billing', 'exports invoices'],
    test_project: 'chromium',
    snooze_info: [{ snooze_id: 12 }],
  },
  {
    pw_test_id: 'e74fa2fda756dafcb2e9-992685df27b8fce2a5cc',
    status: 'flaky',
    name: 'logs in',
    nesting: ['login.spec.ts', 'logs in'],
    test_project: 'chromium',
  },
  null,
  { title: 'no id, no status', nesting: 'not-an-array' },
];
