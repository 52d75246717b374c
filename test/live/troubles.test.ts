import { expect, test, vi } from 'vitest';
import { wordsOf } from '../support/chat.ts';
import {
  aMoment,
  type LiveBot,
  lastFromPeople,
  pageOf,
  RUN,
  startLiveBot,
} from '../support/live-bot.ts';

vi.setConfig({ testTimeout: 60_000 });

/** A minute passes in less than the second for which a call to Slack is tried again. */
const expectedErrors = [/^a task failed; it is tried again/];

async function tenMinutesPass({ clock }: LiveBot) {
  for (let minute = 0; minute < 10; minute += 1) {
    clock.advance(60_000);
    await aMoment();
  }
}

test.concurrent('where Slack limits every second update, all cards are right in the end, and none says the same twice', async ({
  onTestFinished,
}) => {
  const bot = await startLiveBot({ onTestFinished });
  await bot.ask();
  await bot.ask();
  await bot.ask();
  await bot.chat.say(`${pageOf(RUN)} and ${pageOf(RUN)}?status=failed`);
  await bot.chat.unfurls();
  const cards = bot.chat.fromBot();
  const message = lastFromPeople(bot);
  for (const method of ['chat.update', 'chat.unfurl', 'chat.postMessage']) {
    bot.slack.faults.rateLimit(method, { everyNth: 2, retryAfterSeconds: 7 });
  }
  for (const successCount of [20, 30]) {
    bot.sandbox.steer(RUN, { success_count: successCount });
    await bot.soon('a change', () =>
      cards.some((card) => bot.said(card).at(-1)?.includes(`${successCount} of 42`))
        ? true
        : undefined,
    );
  }
  bot.endRun();
  await bot.soon('the end everywhere', () =>
    cards.every((card) => bot.said(card).at(-1)?.includes('2 of 42 tests failed')) &&
    JSON.stringify(lastFromPeople(bot).unfurls).split('2 of 42 tests failed').length === 3 &&
    cards.every((card) => bot.replies(card).length === 1)
      ? true
      : undefined,
  );
  const histories = cards.map((card) => bot.said(card));
  for (const history of histories) {
    expect(new Set(history.map(withoutClock)).size).toBe(history.length);
  }
  const unfurled = bot.unfurled(message).map(withoutClock);
  const doubled = unfurled.filter((words) => unfurled.filter((one) => one === words).length > 2);
  expect(doubled).toEqual([]);
});

const outages: readonly { name: string; begin: (bot: LiveBot) => void }[] = [
  { name: 'refuses connections', begin: ({ slack }) => slack.faults.down(true, 'refuse') },
  { name: 'cuts connections', begin: ({ slack }) => slack.faults.down(true, 'cut') },
  { name: 'answers 503', begin: ({ slack }) => slack.faults.failEvery('*', 503) },
];

test.concurrent.for(outages)(
  'where Slack $name for ten minutes, the end is shown and told once afterwards',
  async ({ begin }, { onTestFinished }) => {
    const bot = await startLiveBot({ onTestFinished, expectedErrors });
    const card = await bot.ask();
    begin(bot);
    bot.sandbox.steer(RUN, { success_count: 20 });
    await tenMinutesPass(bot);
    bot.endRun();
    await bot.poll();
    await tenMinutesPass(bot);
    expect(bot.said(card)).toHaveLength(1);
    bot.slack.faults.clear();
    await bot.soon('the end', () =>
      bot.said(card).length > 1 && bot.replies(card).length > 0 ? true : undefined,
    );
    await tenSeconds(bot);
    expect(bot.said(card)).toHaveLength(2);
    expect(bot.said(card)[1]).toContain('2 of 42 tests failed');
    expect(bot.replies(card)).toHaveLength(1);
  },
);

test.concurrent('where Slack takes messages and its answers get lost, people are told all the same', async ({
  onTestFinished,
}) => {
  const bot = await startLiveBot({ onTestFinished });
  const card = await bot.ask();
  bot.slack.faults.failNext('chat.update', 'lost-answer', 2);
  bot.slack.faults.failNext('chat.postMessage', 'lost-answer', 1);
  bot.endRun();
  await bot.soon('a second notice', () => bot.replies(card)[1]);
  await tenSeconds(bot);
  expect(bot.replies(card)).toHaveLength(2);
  expect(bot.said(card).at(-1)).toContain('2 of 42 tests failed');
});

test.concurrent('where Empirical is away for ten minutes, the card waits and then goes on', async ({
  onTestFinished,
}) => {
  const bot = await startLiveBot({ onTestFinished, expectedErrors });
  const card = await bot.ask();
  bot.sandbox.fail('every', 'hang-up');
  await bot.poll();
  await tenMinutesPass(bot);
  bot.endRun();
  expect(bot.said(card)).toEqual([wordsOf(card)]);
  bot.sandbox.fail('every', undefined);
  await bot.soon('the end', () => bot.replies(card)[0]);
  expect(bot.said(card)).toHaveLength(2);
  const told = bot.log.at('info').filter(({ msg }) => msg.includes('could not be read'));
  expect(told).toHaveLength(1);
});

async function tenSeconds({ clock }: LiveBot) {
  clock.advance(10_000);
  await aMoment();
}

const withoutClock = (words: string) => words.replaceAll(/<!date[^>]*>|\d+ (?:s|min) ?/g, '');
