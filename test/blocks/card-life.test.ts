import { describe, expect, it } from 'vitest';
import type { CardContext } from '../../src/blocks/card-context.ts';
import type { CardLife } from '../../src/blocks/card-life.ts';
import { runCard } from '../../src/blocks/run-card.ts';
import { runList } from '../../src/blocks/run-list.ts';
import { runInTwoLines, runUnfurl } from '../../src/blocks/run-unfurl.ts';
import type { TestRun } from '../../src/runs/run.ts';
import { buttonLabels, buttonsOf, textOf } from './message-reading.ts';
import { contextOf, failedRun, failedTest, runWith } from './sample-run.ts';

const startedAtMs = Date.UTC(2026, 2, 18, 9, 14);
const nowMs = startedAtMs + 200_000;
const page = 'https://dash.empirical.run/acme-shop/test-runs/48213';
const title = `:hourglass_flowing_sand: *In progress* · *<${page}|Run #48213>*`;
const updated = 'updated <!date^1773825440^{time}|09:17 UTC>';

/** 24 of 42 tests have run, 2 of them failed. */
const running = runWith({
  state: 'started',
  startedAtMs,
  totalCount: 42,
  successCount: 22,
  failedCount: 2,
});

function living(run: TestRun, life: CardLife = { status: 'followed', nowMs }): CardContext {
  return { ...contextOf(run), life };
}

/** What is seen of a card: head, small print and buttons. */
function seen(context: CardContext) {
  const { blocks } = runCard(context);
  return {
    head: textOf(blocks[0]).split('\n'),
    small: textOf(blocks.find(({ type }) => type === 'context')).split('\n'),
    labels: buttonLabels(blocks),
  };
}

