import { expect, test, vi } from 'vitest';
import { ON_CALL, ROBIN } from '../support/chat.ts';
import { eventually } from '../support/eventually.ts';
import {
  aMinute,
  aMoment,
  type LiveBot,
  lastFromPeople,
  pageOf,
  RUN,
  startLiveBot,
} from '../support/live-bot.ts';
import { recordRequests } from '../support/recorded-requests.ts';
import { sendSigned } from '../support/signed-request.ts';

vi.setConfig({ testTimeout: 60_000 });

/** The card shows the end, and its asker was told once; nothing more comes. */
async function isEndedOnce(bot: LiveBot, card: Awaited<ReturnType<LiveBot['ask']>>) {
  await bot.soon('the end', () =>
    bot.said(card).at(-1)?.includes('2 of 42 tests failed') && bot.replies(card).length > 0
      ? true
      : undefined,
  );
  await aMinute(bot);
  expect(bot.said(card)).toHaveLength(2);
  expect(bot.replies(card).map(({ notified }) => notified)).toEqual([[ROBIN]]);
}

const logged = (bot: LiveBot, words: string) =>
  bot.soon(words, () => bot.log.lines().find(({ msg }) => msg.includes(words)));

test.concurrent('a bot that starts again goes on following', async ({ onTestFinished }) => {
  const bot = await startLiveBot({ onTestFinished });
  const card = await bot.ask();
  await bot.chat.say(pageOf(RUN));
  await bot.chat.unfurls();
  const message = lastFromPeople(bot);
  await bot.startAgain();
  await bot.poll();
  bot.endRun();
  await isEndedOnce(bot, card);
  expect(bot.unfurled(message)).toHaveLength(2);
});

test.concurrent('a run that ended while the bot was away is shown and told when it is back', async ({
  onTestFinished,
}) => {
  const bot = await startLiveBot({ onTestFinished });
  const card = await bot.ask();
  await bot.finish();
  bot.endRun();
  bot.clock.advance(24 * 60 * 60_000);
  await bot.startAgain();
  await isEndedOnce(bot, card);
});

test.concurrent('an update that was owed is sent after a restart', async ({ onTestFinished }) => {
  const bot = await startLiveBot({ onTestFinished });
  const card = await bot.ask();
  bot.slack.faults.rateLimit('chat.update', { everyNth: 1, retryAfterSeconds: 30 });
  bot.endRun();
  await bot.soon('a notice', () => bot.replies(card)[0]);
  await bot.finish();
  expect(bot.said(card)).toHaveLength(1);
  bot.slack.faults.clear();
  await bot.startAgain();
  await isEndedOnce(bot, card);
});

test.concurrent('a notice that was owed is sent after a restart', async ({ onTestFinished }) => {
  const bot = await startLiveBot({ onTestFinished });
  const card = await bot.ask();
  await bot.poll();
  bot.slack.faults.failEvery('chat.postMessage', 'internal_error');
  bot.endRun();
  await logged(bot, 'people could not be told yet');
  await bot.finish();
  expect(bot.replies(card)).toEqual([]);
  bot.slack.faults.clear();
  await bot.startAgain();
  await isEndedOnce(bot, card);
});

test.concurrent('after an end that was shown and told, a restart sends nothing', async ({
  onTestFinished,
}) => {
  const bot = await startLiveBot({ onTestFinished });
  const card = await bot.ask();
  bot.endRun();
  await bot.soon('a notice', () => bot.replies(card)[0]);
  await bot.startAgain();
  await isEndedOnce(bot, card);
});

test('what Slack delivers again after a restart is not done again', async () => {
  const bot = await startLiveBot();
  const requests = await recordRequests(bot);
  await bot.chat.say(`/testrun ${RUN}`);
  await bot.chat.answers(1);
  await bot.chat.say(`@Testrun ${RUN}`);
  await bot.chat.answers(2);
  await bot.chat.say(pageOf(RUN));
  await bot.chat.unfurls();
  const message = lastFromPeople(bot);
  await bot.finish();
  const url = await bot.startAgain();
  const again = { slack: bot.slack, url };
  expect((await sendSigned(again, requests.lastCommand())).status).toBe(200);
  await bot.slack.redeliverLastEvent({ sameEventId: true });
  await bot.slack.redeliverLastEvent({ sameEventId: false });
  await eventually('the end of all', () => (bot.chat.fromBot().length === 2 ? true : undefined));
  await aMoment();
  expect(bot.chat.fromBot()).toHaveLength(2);
  expect(bot.unfurled(message)).toHaveLength(1);
  expect(bot.slack.workspace.messages(ON_CALL)).toHaveLength(3);
});
