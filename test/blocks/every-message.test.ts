import type { KnownBlock } from '@slack/types';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { validateBlocks } from '../../playground/slack/block-validation/validate-blocks.ts';
import {
  KeyRefusedError,
  RateLimitedError,
  RequestRefusedError,
  RunNotFoundError,
  UnreachableError,
  UnreadableAnswerError,
} from '../../src/api/errors.ts';
import { readTestRunAnswer } from '../../src/api/schema.ts';
import { type CardContext, cardContext } from '../../src/blocks/card-context.ts';
import { notUnderstoodCard } from '../../src/blocks/help-card.ts';
import type { Message } from '../../src/blocks/message.ts';
import { problemCard, remarks, stillReading } from '../../src/blocks/notices.ts';
import { problemWords } from '../../src/blocks/problem-words.ts';
import { type CardExtras, runCard } from '../../src/blocks/run-card.ts';
import { runList } from '../../src/blocks/run-list.ts';
import { runInTwoLines, runUnfurl } from '../../src/blocks/run-unfurl.ts';
import { describeRun } from '../../src/blocks/run-words.ts';
import type { RunReference } from '../../src/runs/reference.ts';
import { type TestRun, toTestRun } from '../../src/runs/run.ts';
import { anyAsking, anyLife, anyReference, anyRun, hostileText } from './arbitrary-runs.ts';
import {
  asRead,
  buttonsOf,
  mrkdwnTexts,
  specialsOf,
  textOf,
  visibleTexts,
} from './message-reading.ts';

const dashboardOrigin = 'https://dash.empirical.run';

const anyContext: fc.Arbitrary<CardContext> = fc
  .tuple(anyRun, anyReference, anyAsking, fc.option(fc.constant('acme-shop')), anyLife)
  .map(([run, reference, asking, slug, life]) => ({
    ...contextOf(run, reference, asking, slug ?? undefined),
    ...(life !== null && { life }),
  }));

const extras: readonly CardExtras[] = [
  {},
  { notes: ['Only you see this.', 'Share it yourself.'], canShare: true },
];

function contextOf(
  run: TestRun,
  reference: RunReference,
  asking: Parameters<typeof cardContext>[3],
  projectSlug: string | undefined,
): CardContext {
  return cardContext(run, { ...reference, id: run.id }, { dashboardOrigin, projectSlug }, asking);
}

/** Every form that a run goes out in. */
function formsOf(context: CardContext): {
  readonly messages: readonly Message[];
  readonly unfurls: readonly (readonly KnownBlock[])[];
} {
  return {
    messages: extras.map((extra) => runCard(context, extra)),
    unfurls: [runUnfurl(context), runInTwoLines(context)],
  };
}

function expectTaken(blocks: readonly KnownBlock[], surface: 'message' | 'unfurl'): void {
  expect(validateBlocks(blocks, surface)).toEqual([]);
  expect(JSON.stringify(blocks).length).toBeLessThan(30_000);
}

function expectOneLine(text: string, maxLength: number): void {
  expect(text.length).toBeGreaterThan(0);
  expect(text.length).toBeLessThanOrEqual(maxLength);
  expect(text).not.toMatch(/[\p{Cc}\u2028\u2029]/u);
}

