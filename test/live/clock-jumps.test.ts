import { expect, test, vi } from 'vitest';
import { aMoment, RUN, startLiveBot } from '../support/live-bot.ts';

vi.setConfig({ testTimeout: 60_000 });

const hourMs = 60 * 60_000;
const jumps = [
  { name: 'an hour forward', jumpMs: hourMs },
  { name: 'an hour back', jumpMs: -hourMs },
  { name: 'a day forward', jumpMs: 24 * hourMs },
  { name: 'a day back', jumpMs: -24 * hourMs },
];

/** Longer than the longest pause between two readings. */
const aMinuteMs = 61_000;

test.concurrent.for(jumps)(
  'a run is followed on within a minute of a jump of the clock by $name, also over restarts, and its end is told once',
  async ({ jumpMs }, { onTestFinished }) => {
    const bot = await startLiveBot({ onTestFinished });
    const card = await bot.ask();
    await bot.poll();
    await aMoment();
    bot.clock.jump(jumpMs);
    await readsWithinAMinute();
    await bot.finish();
    bot.clock.jump(jumpMs);
    await bot.startAgain();
    await readsWithinAMinute();
    bot.slack.faults.rateLimit('chat.update', { next: 1, retryAfterSeconds: 30 });
    bot.slack.faults.rateLimit('chat.postMessage', { next: 1, retryAfterSeconds: 30 });
    bot.endRun();
    await bot.soon('a limited notice', () =>
      bot.slack.workspace.callCount('chat.postMessage') === 2 ? true : undefined,
    );
    await aMoment();
    await bot.finish();
    bot.clock.jump(jumpMs);
    await bot.startAgain();
    bot.clock.advance(aMinuteMs);
    await aMoment();
    bot.clock.advance(aMinuteMs);
    await bot.soon('the end', () =>
      bot.said(card).length > 1 && bot.replies(card).length > 0 ? true : undefined,
    );
    await aMoment();
    expect(bot.said(card)).toHaveLength(2);
    expect(bot.replies(card)).toHaveLength(1);

    async function readsWithinAMinute() {
      const before = bot.sandbox.reads(RUN).length;
      bot.clock.advance(aMinuteMs);
      await aMoment();
      await aMoment();
      expect(bot.sandbox.reads(RUN).length).toBeGreaterThan(before);
    }
  },
);
