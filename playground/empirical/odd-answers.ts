import { readReport } from './playwright-report.ts';
import { htmlAnswer, jsonAnswer, type Reply } from './reply.ts';
import { answerWith, endedRun } from './run-answer.ts';
import type { Asking, TroubleRun } from './sandbox-run.ts';
import type { TestRunDetail } from './wire.ts';

const ENDING = { minutesAgo: 9, durationMs: 305_000 } as const;

/** Answers with status 200 that are not, or not quite, what the contract says. */
export function oddAnswers(): TroubleRun[] {
  return [brokenDetails(20996), wrongTypes(20997), brokenContract(20998), ...NOT_JSON];
}

function brokenDetails(id: number): TroubleRun {
  return {
    id,
    title: 'Broken items in the list of tests',
    expectation:
      'Failed: 3 of 40 tests, the readable one by name, and that the list is incomplete.',
    meet: (asking) => {
      const counts = { total_count: 40, success_count: 37, failed_count: 3 };
      const run = { ...wellFormed(id, asking), ...counts, failed_count_after_snoozing: 3 };
      return jsonAnswer(answerWith(run, BROKEN_DETAILS));
    },
  };
}

function wrongTypes(id: number): TroubleRun {
  return {
    id,
    title: 'Wrong types where it does not matter',
    expectation: 'A card with the lines that are readable; no "null", no "NaN".',
    meet: (asking) =>
      unchecked({
        ...wellFormed(id, asking),
        skipped_count: 'none',
        flaky_count: -1,
        duration: 'long',
        environment_name: 42,
        build_url: { href: 'https://staging.acme.example' },
        commit: [],
        created_at: 1_763_000_000,
        run_ended_at: 'yesterday',
        summary_url: false,
      }),
  };
}

function brokenContract(id: number): TroubleRun {
  return {
    id,
    title: 'JSON that breaks the contract',
    expectation: 'To the asker only: Empirical answered in a form this bot does not understand.',
    meet: (asking) => {
      const { state: _, ...run } = wellFormed(id, asking);
      return unchecked({ ...run, id: 'twenty' });
    },
  };
}

const NOT_JSON: readonly TroubleRun[] = [
  {
    id: 20995,
    title: 'An answer of 21 MiB',
    expectation: 'To the asker only: the answer was refused.',
    meet: () => ({
      kind: 'answer',
      status: 200,
      contentType: 'application/json',
      body: `{"data":"${' '.repeat(21 * 1024 * 1024)}"}`,
    }),
  },
  {
    id: 20999,
    title: 'HTML instead of JSON',
    expectation: 'To the asker only: Empirical answered in a form this bot does not understand.',
    meet: () => htmlAnswer(200, '<!doctype html><title>Sign in</title><h1>Sign in</h1>'),
  },
];

const BROKEN_DETAILS: readonly unknown[] = [
  null,
  'failed',
  7,
  [],
  { title: 'no id, no status', nesting: 'not-an-array' },
  { pw_test_id: 99, status: 'failed', name: ['not', 'a', 'string'] },
  { pw_test_id: 'too-short', status: 'failed', name: '' },
  {
    pw_test_id: 'a30a6eba6312f6b87ea5-55e241fbe3f4b8ae61ee',
    status: 'failed',
    name: 'pays with a readable card',
    nesting: ['checkout.spec.ts', null, 'pays with a readable card'],
    test_project: 5,
    snooze_info: 'never',
  },
];

function wellFormed(id: number, asking: Asking): TestRunDetail {
  const run = endedRun(id, readReport('passing-run').details, ENDING, asking);
  return { ...run, summary_url: null };
}

function unchecked(testRun: Record<string, unknown>): Reply {
  const project = { id: '17', name: null };
  return jsonAnswer({ data: { test_run: { project, testRun, flattenedSummaryDetails: [] } } });
}
