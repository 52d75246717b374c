import { describe, expect, test } from 'vitest';
import { withDefaults } from '../../playground/slack/options.ts';
import { buttonsOf, chatWith, KIM, RELEASES, ROBIN, wordsOf } from '../support/chat.ts';
import { eventually } from '../support/eventually.ts';
import { hold, run, startScriptedEmpirical } from '../support/scripted-empirical.ts';
import { commandForm, FORM_TYPE, sendSigned } from '../support/signed-request.ts';
import { startTestBot } from '../support/test-bot.ts';

test('acknowledges a command with an empty 200 while Empirical says nothing', async () => {
  const held = hold(run(48213));
  const empirical = await startScriptedEmpirical(() => held.answer);
  const bot = await startTestBot({ empirical });
  const response = await sendSigned(bot, { body: commandForm(), contentType: FORM_TYPE });
  expect(response.status).toBe(200);
  expect(await response.text()).toBe('');
  await eventually('the look-up', () => empirical.requests.get(48213));
  held.release();
});

test('posts the card with chat.postMessage, names who asked, and lets nothing in it unfurl', async () => {
  const bot = await startTestBot();
  const chat = chatWith(bot);
  await chat.say('/testrun 48213', { userId: KIM });
  const card = await chat.seen('48213');
  await bot.finish();
  expect(wordsOf(card)).toContain(`asked by <@${KIM}>`);
  expect(card.ephemeralTo).toBeUndefined();
  expect(buttonsOf(card)).toEqual(['Open run', 'Summary report', 'Build', 'Refresh']);
  expect(chat.calls('chat.postMessage')).toMatchObject([
    { request: { channel: 'C0ONCALL', unfurl_links: 'false', unfurl_media: 'false' } },
  ]);
  expect(chat.calls('response_url')).toEqual([]);
});

test('posts to a public channel that it is not a member of', async () => {
  const bot = await startTestBot();
  const chat = chatWith(bot);
  await chat.say('/testrun 48213', { channelId: RELEASES });
  const card = await chat.seen('48213', RELEASES);
  expect(card.ephemeralTo).toBeUndefined();
  expect(chat.calls('response_url')).toEqual([]);
});

test('goes through response_url, for everyone, where it may only post to its own channels', async () => {
  const bot = await startTestBot({ slack: { scopes: scopesWithout('chat:write.public') } });
  const chat = chatWith(bot);
  await chat.say('/testrun 48213', { channelId: RELEASES });
  const card = await chat.seen('48213', RELEASES);
  expect(card.ephemeralTo).toBeUndefined();
  expect(wordsOf(card)).toContain(`asked by <@${ROBIN}>`);
  expect(chat.calls('chat.postMessage')).toMatchObject([{ response: { error: 'not_in_channel' } }]);
  expect(chat.calls('response_url')).toMatchObject([{ request: { response_type: 'in_channel' } }]);
});

test('posts a run that is read while another is still being read', async () => {
  const held = hold(run(48213));
  const empirical = await startScriptedEmpirical((id) => (id === 48213 ? held.answer : run(id)));
  const bot = await startTestBot({ empirical });
  const chat = chatWith(bot);
  await chat.say('/testrun 48213 48214');
  await chat.seen(/^Run #48214 .*failed/);
  expect(chat.fromBot()).toHaveLength(1);
  held.release();
  await chat.seen(/^Run #48213 .*failed/);
  await bot.finish();
  expect(chat.calls('chat.postMessage')).toHaveLength(2);
});

describe.concurrent('while Empirical is slow', () => {
  test('says once, to the asker alone, that it is still reading, then posts the card and says that it is read', async ({
    onTestFinished,
  }) => {
    const bot = await startTestBot({ onTestFinished });
    const chat = chatWith(bot);
    await chat.say('/testrun 20408');
    const notice = await chat.seen('Still reading run #20408 from Empirical…');
    expect(notice.ephemeralTo).toBe(ROBIN);
    expect(bot.sandbox.requests.get(20408)).toBe(1);
    await chat.seen(/^Run #20408 .*passed/);
    await bot.finish();
    const said = chat.fromBot().map(({ text }) => text.split(' ', 2).join(' '));
    expect(said).toEqual(['Done: the', 'Run #20408']);
  });

  test('lets the private card take the place of the notice that it is still reading', async ({
    onTestFinished,
  }) => {
    const bot = await startTestBot({ onTestFinished });
    const chat = chatWith(bot);
    await chat.say('/testrun private 20408');
    await chat.seen('Still reading');
    await chat.seen(/^Run #20408 .*passed/);
    await bot.finish();
    expect(chat.fromBot()).toHaveLength(1);
  });

  test('uses the response_url of an ended conversation no more than five times', async ({
    onTestFinished,
  }) => {
    const bot = await startTestBot({
      onTestFinished,
      slack: { scopes: scopesWithout('chat:write.public') },
    });
    const chat = chatWith(bot);
    await chat.say('/testrun 20408 40400 please', { channelId: RELEASES });
    await chat.seen('was not found', RELEASES);
    await bot.finish();
    expect(chat.calls('response_url').length).toBeLessThanOrEqual(5);
    const said = chat.fromBot(RELEASES).filter(({ text }) => !text.startsWith('Still'));
    expect(
      said.map(({ text, ephemeralTo }) => ({ text: text.split(' ', 2).join(' '), ephemeralTo })),
    ).toEqual([
      { text: 'Run #20408', ephemeralTo: undefined },
      { text: 'Run #40400', ephemeralTo: ROBIN },
    ]);
  });
});

function scopesWithout(...left: string[]): string[] {
  return withDefaults({}).scopes.filter((scope) => !left.includes(scope));
}
