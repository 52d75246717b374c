import { describe, expect, it } from 'vitest';
import { readRecall } from '../../src/blocks/action-value.ts';
import { cardContext } from '../../src/blocks/card-context.ts';
import { runCard } from '../../src/blocks/run-card.ts';
import { buttonLabels, buttonsOf, textOf } from './message-reading.ts';
import { contextOf, failedRun, links, runWith, testIdOf } from './sample-run.ts';

const page = 'https://dash.empirical.run/acme-shop/test-runs/48213';

describe('the card of a failed run', () => {
  const { text, blocks } = runCard(contextOf(failedRun));

  it('says the same in one sentence', () => {
    expect(text).toBe('Run #48213 on Staging failed: 3 of 42 tests failed');
  });

  it('is four blocks: head, failing tests, small print, buttons', () => {
    expect(blocks.map(({ type }) => type)).toEqual(['section', 'section', 'context', 'actions']);
  });

  it('begins with verdict, run and environment, then counts and duration', () => {
    expect(textOf(blocks[0])).toBe(
      `:x: *Failed* · *<${page}|Run #48213>* on Staging\n` +
        '3 of 42 tests failed · 38 passed · 1 flaky · 1 snoozed · 3 skipped · 6 min 52 s',
    );
  });

  it('ends with where the code came from, when it ran and who asked', () => {
    expect(textOf(blocks[2])).toBe(
      'Acme Shop · build feat/checkout 9f2c1ab · tests main 3b7e0d9\n' +
        'started <!date^1773825260^{date_short_pretty} at {time}|2026-03-18 09:14 UTC>' +
        ' · ended <!date^1773825672^{time}|09:21 UTC> · asked by <@U0123ABC>',
    );
  });

  it('has every button that leads somewhere', () => {
    expect(buttonsOf(blocks).map(({ text: label, url }) => [label.text, url])).toEqual([
      ['Open run', page],
      ['Summary report', 'https://reports.empirical.run/acme-shop/21740098815/summary.json'],
      ['Build', 'https://staging.acme.example/'],
      ['Refresh', undefined],
    ]);
  });
});

describe('a card', () => {
  it('is no more than two lines and Refresh where the run has nothing to tell', () => {
    const context = cardContext(
      runWith({ state: 'queued' }),
      { id: 48213 },
      { ...links, projectSlug: undefined },
      {},
    );
    const { text, blocks } = runCard(context);
    expect(text).toBe('Run #48213 is queued');
    expect(blocks.map(textOf)).toEqual([':hourglass: *Queued* · *Run #48213*', 'Refresh']);
  });

  it('says under the counts what a reader might misunderstand', () => {
    expect(textOf(runCard(contextOf(runWith({ state: 'error' }))).blocks[0])).toMatch(
      /\nThe run itself broke: this is no verdict on its tests\.$/,
    );
  });

  it('links to the project of the pasted link, before the configured one', () => {
    const { blocks } = runCard(contextOf(failedRun, { slug: 'other' }));
    expect(buttonsOf(blocks)[0]?.url).toBe('https://dash.empirical.run/other/test-runs/48213');
  });

  it('shows the linked test before the failing ones', () => {
    const testId = 'd63e91ec9645c9eba1d8-881574ce16a7ebd194bb';
    const { blocks } = runCard(contextOf(failedRun, { testId }));
    expect(textOf(blocks[1])).toMatch(/^\*Linked test: failed, snoozed\*\n• invoices\.spec\.ts/);
    expect(textOf(blocks[2])).toMatch(/^• checkout\.spec\.ts/);
  });

  it('names five failing tests', () => {
    const tests = Array.from({ length: 9 }, (_, at) => ({
      id: testIdOf(at),
      status: 'failed',
      path: [`test ${at}`],
      snoozed: false,
    }));
    const { blocks } = runCard(contextOf(runWith({ totalCount: 9, failedCount: 9, tests })));
    expect(textOf(blocks[1]).match(/^• /gm)).toHaveLength(5);
    expect(textOf(blocks[1])).toMatch(/\n_and 4 more_$/);
  });

  it.each([
    ['a run that has not started', { createdAtMs: 0 }, /^created <!date\^0\^/],
    ['a run that goes on', { createdAtMs: 0, startedAtMs: 1000 }, /^started <!date\^1\^[^>]*>$/],
    ['a run whose start is not known', { endedAtMs: 1000 }, /^ended <!date\^1\^\{date_short/],
    [
      'a run of half a day',
      { startedAtMs: 0, endedAtMs: 12 * 3_600_000 },
      /^started .* · ended <!date\^43200\^\{date_short/,
    ],
    [
      'a run that ended before it began',
      { startedAtMs: 9000, endedAtMs: 1000 },
      /^started .* · ended <!date\^1\^\{date_short/,
    ],
  ])('gives the time of %s', (_, fields, expected) => {
    const { blocks } = runCard(contextOf(runWith(fields), {}, {}));
    expect(textOf(blocks.find(({ type }) => type === 'context'))).toMatch(expected);
  });

  it.each([
    ['a short name for a commit', { buildCommit: '9f2c1ab7d0e4' }, 'build 9f2c1ab'],
    ['other names as they are', { buildCommit: 'v1.2.3' }, 'build v1.2.3'],
    ['branch and commit', { testBranch: 'main', testCommit: 'abcdef0123' }, 'tests main abcdef0'],
    ['the project alone', { projectName: 'Acme <Shop>' }, 'Acme &lt;Shop&gt;'],
    ['no quotation', { projectName: '> Acme' }, '› Acme'],
    [
      'nothing unseen',
      { projectName: '\u202e', buildBranch: '\u0000', testBranch: 'main' },
      'tests main',
    ],
  ])('gives %s', (_, fields, expected) => {
    const { blocks } = runCard(contextOf(runWith(fields), {}, {}));
    expect(textOf(blocks.find(({ type }) => type === 'context'))).toBe(expected);
  });

  it('remembers in Refresh who asked for what, and how', () => {
    const testId = testIdOf(1);
    const recall = { askedBy: 'U0123ABC', isPrivate: true, threadTs: '1773825260.000100' };
    const { blocks } = runCard(contextOf(failedRun, { slug: 'acme', testId }, recall));
    expect(readRecall(buttonsOf(blocks).at(-1)?.value)).toEqual({
      ...recall,
      references: [{ id: 48213, slug: 'acme', testId }],
    });
  });

  it('carries notes about its audience in small print, and Share first where it may', () => {
    const notes = ['Only you see this.', 'Share it yourself.'];
    const { blocks } = runCard(contextOf(failedRun), { notes, canShare: true });
    expect(textOf(blocks[2])).toMatch(/\nOnly you see this\.\nShare it yourself\.$/);
    expect(buttonLabels(blocks)).toEqual([
      'Share in channel',
      'Open run',
      'Summary report',
      'Build',
      'Refresh',
    ]);
  });
});
