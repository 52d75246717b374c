import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { countsOf, failingTests } from '../../src/runs/counts.ts';
import type { RunTest, TestRun } from '../../src/runs/run.ts';
import { isTerminalState } from '../../src/runs/states.ts';
import { readVerdict } from '../../src/runs/verdict.ts';

const failed: RunTest = { status: 'failed', path: ['a'], snoozed: false };
const snoozed: RunTest = { status: 'failed', path: ['b'], snoozed: true };
const passed: RunTest = { status: 'passed', path: ['c'], snoozed: false };

function ended(fields: Partial<TestRun>): TestRun {
  return { id: 1, state: 'ended', tests: [], ...fields };
}

describe('readVerdict', () => {
  it.each<[string, Partial<TestRun>, object]>([
    [
      'failures',
      { totalCount: 42, failedCount: 4, failedCountAfterSnoozing: 3 },
      { kind: 'failed', failedCount: 3, totalCount: 42, snoozedCount: 1 },
    ],
    [
      'snoozed failures only',
      { totalCount: 42, failedCount: 1, failedCountAfterSnoozing: 0 },
      { kind: 'passed', totalCount: 42, snoozedCount: 1 },
    ],
    [
      'no failures',
      { totalCount: 42, failedCount: 0 },
      { kind: 'passed', totalCount: 42, snoozedCount: 0 },
    ],
    [
      'no failed count but Empirical’s own',
      { totalCount: 3, failedCountAfterSnoozing: 0 },
      { kind: 'passed', totalCount: 3, snoozedCount: 0 },
    ],
    [
      'details that tell',
      { totalCount: 9, failedCount: 2, tests: [failed, snoozed, passed] },
      { kind: 'failed', failedCount: 1, totalCount: 9, snoozedCount: 1 },
    ],
    [
      'details, all snoozed',
      { totalCount: 9, failedCount: 1, tests: [snoozed, passed] },
      { kind: 'passed', totalCount: 9, snoozedCount: 1 },
    ],
    [
      'incomplete details',
      { totalCount: 9, failedCount: 5, tests: [failed, snoozed] },
      { kind: 'failed', failedCount: 4, totalCount: 9, snoozedCount: 1 },
    ],
    [
      'incomplete details, all snoozed',
      { totalCount: 9, failedCount: 2, tests: [snoozed] },
      { kind: 'failed', failedCount: 1, totalCount: 9, snoozedCount: 1 },
    ],
    [
      'no details',
      { totalCount: 9, failedCount: 2 },
      { kind: 'failed', failedCount: 2, totalCount: 9, snoozedCount: 0 },
    ],
    [
      'details against a zero',
      { totalCount: 9, failedCount: 0, tests: [failed] },
      { kind: 'failed', failedCount: 1, totalCount: 9, snoozedCount: 0 },
    ],
    [
      'details and no count',
      { totalCount: 9, tests: [failed] },
      { kind: 'failed', failedCount: 1, totalCount: 9, snoozedCount: 0 },
    ],
    ['passed details and no count', { totalCount: 9, tests: [passed] }, { kind: 'unclear' }],
    ['no total, failures', { failedCount: 2 }, { kind: 'failed', failedCount: 2, snoozedCount: 0 }],
    [
      'a total too small',
      { totalCount: 1, failedCount: 2 },
      { kind: 'failed', failedCount: 2, snoozedCount: 0 },
    ],
    ['no total, no failures', { failedCount: 0 }, { kind: 'unclear' }],
    [
      'no total, snoozed failures',
      { failedCount: 1, failedCountAfterSnoozing: 0 },
      { kind: 'unclear' },
    ],
    ['nothing', {}, { kind: 'unclear' }],
    ['no tests', { totalCount: 0, failedCount: 0 }, { kind: 'no-tests' }],
    ['no tests, nothing else', { totalCount: 0 }, { kind: 'no-tests' }],
    ['only skipped tests', { totalCount: 0, skippedCount: 5 }, { kind: 'no-tests' }],
    [
      'no total but failures after all',
      { totalCount: 0, failedCount: 1 },
      { kind: 'failed', failedCount: 1, snoozedCount: 0 },
    ],
  ])('reads an ended run with %s', (_, fields, verdict) => {
    expect(readVerdict(ended(fields))).toEqual(verdict);
  });

  it.each([
    ['pending', false],
    ['queued', false],
    ['started', false],
    ['cancelling', false],
    ['error', true],
    ['cancelled', true],
    ['paused', false],
    ['Ended', false],
    ['constructor', false],
  ])('shows the state of a run that is %s, whatever its counts', (state, terminal) => {
    const counts = { totalCount: 5, failedCount: 0, failedCountAfterSnoozing: 0 };
    expect(readVerdict(ended({ state, ...counts }))).toEqual({
      kind: 'state',
      state,
      terminal,
    });
    expect(isTerminalState(state)).toBe(terminal);
  });

  it('knows an ended run as terminal', () => {
    expect(isTerminalState('ended')).toBe(true);
  });

  const count = fc.option(fc.nat(4), { nil: undefined });
  const anyRun = fc
    .record({
      state: fc.constantFrom('ended', 'ended', 'started', 'error', 'odd'),
      totalCount: count,
      failedCount: count,
      failedCountAfterSnoozing: count,
      tests: fc.array(fc.constantFrom(failed, snoozed, passed), { maxLength: 5 }),
    })
    .map(({ state, tests, ...counts }): TestRun => {
      const known = Object.entries(counts).filter(([, value]) => value !== undefined);
      return { id: 1, state, tests, ...Object.fromEntries(known) };
    });

  it('never says passed with a failure that no snooze covers, nor without tests', () => {
    fc.assert(
      fc.property(anyRun, (run) => {
        const verdict = readVerdict(run);
        if (verdict.kind !== 'passed') {
          return;
        }
        expect(run.state).toBe('ended');
        expect(run.totalCount).toBeGreaterThan(0);
        if (run.failedCountAfterSnoozing === undefined) {
          expect(run.tests).not.toContain(failed);
          expect(run.failedCount).toBeLessThanOrEqual(
            run.tests.filter((test) => test.snoozed).length,
          );
        } else {
          expect(run.failedCountAfterSnoozing).toBe(0);
        }
      }),
      { numRuns: 2000 },
    );
  });

  it('never says failed without a failure, and never more failures than tests', () => {
    fc.assert(
      fc.property(anyRun, (run) => {
        const verdict = readVerdict(run);
        if (verdict.kind !== 'failed') {
          return;
        }
        expect(verdict.failedCount).toBeGreaterThan(0);
        expect(verdict.totalCount ?? verdict.failedCount).toBeGreaterThanOrEqual(
          verdict.failedCount,
        );
        expect(countsOf(run).failed).toBe(verdict.failedCount);
      }),
      { numRuns: 2000 },
    );
  });

  it('never counts zero failures in a run that has not ended', () => {
    fc.assert(
      fc.property(anyRun, (run) => {
        if (run.state !== 'ended') {
          expect(countsOf(run).failed).not.toBe(0);
        }
      }),
    );
  });
});

