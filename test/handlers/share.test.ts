import { describe, expect, test } from 'vitest';
import type { Message } from '../../playground/slack/workspace.ts';
import { buttonsOf, chatWith, PAYMENTS, ROBIN, wordsOf } from '../support/chat.ts';
import { eventually } from '../support/eventually.ts';
import { refusal, run, startScriptedEmpirical } from '../support/scripted-empirical.ts';
import { startTestBot, type TestBot } from '../support/test-bot.ts';

test('keeps the card of the asker where the run is gone by the time it is shared, and tells them beside it', async () => {
  let nowMs = Date.now();
  const empirical = await startScriptedEmpirical((id, attempt) =>
    attempt === 1 ? run(id) : refusal(404),
  );
  const bot = await startTestBot({ empirical, now: () => nowMs });
  const { chat, card } = await offered(bot);
  nowMs += 60_000;
  await chat.click(card, 'Share in channel');
  const told = await chat.seen('was not found', PAYMENTS);
  await bot.finish();
  expect(told.ephemeralTo).toBe(ROBIN);
  expectStillOffered(bot, card);
  expect(chat.fromBot(PAYMENTS)).toHaveLength(2);
});

test('keeps the card of the asker where Slack refuses the shared one, and lets them share again', async () => {
  const bot = await startTestBot();
  const { chat, card } = await offered(bot);
  bot.slack.faults.failNext('response_url', 400);
  await chat.click(card, 'Share in channel');
  await chat.seen('Slack did not take the card for this channel', PAYMENTS);
  expectStillOffered(bot, card);
  await chat.click(card, 'Share in channel');
  await bot.finish();
  expect(publicCards(bot)).toHaveLength(1);
});

test('says that it is done already where the card of the asker could not be taken away, and posts no second one', async () => {
  const bot = await startTestBot();
  const { chat, card } = await offered(bot);
  const forget = bot.slack.workspace.subscribe((change) => {
    if (change.kind !== 'message') {
      return;
    }
    forget();
    bot.slack.faults.failNext('response_url', 500);
  });
  await chat.click(card, 'Share in channel');
  await eventually('the trouble', () =>
    bot.log.at('warn').some(({ code }) => code === 'http_500') ? true : undefined,
  );
  await chat.click(card, 'Share in channel');
  const told = await chat.seen('That is done already', PAYMENTS);
  await bot.finish();
  expect(told.ephemeralTo).toBe(ROBIN);
  expect(publicCards(bot)).toHaveLength(1);
  expect(sharedTimes(bot)).toBe(1);
});

describe.concurrent('while answers of Slack get lost', () => {
  test.for([500, 'timeout'])(
    'keeps the card of the asker where the answer to the shared one is lost (%s), says so, and posts nothing by itself',
    async (failure, { onTestFinished }) => {
      const bot = await startTestBot({ onTestFinished });
      const { chat, card } = await offered(bot);
      bot.slack.faults.failNext('response_url', failure);
      await chat.click(card, 'Share in channel');
      const told = await chat.seen('Slack did not confirm the card', PAYMENTS);
      await bot.finish();
      expect(told.ephemeralTo).toBe(ROBIN);
      expect(told.text).toContain('only if you do not see it');
      expectStillOffered(bot, card);
      expect(sharedTimes(bot)).toBe(1);
      expect(chat.calls('chat.postMessage')).toEqual([]);
    },
  );

  test.for([500, 'timeout'])(
    'tells the asker where the answer to a card that only they could post is lost (%s), and posts it on their word alone',
    async (failure, { onTestFinished }) => {
      const bot = await startTestBot({ onTestFinished });
      const chat = chatWith(bot);
      bot.slack.faults.failNext('chat.postMessage', 'restricted_action');
      bot.slack.faults.failNext('response_url', failure);
      await chat.say('/testrun 48213');
      const card = await chat.seen('Slack did not confirm');
      expect(card.ephemeralTo).toBe(ROBIN);
      expect(card.text).toMatch(/^Run #48213 on Staging failed/);
      expect(buttonsOf(card)).toContain('Share in channel');
      expect(chat.fromBot()).toHaveLength(1);
      expect(sharedTimes(bot)).toBe(1);
      await chat.click(card, 'Share in channel');
      await bot.finish();
      expect(chat.fromBot().map(({ ephemeralTo }) => ephemeralTo)).toEqual([undefined]);
      expect(chat.calls('chat.postMessage')).toHaveLength(1);
      expect(sharedTimes(bot)).toBe(2);
    },
  );
});

/** A card that only Robin sees, and may share. */
async function offered(bot: TestBot) {
  const chat = chatWith(bot);
  await chat.say('/testrun 48213', { channelId: PAYMENTS });
  return { chat, card: await chat.seen('Only you see this', PAYMENTS) };
}

function expectStillOffered(bot: TestBot, card: Message): void {
  const now = chatWith(bot)
    .fromBot(PAYMENTS)
    .find(({ ts }) => ts === card.ts);
  expect(now && wordsOf(now)).toBe(wordsOf(card));
  expect(now && buttonsOf(now)).toContain('Share in channel');
  expect(publicCards(bot)).toEqual([]);
}

function publicCards(bot: TestBot): Message[] {
  return chatWith(bot)
    .fromBot(PAYMENTS)
    .filter(({ ephemeralTo }) => ephemeralTo === undefined);
}

/** How often the bot asked Slack to show something to everyone over a response_url. */
function sharedTimes(bot: TestBot): number {
  return chatWith(bot)
    .calls('response_url')
    .filter(({ request }) => JSON.stringify(request).includes('"response_type":"in_channel"'))
    .length;
}
