import { describe, expect, it } from 'vitest';
import { failingTestLines, linkedTestLine, linkedTestStatus } from '../../src/blocks/test-lines.ts';
import type { RunReference } from '../../src/runs/reference.ts';
import type { TestRun } from '../../src/runs/run.ts';
import { contextOf, failedRun, failedTest, runWith, testIdOf } from './sample-run.ts';

const page = 'https://dash.empirical.run/acme-shop/test-runs/48213';

function failing(run: TestRun, most = 5, reference: Partial<RunReference> = {}) {
  return failingTestLines(run, contextOf(run, reference), most);
}

function manyFailing(count: number, fields: Partial<TestRun> = {}): TestRun {
  const tests = Array.from({ length: count }, (_, at) =>
    failedTest({ id: testIdOf(at), path: ['a.spec.ts', `test ${at}`] }),
  );
  return runWith({ totalCount: count, failedCount: count, tests, ...fields });
}

describe('a failing test', () => {
  it('is told as file › describe › title (project), the title linked to its page', () => {
    expect(failing(failedRun)?.split('\n')[0]).toBe(
      `• checkout.spec.ts › Checkout › <${page}?test_id=a30a6eba6312f6b87ea5-55e241fbe3f4b8ae61ee|pays with &lt;saved card&gt; &amp; coupon> (chromium)`,
    );
  });

  it.each([
    ['without an id, unlinked', failedTest(), '• a.spec.ts › title'],
    ['with a title alone', failedTest({ path: ['title'] }), '• title'],
    [
      'with describes',
      failedTest({ path: ['a.spec.ts', 'one', 'two', 'title'] }),
      '• a.spec.ts › one › two › title',
    ],
    [
      'of a project',
      failedTest({ playwrightProject: 'Mobile *Safari*' }),
      '• a.spec.ts › title (Mobile ∗Safari∗)',
    ],
    [
      'whose names cannot be seen',
      failedTest({ path: ['\u202e', '\u0000', '\u200f'], playwrightProject: '\u0007' }),
      '• untitled test',
    ],
    [
      'whose title pings and links',
      failedTest({ path: ['<!channel>', '<@U1> & <https://evil.example|x>'] }),
      '• &lt;!channel&gt; › &lt;@U1&gt; &amp; &lt;https://evil.example|x&gt;',
    ],
  ])('%s', (_, test, line) => {
    expect(failing(runWith({ failedCount: 1, tests: [test] }))).toBe(line);
  });

  it('is not linked where the project is not known', () => {
    const run = manyFailing(1);
    const context = { ...contextOf(run), slug: undefined };
    expect(failingTestLines(run, context, 5)).toBe('• a.spec.ts › test 0');
  });
});