/** Nothing unseen, nothing half, and no brackets but those around what is allowed. */
function expectHarmless(text: string, isAllowed: (special: string) => boolean): void {
  expect(specialsOf(text).filter((special) => !isAllowed(special))).toEqual([]);
  expect(text.replace(/<[^<>]*>/g, '')).not.toMatch(/[<>`]/);
  expect(text.replace(/&(?:amp|lt|gt);/g, '')).not.toContain('&');
  expect(text.replaceAll('\n', '')).not.toMatch(
    /[\p{Cc}\u2028\u2029\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/u,
  );
  expect(text.isWellFormed()).toBe(true);
  expect(text).not.toMatch(/\b(?:null|undefined|NaN|Infinity)\b|\[object/);
}

function allowedIn({ run, recall }: CardContext): (special: string) => boolean {
  const report = run.summaryUrl === undefined ? undefined : URL.parse(run.summaryUrl)?.href;
  const escapedReport = report
    ?.replaceAll('|', '%7C')
    .replaceAll('<', '%3C')
    .replaceAll('>', '%3E')
    .replaceAll('&', '&amp;');
  return (special) =>
    special.startsWith(`${dashboardOrigin}/`) ||
    special === `@${recall.askedBy}` ||
    special === `${escapedReport}|Summary report` ||
    /^!date\^-?\d+\^(?:\{date_short_pretty\} at )?\{time\}\|[\d+ :-]+ UTC$/.test(special);
}

describe('every form of every run', () => {
  it('is taken by Slack', () => {
    fc.assert(
      fc.property(anyContext, (context) => {
        const { messages, unfurls } = formsOf(context);
        for (const { text, blocks } of messages) {
          expectTaken(blocks, 'message');
          expectOneLine(text, 300);
        }
        for (const blocks of unfurls) {
          expectTaken(blocks, 'unfurl');
          expect(blocks.length).toBeLessThanOrEqual(10);
        }
        expect(textOf(unfurls[1]?.[0]).split('\n').length).toBeLessThanOrEqual(2);
      }),
      { numRuns: 300 },
    );
  });

  it('pings nobody but the asker and links nowhere but to the run’s own places', () => {
    fc.assert(
      fc.property(anyContext, (context) => {
        const { messages, unfurls } = formsOf(context);
        for (const { text } of messages) {
          expectHarmless(text, () => false);
        }
        for (const blocks of [...messages.map((message) => message.blocks), ...unfurls]) {
          expect(mrkdwnTexts(blocks).length).toBeGreaterThan(0);
          for (const text of mrkdwnTexts(blocks)) {
            expectHarmless(text, allowedIn(context));
          }
        }
      }),
      { numRuns: 300 },
    );
  });

  it('has buttons of the bot’s own words, that lead to the run’s own addresses', () => {
    fc.assert(
      fc.property(anyContext, (context) => {
        const { run } = context;
        const [whole] = formsOf(context).messages;
        for (const { text, url } of buttonsOf(whole?.blocks ?? [])) {
          const host = url === undefined ? undefined : new URL(url).host;
          const expected = {
            'Open run': 'dash.empirical.run',
            'Summary report': URL.parse(run.summaryUrl ?? '')?.host,
            Build: URL.parse(run.buildUrl ?? '')?.host,
            'Tell me when it ends': undefined,
            Refresh: undefined,
          };
          expect(new Map(Object.entries(expected)).has(text.text)).toBe(true);
          expect(host).toBe(new Map(Object.entries(expected)).get(text.text));
          expect(url ?? 'https://').toMatch(/^https?:\/\//);
        }
      }),
    );
  });

  it('says in its text what its head says', () => {
    fc.assert(
      fc.property(anyContext, (context) => {
        const words = describeRun(context.run);
        const { text, blocks } = runCard(context);
        const head = asRead(textOf(blocks[0]));
        expect(head).toContain(`*${asRead(words.title)}* · *Run #${context.run.id}*`);
        expect(text).toContain(`Run #${context.run.id} `);
        for (const fact of [words.environment, words.counts[0]]) {
          expect(head).toContain(asRead(fact ?? ''));
          expect(text).toContain(fact ?? '');
        }
        for (const blocksOfForm of formsOf(context).unfurls) {
          expect(asRead(textOf(blocksOfForm[0])).split('\n')[0]).toBe(head.split('\n')[0]);
        }
      }),
    );
  });

  it('has no reading of a clock in its look', () => {
    fc.assert(
      fc.property(anyContext, anyLife, (context, other) => {
        const life = { status: context.life?.status ?? other?.status ?? 'followed' };
        const look = formsOf({ ...context, life: { ...life, nowMs: undefined } });
        for (const form of [...look.messages.map(({ blocks }) => blocks), ...look.unfurls]) {
          for (const text of mrkdwnTexts(form)) {
            expect(text).not.toMatch(
              /(?:^|\n| · )updated <!date|, \d[\w ]* into the run(?:$|\n| )/,
            );
          }
        }
      }),
    );
  });

  it('claims a pass or a failure only where the run has earned it', () => {
    const bare = fc.record(
      {
        state: fc.constantFrom('ended', 'started', 'queued', 'error', 'cancelled', 'paused'),
        totalCount: fc.nat({ max: 3 }),
        successCount: fc.nat({ max: 3 }),
        failedCount: fc.nat({ max: 3 }),
        failedCountAfterSnoozing: fc.nat({ max: 3 }),
        skippedCount: fc.nat({ max: 3 }),
        flakyCount: fc.nat({ max: 3 }),
      },
      { requiredKeys: ['state'] },
    );
    fc.assert(
      fc.property(bare, (fields) => {
        const run: TestRun = { id: 1, tests: [], ...fields };
        const { text, blocks } = runCard(contextOf(run, { id: 1 }, {}, undefined));
        const [title = '', counts = ''] = textOf(blocks[0]).split('\n');
        const failed = run.failedCountAfterSnoozing ?? run.failedCount;
        if (run.state !== 'ended') {
          expect(title).not.toMatch(/Passed|Failed/);
          expect(text).not.toMatch(/ (?:passed|failed):/);
        } else if (failed === 0) {
          expect(title.includes('*Passed*')).toBe((run.totalCount ?? 0) > 0);
        } else {
          expect(title).not.toContain('*Passed*');
        }
        if (run.state === 'ended' && run.totalCount === 0 && (failed ?? 0) === 0) {
          expect(`${text} ${title} ${counts}`).not.toMatch(/passed/i);
        }
        expect(`${text} ${counts}`).not.toMatch(
          /\b0 (?:of \d+ tests )?(?:failed|flaky|snoozed|skipped)/,
        );
      }),
      { numRuns: 1000 },
    );
  });
});

