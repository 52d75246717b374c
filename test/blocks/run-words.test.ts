import { describe, expect, it } from 'vitest';
import { describeRun, durationWords } from '../../src/blocks/run-words.ts';
import type { TestRun } from '../../src/runs/run.ts';
import { failedRun, failedTest, runWith } from './sample-run.ts';

interface Row {
  readonly of: string;
  readonly run: Partial<TestRun>;
  readonly title: string;
  readonly counts: readonly string[];
  /** What follows "Run #48213 ". */
  readonly says: string;
}

const ended: readonly Row[] = [
  {
    of: 'all tests passing',
    run: { totalCount: 42, successCount: 42, failedCount: 0 },
    title: 'Passed',
    counts: ['42 tests passed'],
    says: 'passed: 42 tests passed',
  },
  {
    of: 'a single test passing',
    run: { totalCount: 1, successCount: 1, failedCount: 0 },
    title: 'Passed',
    counts: ['1 test passed'],
    says: 'passed: 1 test passed',
  },
  {
    of: 'thousands passing, some flaky, some skipped',
    run: {
      totalCount: 12345,
      successCount: 12345,
      failedCount: 0,
      flakyCount: 1002,
      skippedCount: 1,
    },
    title: 'Passed',
    counts: ['12,345 tests passed', '1,002 flaky', '1 skipped'],
    says: 'passed: 12,345 tests passed',
  },
  {
    of: 'one snoozed failure',
    run: { totalCount: 42, successCount: 41, failedCount: 1, failedCountAfterSnoozing: 0 },
    title: 'Passed',
    counts: ['41 of 42 tests passed, 1 snoozed failure'],
    says: 'passed: 41 of 42 tests passed, 1 snoozed failure',
  },
  {
    of: 'snoozed failures, told by the details alone',
    run: {
      totalCount: 9,
      successCount: 7,
      failedCount: 2,
      tests: [failedTest({ snoozed: true }), failedTest({ snoozed: true })],
    },
    title: 'Passed',
    counts: ['7 of 9 tests passed, 2 snoozed failures'],
    says: 'passed: 7 of 9 tests passed, 2 snoozed failures',
  },
  {
    of: 'snoozed failures where nobody counted the passes',
    run: { totalCount: 9, failedCount: 2, failedCountAfterSnoozing: 0 },
    title: 'Passed',
    counts: ['9 tests, 2 snoozed failures'],
    says: 'passed: 9 tests, 2 snoozed failures',
  },
  {
    of: 'failures',
    run: { totalCount: 42, successCount: 39, failedCount: 3 },
    title: 'Failed',
    counts: ['3 of 42 tests failed', '39 passed'],
    says: 'failed: 3 of 42 tests failed',
  },
  {
    of: 'failures of every kind',
    run: {
      totalCount: 1042,
      successCount: 38,
      failedCount: 1004,
      failedCountAfterSnoozing: 1003,
      flakyCount: 1,
      skippedCount: 3,
    },
    title: 'Failed',
    counts: ['1,003 of 1,042 tests failed', '38 passed', '1 flaky', '1 snoozed', '3 skipped'],
    says: 'failed: 1,003 of 1,042 tests failed',
  },
  {
    of: 'its only test failing',
    run: { totalCount: 1, successCount: 0, failedCount: 1 },
    title: 'Failed',
    counts: ['1 of 1 test failed'],
    says: 'failed: 1 of 1 test failed',
  },
  {
    of: 'failures without a total',
    run: { failedCount: 1 },
    title: 'Failed',
    counts: ['1 test failed'],
    says: 'failed: 1 test failed',
  },
  {
    of: 'no tests',
    run: { totalCount: 0, successCount: 0, failedCount: 0, skippedCount: 0 },
    title: 'Ended, no tests ran',
    counts: [],
    says: 'ended, and no tests ran',
  },
  {
    of: 'every test skipped',
    run: { totalCount: 0, successCount: 0, failedCount: 0, skippedCount: 5 },
    title: 'Ended, no tests ran',
    counts: ['5 skipped'],
    says: 'ended, and no tests ran: 5 skipped',
  },
  {
    of: 'no counts at all',
    run: {},
    title: 'Ended',
    counts: [],
    says: 'ended',
  },
  {
    of: 'too few counts for a verdict',
    run: { successCount: 12, skippedCount: 1 },
    title: 'Ended',
    counts: ['12 passed', '1 skipped'],
    says: 'ended: 12 passed',
  },
];

/** Twelve passed and two failed of 42, as far as the run had come. */
const partial = { totalCount: 42, successCount: 12, failedCount: 2, flakyCount: 0 };

