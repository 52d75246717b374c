import { expect, test } from 'vitest';
import { chatWith, KIM, PAYMENTS, ROBIN } from '../support/chat.ts';
import { eventually } from '../support/eventually.ts';
import { recordRequests } from '../support/recorded-requests.ts';
import { refusal, run, startScriptedEmpirical } from '../support/scripted-empirical.ts';
import { commandForm, FORM_TYPE, sendSigned } from '../support/signed-request.ts';
import { startTestBot } from '../support/test-bot.ts';

const done = 'That is done already';

test('shows one card for a command that is delivered twice, and acknowledges both', async () => {
  const bot = await startTestBot();
  const requests = await recordRequests(bot);
  const chat = chatWith(bot);
  await chat.say('/testrun 48213');
  const again = await sendSigned(bot, requests.lastCommand());
  expect(again.status).toBe(200);
  await chat.seen('48213');
  await bot.finish();
  expect(chat.fromBot()).toHaveLength(1);
  expect(chat.calls('chat.postMessage')).toHaveLength(1);
});

test('shows a card each for two commands with the same words', async () => {
  const bot = await startTestBot();
  const requests = await recordRequests(bot);
  const chat = chatWith(bot);
  await chat.say('/testrun 48213');
  await sendSigned(bot, requests.lastCommand({ trigger_id: 'another' }));
  await chat.answers(2);
});

test('answers every command that comes without a trigger', async () => {
  const bot = await startTestBot();
  const body = commandForm({ text: 'help', trigger_id: '' }).replace(/&trigger_id=$/, '');
  expect(body).not.toContain('trigger_id');
  await sendSigned(bot, { body, contentType: FORM_TYPE });
  await sendSigned(bot, { body, contentType: FORM_TYPE });
  await bot.finish();
  expect(chatWith(bot).fromBot()).toHaveLength(2);
});

test('reads anew once for a click on Refresh that is delivered twice', async () => {
  const empirical = await startScriptedEmpirical();
  const bot = await startTestBot({ empirical });
  const requests = await recordRequests(bot);
  const chat = chatWith(bot);
  await chat.say('/testrun 48213');
  await chat.click(await chat.seen('48213'), 'Refresh', { userId: KIM });
  expect((await sendSigned(bot, requests.lastClick())).status).toBe(200);
  await bot.finish();
  expect(empirical.requests.get(48213)).toBe(2);
});

test('posts one card for a click on Try again that is delivered a second time after the answer', async () => {
  const empirical = await startScriptedEmpirical((id, attempt) =>
    attempt === 1 ? refusal(500) : run(id),
  );
  const bot = await startTestBot({ empirical });
  const requests = await recordRequests(bot);
  const chat = chatWith(bot);
  await chat.say('/testrun 48213');
  await chat.click(await chat.seen('could not be reached'), 'Try again');
  await chat.seen(/^Run #48213 on Staging failed/);
  await sendSigned(bot, requests.lastClick());
  await bot.finish();
  expect(chat.calls('chat.postMessage')).toHaveLength(1);
  expect(chat.fromBot()).toHaveLength(1);
});

test('shares once for a click that is delivered a second time after the card went out', async () => {
  const bot = await startTestBot();
  const requests = await recordRequests(bot);
  const chat = chatWith(bot);
  await chat.say('/testrun 48213', { channelId: PAYMENTS });
  await chat.click(await chat.seen('48213', PAYMENTS), 'Share in channel');
  await sendSigned(bot, requests.lastClick());
  await bot.finish();
  expect(chat.fromBot(PAYMENTS).map(({ ephemeralTo }) => ephemeralTo)).toEqual([undefined]);
});

test('says that it is done already to a second click on a card that was shared, and posts no second one', async () => {
  const bot = await startTestBot();
  const requests = await recordRequests(bot);
  const chat = chatWith(bot);
  await chat.say('/testrun 48213', { channelId: PAYMENTS });
  const card = await chat.seen('48213', PAYMENTS);
  await chat.click(card, 'Share in channel');
  await eventually(
    'the card for everyone alone',
    () => chat.fromBot(PAYMENTS).every(({ ephemeralTo }) => ephemeralTo === undefined) || undefined,
  );
  await sendSigned(bot, requests.lastClick({ trigger_id: 'second' }));
  const told = await chat.seen(done, PAYMENTS);
  await bot.finish();
  expect(told.ephemeralTo).toBe(ROBIN);
  expect(chat.fromBot(PAYMENTS).map(({ ephemeralTo }) => ephemeralTo)).toEqual([undefined, ROBIN]);
});
