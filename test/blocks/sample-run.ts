import { readTestRunAnswer } from '../../src/api/schema.ts';
import type { Recall } from '../../src/blocks/action-value.ts';
import { type CardContext, cardContext } from '../../src/blocks/card-context.ts';
import type { RunReference } from '../../src/runs/reference.ts';
import { type RunTest, type TestRun, toTestRun } from '../../src/runs/run.ts';
import { exampleAnswer } from '../api/example-answer.ts';

/** Where the links of the samples lead. */
export const links = { dashboardOrigin: 'https://dash.empirical.run', projectSlug: 'acme-shop' };

/** The documented example: 3 of 42 tests failed, 1 flaky, 1 snoozed, 3 skipped. */
export const failedRun: TestRun = toTestRun(readTestRunAnswer(exampleAnswer(), 48213).wire);

/** A run of the given fields and nothing else. */
export function runWith(fields: Partial<TestRun>): TestRun {
  return { id: 48213, state: 'ended', tests: [], ...fields };
}

/** A failed test of the given fields. */
export function failedTest(fields: Partial<RunTest> = {}): RunTest {
  return { status: 'failed', path: ['a.spec.ts', 'title'], snoozed: false, ...fields };
}

/** A Playwright test id made from a number. */
export function testIdOf(number: number): string {
  return `${'a'.repeat(20)}-${String(number).padStart(20, '0')}`;
}

/** A card's context, as if `U0123ABC` had asked by the run's number. */
export function contextOf(
  run: TestRun,
  reference: Partial<RunReference> = {},
  recall: Omit<Recall, 'references'> = { askedBy: 'U0123ABC' },
): CardContext {
  return cardContext(run, { id: run.id, ...reference }, links, recall);
}