describe('every list of runs', () => {
  it('is taken by Slack, harmless, and told in one line of text', () => {
    const asking = fc.tuple(fc.array(anyContext, { minLength: 1, maxLength: 5 }), anyAsking);
    fc.assert(
      fc.property(asking, fc.constantFrom(...extras), ([contexts, asked], extra) => {
        const references = contexts.map(({ reference }) => reference);
        const { text, blocks } = runList(contexts, { ...asked, references }, extra);
        expectTaken(blocks, 'message');
        expectOneLine(text, 4000);
        expectHarmless(text, () => false);
        const allowed = contexts.map(allowedIn);
        for (const each of mrkdwnTexts(blocks)) {
          expectHarmless(
            each,
            (special) => special === `@${asked.askedBy}` || allowed.some((may) => may(special)),
          );
        }
      }),
    );
  });
});

describe('every message about trouble', () => {
  const anyError: fc.Arbitrary<unknown> = fc.oneof(
    hostileText.map((reason) => new RequestRefusedError(reason)),
    fc.constantFrom(
      new RunNotFoundError(1),
      new KeyRefusedError(401),
      new UnreachableError('timeout'),
      new UnreachableError('server-error', { status: 503 }),
      new RequestRefusedError(undefined),
    ),
    fc.maxSafeNat().map((seconds) => new RateLimitedError(seconds)),
    hostileText.map((fault) => new UnreadableAnswerError([fault])),
    hostileText.map((text) => new Error(text)),
    fc.anything(),
  );
  const anyProblem = fc
    .tuple(anyError, fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }), fc.boolean())
    .map(([error, runId, projectSlugIsSet]) =>
      problemWords(error, { runId, projectSlugIsSet, referenceId: 'ab12cd34' }),
    );
  const unreadWords = fc.array(hostileText, { maxLength: 8 });

  it('is taken by Slack and harmless', () => {
    fc.assert(
      fc.property(
        fc.array(anyProblem, { minLength: 1, maxLength: 5 }),
        unreadWords,
        fc.nat(),
        fc.array(anyReference, { minLength: 1, maxLength: 5 }),
        (problems, unread, leftOut, references) => {
          const lines = remarks({ leftOut, unread });
          const message = problemCard(problems, lines, { references });
          expectTaken(message.blocks, 'message');
          expectOneLine(message.text, 4000);
          for (const text of [message.text, ...mrkdwnTexts(message.blocks)]) {
            expectHarmless(text, () => false);
          }
        },
      ),
    );
  });

  it('is taken beside a run whose card carries it as a note', () => {
    fc.assert(
      fc.property(
        anyContext,
        fc.array(anyProblem, { minLength: 4, maxLength: 4 }),
        unreadWords,
        (context, problems, unread) => {
          const audience = 'a'.repeat(300);
          const notes = [
            ...problems.map(({ text }) => text),
            ...remarks({ leftOut: 7, unread }),
            audience,
          ];
          const { references } = context.recall;
          for (const { blocks } of [
            runCard(context, { notes, canShare: true }),
            runList([context], { references }, { notes, canShare: true }),
          ]) {
            expect(validateBlocks(blocks, 'message')).toEqual([]);
          }
        },
      ),
    );
  });

  it('quotes what was not understood without its power', () => {
    fc.assert(
      fc.property(unreadWords, (words) => {
        const message = notUnderstoodCard(words);
        expectTaken(message.blocks, 'message');
        expectOneLine(message.text, 4000);
        expectHarmless(message.text, () => false);
        expectHarmless(visibleTexts(message.blocks)[0] ?? '', () => false);
      }),
    );
  });

  it('names runs that are still being read', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }), {
          minLength: 1,
          maxLength: 5,
        }),
        (ids) => {
          const message = stillReading(ids);
          expectTaken(message.blocks, 'message');
          expectOneLine(message.text, 300);
        },
      ),
    );
  });
});

