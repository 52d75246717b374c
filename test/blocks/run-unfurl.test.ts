import { describe, expect, it } from 'vitest';
import { readRecall } from '../../src/blocks/action-value.ts';
import { runInTwoLines, runUnfurl } from '../../src/blocks/run-unfurl.ts';
import { buttonLabels, buttonsOf, textOf } from './message-reading.ts';
import { contextOf, failedRun, runWith, testIdOf } from './sample-run.ts';

const page = 'https://dash.empirical.run/acme-shop/test-runs/48213';
const report = 'https://reports.empirical.run/acme-shop/21740098815/summary.json';
const many = runWith({
  totalCount: 9,
  failedCount: 9,
  tests: Array.from({ length: 9 }, (_, at) => ({
    id: testIdOf(at),
    status: 'failed',
    path: [`test ${at}`],
    snoozed: false,
  })),
});

describe('the compact card of a link', () => {
  it('has head, tests, small print and two buttons', () => {
    const blocks = runUnfurl(contextOf(failedRun, {}, {}));
    expect(blocks.map(({ type }) => type)).toEqual(['section', 'section', 'context', 'actions']);
    expect(textOf(blocks[0])).toContain('*Failed*');
    expect(textOf(blocks[2])).not.toContain('asked by');
    expect(buttonLabels(blocks)).toEqual(['Summary report', 'Refresh']);
    expect(readRecall(buttonsOf(blocks)[1]?.value)).toEqual({ references: [{ id: 48213 }] });
  });

  it('names three failing tests', () => {
    const blocks = runUnfurl(contextOf(many));
    expect(textOf(blocks[1]).match(/^• /gm)).toHaveLength(3);
    expect(textOf(blocks[1])).toMatch(/\n_and 6 more_$/);
  });

  it('names the linked test besides, and stays within ten blocks', () => {
    const blocks = runUnfurl(contextOf(many, { testId: testIdOf(8) }));
    expect(textOf(blocks[1])).toMatch(/^\*Linked test: failed\*\n• .*test 8>$/);
    expect(textOf(blocks[2])).toMatch(/\n_and 5 more_$/);
    expect(blocks.length).toBeLessThanOrEqual(10);
  });
});

describe('a run in two lines', () => {
  it('is one block: title, then counts, duration and report', () => {
    const blocks = runInTwoLines(contextOf(failedRun));
    expect(blocks.map(textOf)).toEqual([
      `:x: *Failed* · *<${page}|Run #48213>* on Staging\n` +
        `3 of 42 tests failed · 38 passed · 1 flaky · 1 snoozed · 3 skipped · 6 min 52 s · <${report}|Summary report>`,
    ]);
  });

  it('says how the linked test did, without its name', () => {
    const testId = 'd63e91ec9645c9eba1d8-881574ce16a7ebd194bb';
    const [text = ''] = runInTwoLines(contextOf(failedRun, { testId })).map(textOf);
    expect(text).toContain(' · *Linked test: failed, snoozed* · ');
    expect(text.split('\n')).toHaveLength(2);
  });

  it('says that the linked test is missing', () => {
    const [text] = runInTwoLines(contextOf(runWith({}), { testId: testIdOf(1) })).map(textOf);
    expect(text).toMatch(/\n_Empirical does not list the linked test in this run\._$/);
  });

  it.each(['javascript:alert(1)', `https://a.example/${'x'.repeat(700)}`])(
    'leaves out a report that it cannot link to',
    (summaryUrl) => {
      const [text] = runInTwoLines(contextOf(runWith({ state: 'queued', summaryUrl }))).map(textOf);
      expect(text).toBe(`:hourglass: *Queued* · *<${page}|Run #48213>*`);
    },
  );
});
