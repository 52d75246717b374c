/** One run as Empirical's API documents it, with the undocumented extras that were seen beside it. */
export interface TestRunDetail {
  readonly id: number;
  /** One of the seven documented states; the sandbox also answers with a word that is new. */
  readonly state: string;
  readonly total_count: number;
  readonly success_count: number;
  /** Before snoozing. */
  readonly failed_count: number;
  readonly skipped_count: number | null;
  readonly flaky_count: number | null;
  /** Milliseconds by the documentation; see the run that gives seconds. */
  readonly duration: number | null;
  readonly test_run_branch: string | null;
  readonly environment_slug: string | null;
  readonly environment_name: string | null;
  readonly build_url: string | null;
  readonly build_branch: string | null;
  readonly commit: string | null;
  readonly created_at: string;
  readonly test_run_head_sha: string | null;
  readonly run_started_at: string | null;
  readonly run_ended_at: string | null;
  readonly summary_url: string | null;
  /** Undocumented, and absent from some answers. */
  readonly failed_count_after_snoozing?: number;
  /** Undocumented: names the report folder, and is not the API id. */
  readonly run_id?: number;
}

/** The project of every sandbox run; only the list endpoint tells its slug. */
export interface Project {
  readonly id: number;
  readonly name: string;
  readonly repo_name: string;
}

/** One item of `flattenedSummaryDetails`, in the form that was seen; its schema is undocumented. */
export interface SummaryDetail {
  /** Two groups of 20 hexadecimal digits with a hyphen between them. */
  readonly pw_test_id: string;
  readonly status: string;
  readonly name: string;
  /** File name, titles of the describe blocks, title. */
  readonly nesting: readonly string[];
  readonly test_project: string;
  readonly slug: string;
  readonly snooze_info?: readonly { readonly snooze_id: number }[];
}

/** The 200 answer of `GET /api/test-runs/{id}`: snake case outside, camel case inside. */
export interface GetTestRunResponse {
  readonly data: {
    readonly test_run: {
      readonly project: Project;
      readonly testRun: TestRunDetail;
      readonly flattenedSummaryDetails: readonly unknown[];
    };
  };
}

/** The project that the sandbox's API key belongs to. */
export const PROJECT: Project = { id: 17, name: 'Acme Shop', repo_name: 'acme-shop-tests' };

/** The URL name of {@link PROJECT}; deliberately not the name of its repository. */
export const PROJECT_SLUG = 'acme-shop';
