import { describe, expect, it } from 'vitest';
import { readTestRunAnswer } from '../../src/api/schema.ts';
import { toTestRun } from '../../src/runs/run.ts';
import { exampleAnswer, withRun } from '../api/example-answer.ts';

const read = (body: unknown) => toTestRun(readTestRunAnswer(body, 48213).wire);

describe('toTestRun', () => {
  it('reads the documented answer', () => {
    const run = read(exampleAnswer());
    expect(run).toMatchObject({
      id: 48213,
      state: 'ended',
      projectName: 'Acme Shop',
      environment: 'Staging',
      totalCount: 42,
      successCount: 38,
      failedCount: 4,
      failedCountAfterSnoozing: 3,
      skippedCount: 3,
      flakyCount: 1,
      durationMs: 412_000,
      testBranch: 'main',
      testCommit: '3b7e0d91c2aa',
      buildUrl: 'https://staging.acme.example',
      buildBranch: 'feat/checkout',
      buildCommit: '9f2c1ab7d0e4',
      createdAtMs: Date.UTC(2026, 2, 18, 9, 13, 58),
      startedAtMs: Date.UTC(2026, 2, 18, 9, 14, 20),
      endedAtMs: Date.UTC(2026, 2, 18, 9, 21, 12),
      summaryUrl: 'https://reports.empirical.run/acme-shop/21740098815/summary.json',
    });
    expect(run.tests.map((test) => [test.status, test.snoozed])).toEqual([
      ['failed', false],
      ['failed', false],
      ['failed', false],
      ['failed', true],
      ['flaky', false],
    ]);
    expect(run.tests[0]).toEqual({
      id: 'a30a6eba6312f6b87ea5-55e241fbe3f4b8ae61ee',
      slug: 'k3f9x2',
      status: 'failed',
      path: ['checkout.spec.ts', 'Checkout', 'pays with <saved card> & coupon'],
      playwrightProject: 'chromium',
      snoozed: false,
    });
  });

  it('leaves out what Empirical left out, instead of keeping an undefined', () => {
    const body = { data: { test_run: { testRun: { id: 48213, state: 'queued' } } } };
    const run = read(body);
    expect(Object.keys(run).sort()).toEqual(['id', 'state', 'tests']);
    expect(run.tests).toEqual([]);
  });

  it.each([
    [{ environment_name: 'Staging', environment_slug: 'staging' }, 'Staging'],
    [{ environment_name: null, environment_slug: 'staging' }, 'staging'],
    [{ environment_name: '  ', environment_slug: 'staging' }, 'staging'],
    [{ environment_name: null, environment_slug: null }, undefined],
  ])('calls the environment of %j %s', (fields, environment) => {
    expect(read(withRun(fields)).environment).toBe(environment);
  });

  const started = '2026-03-18T09:00:00Z';
  const ended = '2026-03-18T09:07:00Z';
  it.each([
    ['wall time wins', { run_started_at: started, run_ended_at: ended, duration: 5 }, 420_000],
    [
      'wall time wins over seconds',
      { run_started_at: started, run_ended_at: ended, duration: 420 },
      420_000,
    ],
    ['no end', { run_started_at: started, run_ended_at: null, duration: 9_000 }, 9_000],
    [
      'ended before it started',
      { run_started_at: ended, run_ended_at: started, duration: 9_000 },
      9_000,
    ],
    ['took no time', { run_started_at: ended, run_ended_at: ended, duration: 9_000 }, 9_000],
    ['not a date', { run_started_at: 'soon', run_ended_at: ended, duration: 9_000 }, 9_000],
    ['a century', { run_started_at: '1926-01-01', run_ended_at: ended, duration: 9_000 }, 9_000],
    ['no duration', { run_started_at: null, run_ended_at: null, duration: null }, undefined],
    ['zero', { run_started_at: null, run_ended_at: null, duration: 0 }, undefined],
    ['negative', { run_started_at: null, run_ended_at: null, duration: -5 }, undefined],
    ['absurd', { run_started_at: null, run_ended_at: null, duration: 1e300 }, undefined],
  ])('cross-checks the duration: %s', (_, fields, durationMs) => {
    expect(read(withRun(fields)).durationMs).toBe(durationMs);
  });

  it.each([
    [{ nesting: ['a.spec.ts', 'b'], name: 'c' }, ['a.spec.ts', 'b']],
    [{ nesting: [], name: 'c' }, ['c']],
    [{ nesting: ['', ' '], name: 'c' }, ['c']],
    [{ nesting: ['a.spec.ts', '', 'b'] }, ['a.spec.ts', 'b']],
    [{ nesting: ['a', 5], name: 'c' }, ['c']],
    [{ nesting: 'a', name: ' c ' }, [' c ']],
    [{ slug: 'k3f9x2' }, ['k3f9x2']],
    [
      { pw_test_id: 'A30a6eba6312f6b87ea5-55e241fbe3f4b8ae61ee' },
      ['a30a6eba6312f6b87ea5-55e241fbe3f4b8ae61ee'],
    ],
  ])('names the test of %j', (item, path) => {
    expect(read(exampleAnswer({ details: [item] })).tests).toMatchObject([
      { path, status: 'unknown' },
    ]);
  });

  it('leaves out a test whose every name is blank', () => {
    expect(read(exampleAnswer({ details: [{ name: ' ' }, { nesting: [''] }] })).tests).toEqual([]);
  });

  it.each([
    [[{ snooze_id: 12 }], true],
    [[null], true],
    [[], false],
    [null, false],
    ['yes', false],
  ])('takes snooze_info %j for snoozed: %s', (snoozeInfo, snoozed) => {
    const details = [{ name: 'a', status: 'failed', snooze_info: snoozeInfo }];
    expect(read(exampleAnswer({ details })).tests[0]?.snoozed).toBe(snoozed);
  });
});