describe('the card of a run that is followed', () => {
  it('shows how far the run has come, since when, and when the card was drawn', () => {
    expect(seen(living(running))).toEqual({
      head: [title, '24 of 42 tests run · 2 failed so far · 22 passed', '▰▰▰▰▰▱▱▱▱▱ 57 %'],
      small: [
        'started <!date^1773825240^{date_short_pretty} at {time}|2026-03-18 09:14 UTC>' +
          ` · ${updated}, 3 min 20 s into the run · asked by <@U0123ABC>`,
      ],
      labels: ['Open run', 'Tell me when it ends', 'Refresh'],
    });
  });

  it('offers to tell of the end before Refresh, and remembers for it what Refresh remembers', () => {
    const run = {
      ...running,
      summaryUrl: 'https://a.example/report',
      buildUrl: 'https://a.example/',
    };
    const buttons = buttonsOf(runCard(living(run)).blocks);
    expect(buttons.map(({ text }) => text.text)).toEqual([
      'Open run',
      'Summary report',
      'Build',
      'Tell me when it ends',
      'Refresh',
    ]);
    expect(buttons[3]).toMatchObject({ action_id: 'tell_me', value: buttons[4]?.value });
  });

  it.each([
    [1, 42, '▱▱▱▱▱▱▱▱▱▱ 2 %'],
    [21, 42, '▰▰▰▰▰▱▱▱▱▱ 50 %'],
    [41, 42, '▰▰▰▰▰▰▰▰▰▱ 97 %'],
    [999_999, 1_000_000, '▰▰▰▰▰▰▰▰▰▱ 99 %'],
    [Number.MAX_SAFE_INTEGER - 1, Number.MAX_SAFE_INTEGER, '▰▰▰▰▰▰▰▰▰▱ 99 %'],
  ])('has a bar for %d of %d tests that is never full', (successCount, totalCount, bar) => {
    const run = runWith({ state: 'started', successCount, totalCount });
    expect(seen(living(run)).head.at(-1)).toBe(bar);
  });

  it.each([
    ['the total counts up with the tests', { totalCount: 24, successCount: 22, failedCount: 2 }],
    ['no test has run', { totalCount: 42, successCount: 0, failedCount: 0 }],
    ['there is no total', { successCount: 22 }],
    ['there are no counts', {}],
  ])('has no bar where %s', (_, counts) => {
    const { head, small } = seen(living(runWith({ state: 'started', startedAtMs, ...counts })));
    expect(head.join('\n')).not.toMatch(/[▰▱%]/u);
    expect(small[0]).toContain(`${updated}, 3 min 20 s into the run`);
  });

  it.each([
    ['whose start is not known', {}],
    ['that starts in the future', { startedAtMs: nowMs + 1 }],
    ['that starts just now', { startedAtMs: nowMs }],
    ['that seems to be weeks old', { startedAtMs: nowMs - 8 * 24 * 3_600_000 }],
    ['that has an end already', { startedAtMs, endedAtMs: nowMs }],
  ])('says nothing of how long a run has been going %s', (_, fields) => {
    const { head, small } = seen(living(runWith({ state: 'started', ...fields })));
    expect(head).toEqual([title]);
    expect(small[0]).not.toContain('into');
  });

  it.each([
    ['the start of the run gives the day', startedAtMs, /updated <!date\^\d+\^\{time\}\|/],
    ['the run is of another day', startedAtMs - 12 * 3_600_000, /updated <!date\^\d+\^\{date_/],
    ['the start is in the future', nowMs + 1, /updated <!date\^\d+\^\{date_/],
    ['the start is not known', undefined, /^updated <!date\^\d+\^\{date_/],
  ])('says when it was updated where %s', (_, start, expected) => {
    const fields = start === undefined ? {} : { startedAtMs: start };
    expect(seen(living(runWith({ state: 'started', ...fields }))).small[0]).toMatch(expected);
  });

  it('leaves out what Empirical says of the duration, which may be one more clock', () => {
    const counting = runWith({ state: 'started', durationMs: 77_000 });
    expect(JSON.stringify(runCard(living(counting)))).not.toContain('1 min 17 s');
    expect(JSON.stringify(runCard(contextOf(counting)))).toContain('1 min 17 s');
  });
});

describe('an unfurl of a run that is followed', () => {
  it('shows the same, and has the button', () => {
    const blocks = runUnfurl(living(running));
    expect(textOf(blocks[0])).toBe(textOf(runCard(living(running)).blocks[0]));
    expect(textOf(blocks[1])).toContain(updated);
    expect(buttonLabels(blocks)).toEqual(['Tell me when it ends', 'Refresh']);
  });

  it('keeps to two lines where the message has many', () => {
    expect(runInTwoLines(living(running)).map(textOf)).toEqual([
      `${title}\n24 of 42 tests run · 2 failed so far · 22 passed · ` +
        'updated <!date^1773825440^{date_short_pretty} at {time}|2026-03-18 09:17 UTC>, 3 min 20 s into the run',
    ]);
  });
});

describe('a card that is no longer followed', () => {
  it.each([
    [
      'not-found',
      'No longer followed: run #48213 was not found three times in a row. Press Refresh to follow it again.',
    ],
    [
      'key-refused',
      "No longer followed: Empirical refused the bot's key. Once its operator has renewed it, press Refresh to follow the run again.",
    ],
    [
      'too-long',
      'No longer followed: run #48213 did not end within 6 hours. Press Refresh to follow it again.',
    ],
  ] as const)('says why and what to do: %s', (status, line) => {
    for (const clock of [nowMs, undefined]) {
      const { head, small, labels } = seen(living(running, { status, nowMs: clock }));
      expect(head).toEqual([title, '24 of 42 tests run · 2 failed so far · 22 passed']);
      expect(small.at(-1)).toBe(line);
      expect(small.join()).not.toContain('updated');
      expect(labels).toEqual(['Open run', 'Refresh']);
      expect(textOf(runUnfurl(living(running, { status, nowMs: clock }))[1])).toContain(line);
    }
  });

  it('says so in two lines in three words', () => {
    const [text = ''] = runInTwoLines(living(running, { status: 'too-long', nowMs })).map(textOf);
    expect(text).toMatch(/ · no longer followed$/);
  });
});

describe('a run that ended', () => {
  it.each(['followed', 'not-found', 'key-refused', 'too-long'] as const)(
    'looks as it always did: %s',
    (status) => {
      for (const run of [failedRun, runWith({ state: 'error' }), runWith({ state: 'cancelled' })]) {
        const context = contextOf(run);
        const life = { ...context, life: { status, nowMs } };
        expect(runCard(life)).toEqual(runCard(context));
        expect(runUnfurl(life)).toEqual(runUnfurl(context));
        expect(runInTwoLines(life)).toEqual(runInTwoLines(context));
      }
    },
  );
});

describe('a card without life', () => {
  it('has neither bar nor clock nor the button', () => {
    const { head, small, labels } = seen(contextOf(running));
    expect(head).toHaveLength(2);
    expect(small.join()).not.toContain('updated');
    expect(labels).toEqual(['Open run', 'Refresh']);
  });
});

describe('the look of a card', () => {
  const formsOf = (context: CardContext) => [
    runCard(context),
    runUnfurl(context),
    runInTwoLines(context),
    runList([context], context.recall),
  ];
  const lookOf = (run: TestRun) => formsOf(living(run, { status: 'followed', nowMs: undefined }));

  it('has no reading of the clock', () => {
    for (const form of lookOf(running)) {
      expect(JSON.stringify(form)).not.toMatch(/updated|3 min/);
    }
    expect(JSON.stringify(lookOf(running)[0])).toContain('57 %');
  });

  it('is otherwise what is shown', () => {
    const shown = JSON.stringify(formsOf(living(running)));
    const withoutClock = shown
      .replaceAll(', 3 min 20 s into the run', '')
      .replaceAll(/ · updated <[^>]*>/g, '');
    expect(withoutClock).toBe(JSON.stringify(lookOf(running)));
  });

  it.each([
    ['the state', { state: 'cancelling' }],
    ['a count', { successCount: 23 }],
    ['a failed test', { tests: [failedTest()] }],
    ['the report', { summaryUrl: 'https://a.example/' }],
    ['the start', { startedAtMs: startedAtMs + 60_000 }],
    ['the end', { state: 'ended' }],
  ])('differs with %s', (_, fields) => {
    expect(lookOf({ ...running, ...fields })[0]).not.toEqual(lookOf(running)[0]);
  });

  it('differs when nobody follows the run any more', () => {
    const looks = (['followed', 'not-found', 'key-refused', 'too-long'] as const).map((status) =>
      JSON.stringify(runCard(living(running, { status, nowMs: undefined }))),
    );
    expect(new Set(looks).size).toBe(4);
  });
});