describe('every answer of Empirical that can be read', () => {
  const fieldNames = [
    'total_count',
    'success_count',
    'failed_count',
    'failed_count_after_snoozing',
    'skipped_count',
    'flaky_count',
    'duration',
    'test_run_branch',
    'test_run_head_sha',
    'environment_slug',
    'environment_name',
    'build_url',
    'build_branch',
    'commit',
    'created_at',
    'run_started_at',
    'run_ended_at',
    'summary_url',
  ];
  const anyValue = fc.oneof(
    fc.constantFrom(0, -1, 0.5, 1e308, 1e-320, Number.MAX_SAFE_INTEGER, null, true, [], {}),
    fc.constantFrom('2026-03-18T09:13:58Z', '+275760-09-13T00:00:00Z', '9999-12-31', 'never'),
    hostileText,
    fc.jsonValue(),
  );
  const anyDetail = fc.oneof(
    fc.jsonValue(),
    fc.record(
      {
        pw_test_id: anyValue,
        status: fc.oneof(fc.constant('failed'), anyValue),
        name: anyValue,
        slug: anyValue,
        nesting: fc.oneof(fc.array(hostileText), anyValue),
        test_project: anyValue,
        snooze_info: anyValue,
      },
      { requiredKeys: [] },
    ),
  );
  const anyAnswer = fc
    .record({
      fields: fc.dictionary(fc.constantFrom(...fieldNames), anyValue),
      state: fc.oneof(fc.constantFrom('ended', 'started', 'error'), hostileText),
      project: fc.oneof(fc.record({ name: hostileText }), anyValue),
      details: fc.oneof(fc.array(anyDetail, { maxLength: 12 }), anyValue),
    })
    .filter(({ state }) => /\S/.test(state))
    .map(({ fields, state, project, details }) => ({
      data: {
        test_run: {
          project,
          testRun: { ...fields, id: 48213, state },
          flattenedSummaryDetails: details,
        },
      },
    }));

  it('becomes cards that Slack takes and that hurt nobody', () => {
    fc.assert(
      fc.property(anyAnswer, anyReference, (answer, reference) => {
        const body: unknown = JSON.parse(JSON.stringify(answer));
        const run = toTestRun(readTestRunAnswer(body, 48213).wire);
        const context = contextOf(run, reference, { askedBy: 'U0123ABC' }, 'acme-shop');
        const { messages, unfurls } = formsOf(context);
        for (const { text, blocks } of messages) {
          expectTaken(blocks, 'message');
          expectOneLine(text, 300);
          expectHarmless(text, () => false);
        }
        for (const blocks of unfurls) {
          expectTaken(blocks, 'unfurl');
        }
        for (const blocks of [...messages.map((message) => message.blocks), ...unfurls]) {
          for (const text of mrkdwnTexts(blocks)) {
            expectHarmless(text, allowedIn(context));
          }
        }
      }),
      { numRuns: 300 },
    );
  });
});