describe('countsOf', () => {
  it('counts failures after snoozing', () => {
    const run = ended({
      totalCount: 42,
      successCount: 38,
      failedCount: 4,
      failedCountAfterSnoozing: 3,
      skippedCount: 3,
      flakyCount: 1,
    });
    expect(countsOf(run)).toEqual({
      total: 42,
      passed: 38,
      failed: 3,
      flaky: 1,
      snoozed: 1,
      skipped: 3,
    });
  });

  it('leaves out zero flaky, snoozed and skipped tests, but keeps an earned zero', () => {
    const run = ended({
      totalCount: 2,
      successCount: 2,
      failedCount: 0,
      skippedCount: 0,
      flakyCount: 0,
    });
    expect(countsOf(run)).toEqual({ total: 2, passed: 2, failed: 0 });
  });

  it.each(['started', 'cancelling', 'error', 'cancelled', 'odd'])(
    'leaves out every zero of a run that is %s',
    (state) => {
      const counts = {
        totalCount: 0,
        successCount: 0,
        failedCount: 0,
        failedCountAfterSnoozing: 0,
      };
      expect(countsOf(ended({ state, ...counts }))).toEqual({});
      expect(countsOf(ended({ state, totalCount: 9, failedCount: 2 }))).toEqual({
        total: 9,
        failed: 2,
      });
    },
  );

  it('never counts fewer than no snoozed tests', () => {
    expect(countsOf(ended({ failedCount: 1, failedCountAfterSnoozing: 3 }))).toEqual({ failed: 3 });
  });
});

describe('failingTests', () => {
  it('gives the failed tests that are not snoozed, in order', () => {
    const second = { ...failed, path: ['z'] };
    const run = ended({ failedCount: 3, tests: [passed, failed, snoozed, second] });
    expect(failingTests(run)).toEqual({
      tests: [failed, second],
      leftOutCount: 0,
      unnamedCount: 0,
    });
  });

  it.each<[Partial<TestRun>, number]>([
    [{ failedCount: 3, tests: [failed, snoozed] }, 1],
    [{ failedCount: 2, tests: [failed, snoozed] }, 0],
    [{ failedCountAfterSnoozing: 2, tests: [failed, snoozed] }, 1],
    [{ failedCount: 2, failedCountAfterSnoozing: 2, tests: [failed, snoozed] }, 1],
    [{ failedCount: 3, failedCountAfterSnoozing: 1, tests: [failed, snoozed] }, 0],
    [{ failedCountAfterSnoozing: 1, tests: [failed, failed] }, 0],
    [{ failedCount: 9 }, 9],
    [{ tests: [failed] }, 0],
    [{ failedCount: 0 }, 0],
  ])('tells how many the list of %j leaves out: %d', (fields, unnamedCount) => {
    expect(failingTests(ended(fields)).unnamedCount).toBe(unnamedCount);
  });
});
