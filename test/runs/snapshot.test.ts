import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CardLife } from '../../src/blocks/card-life.ts';
import { runCard } from '../../src/blocks/run-card.ts';
import { runInTwoLines, runUnfurl } from '../../src/blocks/run-unfurl.ts';
import { describeRun } from '../../src/blocks/run-words.ts';
import type { RunReference } from '../../src/runs/reference.ts';
import type { TestRun } from '../../src/runs/run.ts';
import { readSnapshot, writeSnapshot } from '../../src/runs/snapshot.ts';
import { isTerminalState } from '../../src/runs/states.ts';
import { readVerdict } from '../../src/runs/verdict.ts';
import { anyReference, anyRun, hostileText } from '../blocks/arbitrary-runs.ts';
import { contextOf, failedRun, failedTest, runWith, testIdOf } from '../blocks/sample-run.ts';

const lives: readonly (CardLife | undefined)[] = [
  undefined,
  { status: 'followed', nowMs: Date.UTC(2026, 2, 18) },
  { status: 'followed', nowMs: undefined },
  { status: 'not-found', nowMs: undefined },
];

function wantedOf({ testId, testSlug }: RunReference): string[] {
  return [testId ?? testSlug].filter((name) => name !== undefined);
}

function snapshotOf(run: TestRun, wantedTests: readonly string[] = []): TestRun | undefined {
  return readSnapshot(writeSnapshot(run, wantedTests));
}

/** Everything that can be seen of a run, in every form. */
function looksOf(run: TestRun | undefined, reference: RunReference, life: CardLife | undefined) {
  if (run === undefined) {
    return undefined;
  }
  const context = { ...contextOf(run, { ...reference, id: run.id }), ...(life && { life }) };
  return {
    card: runCard(context),
    unfurl: runUnfurl(context),
    lines: runInTwoLines(context),
    words: describeRun(run),
    verdict: readVerdict(run).kind,
  };
}

function withoutDuration({ durationMs: _, ...run }: TestRun): TestRun {
  return run;
}

describe('a card drawn from a snapshot', () => {
  it('looks like one drawn from the run', () => {
    const others = fc.array(fc.nat({ max: 20 }).map(testIdOf), { maxLength: 4 });
    fc.assert(
      fc.property(anyRun, anyReference, others, (run, reference, otherCards) => {
        const snapshot = snapshotOf(run, [...wantedOf(reference), ...otherCards]);
        expect(snapshot).toBeDefined();
        for (const life of lives) {
          const isSame = life !== undefined || isTerminalState(run.state);
          const drawn = isSame ? run : withoutDuration(run);
          expect(looksOf(snapshot, reference, life)).toEqual(looksOf(drawn, reference, life));
        }
      }),
      { numRuns: 500 },
    );
  });

  it.each([
    ['the failures that are not named', { totalCount: 90, failedCount: 40 }],
    ['none where all are named', { totalCount: 90, failedCount: 20 }],
    ['those that the details count alone', { totalCount: 90 }],
  ])('counts %s', (_, counts) => {
    const tests = Array.from({ length: 20 }, (_item, at) => failedTest({ id: testIdOf(at) }));
    const run = runWith({ ...counts, tests });
    expect(snapshotOf(run)?.tests).toHaveLength(6);
    for (const reference of [{ id: 1 }, { id: 1, testId: testIdOf(2) }]) {
      const snapshot = snapshotOf(run, wantedOf(reference));
      expect(looksOf(snapshot, reference, undefined)).toEqual(looksOf(run, reference, undefined));
    }
  });

  it('knows the tests that cards show by name, wherever they stand', () => {
    const tests = Array.from({ length: 200 }, (_, at) =>
      failedTest({ id: testIdOf(at), slug: `s${at}`, status: at % 2 === 0 ? 'passed' : 'failed' }),
    );
    const wanted = [testIdOf(120), testIdOf(151), 's180', 'absent'];
    const snapshot = snapshotOf(runWith({ tests }), wanted);
    expect(snapshot?.tests.map(({ slug }) => slug)).toEqual(
      [1, 3, 5, 7, 9, 11, 120, 151, 180].map((at) => `s${at}`),
    );
  });

  it('never turns an unknown state into a known one', () => {
    for (const state of ['ended\u0000', ' ended', 'ended\u202e', `ended${' '.repeat(500)}`]) {
      expect(readVerdict(snapshotOf(runWith({ state, totalCount: 1 })) ?? failedRun).kind).toBe(
        'state',
      );
    }
  });
});

describe('a snapshot', () => {
  it('is the same for the same run, in whatever order its cards name their tests', () => {
    fc.assert(
      fc.property(anyRun, fc.array(fc.nat({ max: 20 }).map(testIdOf)), (run, wanted) => {
        expect(writeSnapshot({ ...run }, wanted.toReversed())).toBe(writeSnapshot(run, wanted));
        const again = snapshotOf(run, wanted);
        expect(again && writeSnapshot(again, wanted)).toBe(writeSnapshot(run, wanted));
      }),
    );
  });

  it('does not change with the duration of a run that goes on', () => {
    const started = runWith({ state: 'started', startedAtMs: 0 });
    expect(writeSnapshot({ ...started, durationMs: 7 }, [])).toBe(writeSnapshot(started, []));
    expect(snapshotOf(failedRun)?.durationMs).toBe(failedRun.durationMs);
  });

  it('is small for a usual run', () => {
    expect(writeSnapshot(failedRun, []).length).toBeLessThan(2_000);
  });

  it('is never large, whatever the run and the wishes of its cards are', () => {
    const hostile = fc.constantFrom('"'.repeat(20_000), '\\'.repeat(5_000), '€'.repeat(20_000));
    const worst = fc.record({ text: fc.oneof(hostile, hostileText) }).map(({ text }) =>
      runWith({
        state: text,
        projectName: text,
        environment: text,
        testBranch: text,
        testCommit: text,
        buildBranch: text,
        buildCommit: text,
        buildUrl: `https://a.example/${'x'.repeat(2_900)}`,
        summaryUrl: `https://a.example/${'y'.repeat(2_900)}`,
        tests: Array.from({ length: 60 }, (_, at) => ({
          id: testIdOf(at),
          slug: `${at}${text}`,
          status: at < 30 ? 'failed' : text,
          path: Array.from({ length: 100 }, () => text),
          playwrightProject: text,
          snoozed: false,
        })),
      }),
    );
    const wanted = Array.from({ length: 60 }, (_, at) => testIdOf(at));
    fc.assert(
      fc.property(worst, (run) => {
        expect(writeSnapshot(run, wanted).length).toBeLessThan(25_000);
        expect(snapshotOf(run, wanted)).toBeDefined();
      }),
    );
  });

  it.each([
    ['nothing', ''],
    ['no JSON', 'started'],
    ['half of one', writeSnapshot(failedRun, []).slice(0, -5)],
    ['null', 'null'],
    ['a list', '[]'],
    ['no tests', '{"id":1,"state":"ended"}'],
    ['no id', '{"state":"ended","tests":[]}'],
    ['a count below zero', '{"id":1,"state":"ended","tests":[],"failedCount":-1}'],
    ['a moment beyond all dates', '{"id":1,"state":"ended","tests":[],"startedAtMs":1e300}'],
    ['a test without a name', '{"id":1,"state":"ended","tests":[{"status":"failed","path":[]}]}'],
  ])('is not read where it is %s', (_, text) => {
    expect(readSnapshot(text)).toBeUndefined();
  });

  it('is read without harm, whatever it is', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        expect(() => readSnapshot(text)).not.toThrow();
      }),
    );
  });
});
