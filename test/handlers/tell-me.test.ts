import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import type { Message } from '../../playground/slack/workspace.ts';
import { KIM, ON_CALL, ROBIN } from '../support/chat.ts';
import { eventually } from '../support/eventually.ts';
import { type LiveBot, lastFromPeople, pageOf, RUN, startLiveBot } from '../support/live-bot.ts';
import { FORM_TYPE, form, sendSigned } from '../support/signed-request.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

vi.setConfig({ testTimeout: 60_000 });

const tellMe = 'Tell me when it ends';

/** Clicks the button and gives the one answer that the clicker alone sees. */
async function clickTellMe(
  { chat }: LiveBot,
  message: Message,
  act: { userId?: string; unfurlUrl?: string } = {},
) {
  const { channelId } = message;
  const whispers = () =>
    chat.fromBot(channelId).filter(({ ephemeralTo }) => ephemeralTo !== undefined);
  const before = whispers().length;
  await chat.click(message, tellMe, act);
  const told = await eventually('an answer to the click', () => whispers().at(before));
  expect(told.ephemeralTo).toBe(act.userId ?? ROBIN);
  return told.text;
}

const notified = (bot: LiveBot, message: Message) =>
  bot.replies(message).flatMap((reply) => reply.notified ?? []);

test.concurrent('others add themselves, and they and the asker take themselves off again', async ({
  onTestFinished,
}) => {
  const bot = await startLiveBot({ onTestFinished });
  const card = await bot.ask();
  const added = /^You will be told here, in the card's thread, when run #90001 ends/;
  const removed =
    'You were among those who are told when run #90001 ends, and are not any more. Press the button again to be told after all.';
  expect(await clickTellMe(bot, card, { userId: KIM })).toMatch(added);
  expect(await clickTellMe(bot, card)).toMatch(/^You are told .* because you asked for it/);
  expect(await clickTellMe(bot, card)).toBe(removed);
  expect(await clickTellMe(bot, card, { userId: KIM })).toBe(removed);
  expect(await clickTellMe(bot, card, { userId: KIM })).toMatch(added);
  bot.endRun();
  await bot.soon('a notice', () => (notified(bot, card).length > 0 ? true : undefined));
  expect(notified(bot, card)).toEqual([KIM]);
  expect(bot.said(card)).toHaveLength(2);
});