const states: readonly (readonly [string, string, string, string])[] = [
  ['pending', 'Waiting behind other runs', 'is waiting behind other runs', ' so far'],
  ['queued', 'Queued', 'is queued', ' so far'],
  ['started', 'In progress', 'is in progress', ' so far'],
  ['cancelling', 'Being cancelled', 'is being cancelled', ' so far'],
  ['cancelled', 'Cancelled', 'was cancelled', ''],
  ['error', 'Stopped with an error', 'stopped with an error', ''],
  ['paused', 'State “paused”', 'is in state “paused”', ' so far'],
  ['ENDED', 'State “ENDED”', 'is in state “ENDED”', ' so far'],
  ['constructor', 'State “constructor”', 'is in state “constructor”', ' so far'],
  ['<!here> *x*', 'State “&lt;!here&gt; ∗x∗”', 'is in state “&lt;!here&gt; ∗x∗”', ' so far'],
  ['\u202e\u0000', 'State “unknown”', 'is in state “unknown”', ' so far'],
];

describe('a run that ended', () => {
  it.each(ended)('with $of is told as "$says"', ({ run, title, counts, says }) => {
    const words = describeRun(runWith(run));
    expect(words).toMatchObject({ title, counts });
    expect(words.sentence).toBe(`Run #48213 ${says}`);
  });

  it('explains itself only where it has no verdict', () => {
    expect(describeRun(runWith({})).hint).toMatch(/too few counts/);
    expect(describeRun(failedRun).hint).toBeUndefined();
  });
});

describe.each(states)('a run in state %j', (state, title, verb, soFar) => {
  it('is told by its state alone where nothing has run', () => {
    const zeros = { totalCount: 0, successCount: 0, failedCount: 0, failedCountAfterSnoozing: 0 };
    for (const run of [runWith({ state }), runWith({ state, ...zeros, skippedCount: 0 })]) {
      expect(describeRun(run)).toMatchObject({
        title,
        counts: [],
        sentence: `Run #48213 ${verb}`,
      });
    }
  });

  it('tells how far it came', () => {
    const words = describeRun(runWith({ state, ...partial }));
    expect(words.title).toBe(title);
    expect(words.counts).toEqual([`14 of 42 tests run · 2 failed${soFar}`, '12 passed']);
    expect(words.sentence).toBe(`Run #48213 ${verb}: 14 of 42 tests run · 2 failed${soFar}`);
  });

  it('never says that nothing failed', () => {
    const words = describeRun(runWith({ state, ...partial, failedCount: 0 }));
    expect(words.counts).toEqual([`12 of 42 tests run${soFar}`, '12 passed']);
  });

  it('claims no progress where the total only counts what is done', () => {
    const words = describeRun(runWith({ state, ...partial, totalCount: 14 }));
    expect(words.counts).toEqual([`2 failed${soFar}`, '12 passed']);
  });
});

describe('the words of a run', () => {
  it('say that an error is no verdict on the tests', () => {
    expect(describeRun(runWith({ state: 'error' })).hint).toBe(
      'The run itself broke: this is no verdict on its tests.',
    );
  });

  it('name the environment, made harmless and cut', () => {
    const words = describeRun(runWith({ environment: `<!channel> ${'x'.repeat(200)}` }));
    expect(words.environment).toMatch(/^&lt;!channel&gt; x+…$/);
    expect(words.environment).toHaveLength(60);
    expect(words.sentence).toBe(`Run #48213 on ${words.environment} ended`);
  });

  it.each(['\u202e', '\u0000 \n'])('leave out an environment that cannot be seen (%j)', (name) => {
    const words = describeRun(runWith({ environment: name }));
    expect(words).not.toHaveProperty('environment');
    expect(words.sentence).toBe('Run #48213 ended');
  });

  it('have an icon whose name is an emoji of Slack', () => {
    for (const state of ['ended', ...states.map(([name]) => name)]) {
      expect(describeRun(runWith({ state })).icon).toMatch(/^:[a-z_]+:$/);
    }
  });
});

describe('durationWords', () => {
  it.each([
    [1, '1 s'],
    [999, '1 s'],
    [1499, '1 s'],
    [45_000, '45 s'],
    [59_499, '59 s'],
    [59_500, '1 min 0 s'],
    [412_000, '6 min 52 s'],
    [3_599_000, '59 min 59 s'],
    [3_600_000, '1 h 0 min'],
    [3_780_000, '1 h 3 min'],
    [366 * 24 * 3_600_000, '8,784 h 0 min'],
  ])('says %d ms as "%s"', (durationMs, words) => {
    expect(durationWords(durationMs)).toBe(words);
  });
});
