import fc from 'fast-check';
import { expect, test, vi } from 'vitest';
import { aMoment, type LiveBot, RUN, startLiveBot } from '../support/live-bot.ts';

vi.setConfig({ testTimeout: 60_000 });

type Step = (bot: LiveBot) => unknown;

const progress = fc.integer({ min: 11, max: 39 }).map(
  (count): Step =>
    ({ sandbox }) =>
      sandbox.steer(RUN, { success_count: count }),
);
const refusals = fc.constantFrom('internal_error', 'fatal_error', 503, 500).map(
  (failure): Step =>
    ({ slack }) =>
      slack.faults.failNext('chat.update', failure, 2),
);
const limits = fc.constantFrom('chat.update', 'chat.postMessage').map(
  (method): Step =>
    ({ slack }) =>
      slack.faults.rateLimit(method, { next: 1, retryAfterSeconds: 3 }),
);
const outages: fc.Arbitrary<Step> = fc.constantFrom<Step>(
  ({ sandbox }) => sandbox.fail(RUN, { status: 503, retryAfterSeconds: 11 }),
  ({ sandbox }) => sandbox.fail(RUN, undefined),
  ({ slack }) => slack.faults.down(true, 'refuse'),
  ({ slack }) => slack.faults.down(false),
  ({ clock }) => clock.jump(-3_600_000),
  async (bot) => {
    // A start waits for Slack.
    bot.slack.faults.down(false);
    await bot.startAgain();
  },
);
const end: Step = (bot) => bot.endRun();

/** What happens to a run and to whoever follows it; it ends somewhere on the way. */
const stories = fc
  .tuple(
    fc.array(fc.oneof(progress, refusals, limits, outages), { minLength: 3, maxLength: 8 }),
    fc.array(fc.oneof(refusals, limits, outages), { maxLength: 4 }),
  )
  .map(([before, after]) => [...before, end, ...after]);

test('whatever happens in whatever order, cards end up right, say nothing twice, and people are told once', async () => {
  await fc.assert(
    fc.asyncProperty(stories, async (story) => {
      const bot = await startLiveBot();
      const cards = [await bot.ask(), await bot.ask()];
      for (const step of story) {
        await step(bot);
        bot.clock.advance(6100);
        await aMoment();
      }
      bot.slack.faults.clear();
      bot.sandbox.fail(RUN, undefined);
      await bot.soon('the end on all cards, and two notices', () =>
        cards.every(
          (card) =>
            bot.said(card).at(-1)?.includes('2 of 42 tests failed') && bot.replies(card).length > 0,
        )
          ? true
          : undefined,
      );
      await aMoment();
      for (const card of cards) {
        const looks = bot
          .said(card)
          .map((words) => words.replaceAll(/<!date.*?>|(?:\d+ (?:h|min|s) )+so far/g, ''));
        expect(looks.filter((look, at) => look === looks[at - 1])).toEqual([]);
        expect(bot.replies(card)).toHaveLength(1);
      }
      await bot.finish();
    }),
    { numRuns: 3, endOnFailure: true },
  );
});