test.concurrent('the fifty-first who wants to be told hears that there is no room', async ({
  onTestFinished,
}) => {
  const many = Array.from({ length: 50 }, (_, at) => `U0MANY${at}`);
  const people = [ROBIN, ...many].map((id) => ({ id, name: id, isBot: false }));
  const bot = await startLiveBot({ onTestFinished, slack: { people } });
  const card = await bot.ask();
  for (const userId of many.slice(0, 49)) {
    await clickTellMe(bot, card, { userId });
  }
  const [last = ''] = many.slice(-1);
  expect(await clickTellMe(bot, card, { userId: last })).toMatch(/^50 people wait for run #90001/);
  bot.endRun();
  await bot.soon('a notice', () => (notified(bot, card).length > 0 ? true : undefined));
  expect(notified(bot, card)).toEqual([ROBIN, ...many.slice(0, 49)]);
});

test.concurrent('who is too late hears that the run has ended', async ({ onTestFinished }) => {
  const bot = await startLiveBot({ onTestFinished });
  const card = await bot.ask();
  bot.slack.faults.failEvery('chat.update', 'internal_error');
  bot.endRun();
  await bot.soon('a notice', () => (notified(bot, card).length > 0 ? true : undefined));
  expect(await clickTellMe(bot, card, { userId: KIM })).toMatch(/^Run #90001 has ended already/);
  expect(notified(bot, card)).toEqual([ROBIN]);
});

test.concurrent('under an unfurl people are told in the thread of the message, which begins with a notice', async ({
  onTestFinished,
}) => {
  const bot = await startLiveBot({ onTestFinished });
  await bot.chat.say(pageOf(RUN));
  await bot.chat.unfurls();
  const message = lastFromPeople(bot);
  const said = await clickTellMe(bot, message, { userId: KIM, unfurlUrl: pageOf(RUN) });
  expect(said).toMatch(/^You will be told here/);
  bot.endRun();
  await bot.soon('a notice', () => (notified(bot, message).length > 0 ? true : undefined));
  expect(notified(bot, message)).toEqual([KIM]);
  expect(bot.chat.fromBot().every(({ isBroadcast }) => isBroadcast !== true)).toBe(true);
});

test.concurrent('where the bot cannot write, it asks to be invited, and then it tells', async ({
  onTestFinished,
}) => {
  const bot = await startLiveBot({ onTestFinished });
  await bot.chat.say(pageOf(RUN));
  await bot.chat.unfurls();
  const message = lastFromPeople(bot);
  const act = { unfurlUrl: pageOf(RUN) };
  bot.slack.faults.failEvery('conversations.info', 'channel_not_found');
  bot.clock.advance(10 * 60_000);
  expect(await clickTellMe(bot, message, act)).toMatch(/Invite the bot and press the button again/);
  bot.slack.faults.failEvery('conversations.info', undefined);
  bot.clock.advance(11_000);
  expect(await clickTellMe(bot, message, act)).toMatch(/^You will be told here/);
  bot.endRun();
  await bot.soon('a notice', () => (notified(bot, message).length > 0 ? true : undefined));
  expect(notified(bot, message)).toEqual([ROBIN]);
});

test.concurrent('a card that the bot has forgotten lives again with the click', async ({
  onTestFinished,
}) => {
  const bot = await startLiveBot({ onTestFinished });
  const card = await bot.ask();
  await bot.poll();
  bot.slack.faults.failNext('chat.update', 'channel_not_found');
  bot.sandbox.steer(RUN, { success_count: 20 });
  await bot.soon('the end of the card', () =>
    bot.log.lines().find(({ msg }) => msg.startsWith('a live card has ended')),
  );
  expect(await clickTellMe(bot, card, { userId: KIM })).toMatch(/^You will be told here/);
  expect(bot.said(card).at(-1)).toContain('20 of 42');
  bot.endRun();
  await bot.soon('a notice', () => (notified(bot, card).includes(KIM) ? true : undefined));
});

test.concurrent('a card that the bot has forgotten shows its end with the click, and the clicker hears of it', async ({
  onTestFinished,
}) => {
  const folder = temporaryFolder();
  onTestFinished(folder.remove);
  const bot = await startLiveBot({ onTestFinished, env: { DATA_DIR: folder.path } });
  const card = await bot.ask();
  await bot.finish();
  rmSync(join(folder.path, 'testrun.sqlite'));
  await bot.startAgain();
  bot.endRun();
  expect(await clickTellMe(bot, card, { userId: KIM })).toMatch(/^Run #90001 has ended already/);
  expect(bot.said(card).at(-1)).toContain('2 of 42 tests failed');
  expect(notified(bot, card)).toEqual([]);
});

test.concurrent('a value that no button of a living card has gets words and does nothing', async ({
  onTestFinished,
}) => {
  const bot = await startLiveBot({ onTestFinished });
  const values = [
    undefined,
    '{}',
    `{"r":[{"i":${RUN}}]}`,
    `{"r":[{"i":${RUN}}],"l":2}`,
    '{"r":[],"l":1}',
  ];
  for (const value of values) {
    expect((await sendClick(bot, value)).status).toBe(200);
  }
  const told = await bot.chat.answers(values.length);
  for (const { text, ephemeralTo } of told) {
    expect(text).toContain('This button is from an older card');
    expect(ephemeralTo).toBe(ROBIN);
  }
  expect(bot.sandbox.reads(RUN)).toHaveLength(0);
});

function sendClick(bot: LiveBot, value: string | undefined) {
  const payload = {
    type: 'block_actions',
    user: { id: ROBIN, team_id: 'T0PLAYGRND' },
    team: { id: 'T0PLAYGRND' },
    channel: { id: ON_CALL },
    container: { type: 'message', message_ts: '1.2', channel_id: ON_CALL, is_ephemeral: false },
    actions: [{ type: 'button', block_id: 'b', action_id: 'tell_me', value }],
  };
  return sendSigned(bot, {
    body: form({ payload: JSON.stringify(payload) }),
    contentType: FORM_TYPE,
  });
}
