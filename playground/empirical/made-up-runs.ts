import { createHash } from 'node:crypto';
import { HOSTILE_TEXTS } from './hostile-texts.ts';
import { answerWith, endedRun, waitingRun } from './run-answer.ts';
import type { ReadableRun } from './sandbox-run.ts';
import type { SummaryDetail, TestRunDetail } from './wire.ts';

const AREAS = [
  'cart',
  'catalogue',
  'checkout',
  'invoices',
  'login',
  'search',
  'wish-list',
] as const;
const ENDING = { minutesAgo: 17, durationMs: 1_830_000 } as const;

/** Runs that no small suite produces: very many failures, hostile texts, hardly any fields. */
export function madeUpRuns(): ReadableRun[] {
  return [
    manyFailures(48225, 412, 'Hundreds of failures'),
    manyFailures(48229, 10_000, 'Ten thousand failures'),
    hostileRun(48226),
    sparseRun(48227),
  ];
}

function manyFailures(id: number, count: number, title: string): ReadableRun {
  const details = Array.from({ length: count }, (_, index) => failure(index));
  return {
    id,
    title,
    expectation: `Failed: ${count.toLocaleString('en')} tests; a short list, then how many more.`,
    read: (asking) => {
      const run = { ...endedRun(id, details, ENDING, asking), summary_url: null };
      return answerWith(withPassed(run, 88), details);
    },
  };
}

function failure(index: number): SummaryDetail {
  const area = AREAS[index % AREAS.length] ?? 'cart';
  const name = `keeps promise ${index + 1} of the ${area}`;
  return detail(name, [`${area}/promises.spec.ts`, `Promises of the ${area}`, name]);
}

function hostileRun(id: number): ReadableRun {
  const details = HOSTILE_TEXTS.map((text) => detail(text, [text, text, text]));
  return {
    id,
    title: 'Hostile texts',
    expectation: 'A card as tidy as any other: nobody is pinged, nothing becomes a link.',
    read: (asking) =>
      answerWith(
        {
          ...endedRun(id, details, ENDING, asking),
          environment_slug: '<!channel>',
          environment_name: 'Staging <!here> *bold* `code` <https://evil.example|click>',
          test_run_branch: 'fix/<@U012AB3CD>&amp;_x_~y~',
          build_branch: '\u202egnp.exe\u202c`rm -rf`',
          build_url: 'javascript:alert(1)',
          commit: '"><script>alert(1)</script>',
          summary_url: null,
        },
        details,
      ),
  };
}

function sparseRun(id: number): ReadableRun {
  return {
    id,
    title: 'Only what must be there',
    expectation: 'Passed, 12 tests, and no line for what is not known.',
    read: (asking) =>
      answerWith(
        {
          ...waitingRun(id, 'ended', asking),
          total_count: 12,
          success_count: 12,
          skipped_count: null,
          flaky_count: null,
          test_run_branch: null,
          environment_slug: null,
          environment_name: null,
          build_url: null,
          build_branch: null,
          commit: null,
          test_run_head_sha: null,
        },
        [],
      ),
  };
}

function withPassed(run: TestRunDetail, passed: number): TestRunDetail {
  return { ...run, total_count: run.total_count + passed, success_count: passed };
}

function detail(name: string, nesting: readonly string[]): SummaryDetail {
  const hash = createHash('sha1').update(nesting.join('/')).digest('hex');
  return {
    pw_test_id: `${hash.slice(0, 20)}-${hash.slice(20)}`,
    status: 'failed',
    name,
    nesting,
    test_project: 'chromium',
    slug: hash.slice(0, 6),
    snooze_info: [],
  };
}