describe('the failing tests', () => {
  it('are the first that are not snoozed, in their order', () => {
    const lines = failing(failedRun)?.split('\n') ?? [];
    expect(lines).toHaveLength(3);
    expect(lines.join()).not.toContain('exports invoices');
    expect(lines.join()).not.toContain('logs in');
  });

  it.each([
    [5, 5, undefined],
    [6, 5, '_and 1 more_'],
    [3, 3, '_and 1 more_'],
    [10_000, 5, '_and 9,995 more_'],
  ])('of %d, at most %d are named and the rest counted', (count, most, rest) => {
    const run = manyFailing(rest === '_and 1 more_' ? most + 1 : count);
    const lines = failing(run, most)?.split('\n') ?? [];
    expect(lines.slice(0, most).every((line) => line.startsWith('• '))).toBe(true);
    expect(lines[most]).toBe(rest);
  });

  it('count the failures that Empirical does not name, and say so', () => {
    expect(failing(manyFailing(2, { totalCount: 40, failedCount: 9 }))).toMatch(
      /\n_and 7 more, not named by Empirical_$/,
    );
    const snoozed = { totalCount: 40, failedCount: 9, failedCountAfterSnoozing: 4 };
    expect(failing(manyFailing(2, snoozed))).toMatch(/\n_and 2 more, not named by Empirical_$/);
  });

  it('tell where Empirical names only some of those that are left', () => {
    const run = manyFailing(7, { totalCount: 4_000, failedCount: 3_405 });
    expect(failing(run)).toMatch(/\n_and 3,400 more, not all named by Empirical_$/);
  });

  it('are complete where only snoozed failures are missing', () => {
    const run = manyFailing(7, { failedCount: 9, failedCountAfterSnoozing: 7 });
    expect(failing(run)).toMatch(/\n_and 2 more_$/);
  });

  it('say so where Empirical named none of them', () => {
    expect(failing(runWith({ totalCount: 40, failedCount: 9 }))).toBe(
      '_Empirical does not name the failed tests._',
    );
  });

  it.each([
    ['passed', runWith({ totalCount: 4, failedCount: 0 })],
    [
      'passed with snoozes',
      runWith({ totalCount: 4, failedCount: 1, failedCountAfterSnoozing: 0 }),
    ],
    ['is still going', runWith({ state: 'started', totalCount: 4, failedCount: 1 })],
    ['has no counts', runWith({})],
  ])('are not spoken of where a run %s', (_, run) => {
    expect(failing(run)).toBeUndefined();
  });

  it('leave out the linked test, which stands above them, and count it as shown', () => {
    const lines = failing(manyFailing(7), 5, { testId: testIdOf(0) });
    expect(lines).not.toContain('test 0');
    expect(lines?.split('\n')).toHaveLength(6);
    expect(lines).toMatch(/\n_and 1 more_$/);
    expect(failing(manyFailing(1), 5, { testId: testIdOf(0) })).toBeUndefined();
    const unlisted = manyFailing(1, { totalCount: 40, failedCount: 9 });
    expect(failing(unlisted, 5, { testId: testIdOf(0) })).toBe(
      '_and 8 more, not named by Empirical_',
    );
  });

  it('fit into a section whatever their titles hold, each line whole', () => {
    const tests = Array.from({ length: 9 }, (_, at) =>
      failedTest({
        id: testIdOf(at),
        path: ['&'.repeat(20_000), '<'.repeat(20_000), '>'.repeat(20_000)],
        playwrightProject: '&'.repeat(500),
      }),
    );
    const run = runWith({ failedCount: Number.MAX_SAFE_INTEGER, tests });
    const context = { ...contextOf(run), slug: 's'.repeat(600) };
    const text = failingTestLines(run, context, 5) ?? '';
    expect(text.length).toBeLessThanOrEqual(3000);
    const lines = text.split('\n');
    expect(lines.at(-1)).toMatch(/^_and 9,007,199,254,740,98\d more, not all named by Empirical_$/);
    expect(lines.slice(0, -1).every((line) => /^• .*…\)$/.test(line))).toBe(true);
  });
});

describe('the linked test', () => {
  const linked = (reference: Partial<RunReference>, run = failedRun) =>
    linkedTestLine(run, contextOf(run, reference));

  it.each([
    ['failed', 'a30a6eba6312f6b87ea5-55e241fbe3f4b8ae61ee', '*Linked test: failed*', 'pays with'],
    [
      'failed while snoozed',
      'd63e91ec9645c9eba1d8-881574ce16a7ebd194bb',
      '*Linked test: failed, snoozed*',
      'exports invoices',
    ],
    ['was flaky', 'e74fa2fda756dafcb2e9-992685df27b8fce2a5cc', '*Linked test: flaky*', 'logs in'],
  ])('that %s says so, above its own line', (_, testId, status, title) => {
    const [first, second, ...rest] = linked({ testId })?.split('\n') ?? [];
    expect(first).toBe(status);
    expect(second).toMatch(/^• .*<https/);
    expect(second).toContain(title);
    expect(second).toContain(`test_id=${testId}`);
    expect(rest).toEqual([]);
  });

  it('is found by its older handle', () => {
    expect(linked({ testSlug: 'k3f9x2' })).toContain('pays with');
  });

  it('is looked for by its id alone where the link has both', () => {
    expect(linked({ testId: testIdOf(1), testSlug: 'k3f9x2' })).toBe(
      '_Empirical does not list the linked test in this run._',
    );
  });

  it('is missed in words where the run does not list it', () => {
    expect(linked({ testId: testIdOf(1) })).toBe(
      '_Empirical does not list the linked test in this run._',
    );
  });

  it('is not spoken of where the link points at none', () => {
    expect(linked({})).toBeUndefined();
    expect(linkedTestStatus(contextOf(failedRun))).toBeUndefined();
  });

  it.each([
    ['timedOut', false, '*Linked test: timedOut*'],
    ['passed', true, '*Linked test: passed*'],
    ['<!here>', false, '*Linked test: &lt;!here&gt;*'],
    ['\u202e', false, '*Linked test: unknown*'],
  ])('with the status %j is told as it is', (status, snoozed, words) => {
    const run = runWith({ tests: [failedTest({ id: testIdOf(1), status, snoozed })] });
    expect(linked({ testId: testIdOf(1) }, run)?.split('\n')[0]).toBe(words);
  });
});
