import { createServer } from 'node:http';
import { describe, expect, test } from 'vitest';
import { buttonsOf, chatWith, ON_CALL, ROBIN, wordsOf } from '../support/chat.ts';
import { eventually } from '../support/eventually.ts';
import { refusal, run, startScriptedEmpirical } from '../support/scripted-empirical.ts';
import { commandForm, FORM_TYPE, sendSigned } from '../support/signed-request.ts';
import { startTestBot, type TestBot } from '../support/test-bot.ts';

const notEverybody = 'Only you see this: Slack did not let me post it here';
const unsure = 'Slack did not confirm';

test.each([
  'is_archived',
  'restricted_action',
  'not_in_channel',
  'channel_not_found',
  'no_permission',
  'a_code_that_is_new',
])(
  'lets a card go through response_url, for everyone, where chat.postMessage says %s',
  async (code) => {
    const bot = await startTestBot();
    const chat = chatWith(bot);
    bot.slack.faults.failNext('chat.postMessage', code);
    await chat.say('/testrun 48213');
    const card = await chat.seen('48213');
    await bot.finish();
    expect(card.ephemeralTo).toBeUndefined();
    expect(wordsOf(card)).toContain(`asked by <@${ROBIN}>`);
    expect(chat.fromBot()).toHaveLength(1);
    expect(chat.calls('chat.postMessage')).toHaveLength(1);
    expect(bot.log.lines()).toContainEqual(expect.objectContaining({ channel: ON_CALL, code }));
  },
);

test('tries no other card with chat.postMessage once the channel refused one', async () => {
  const bot = await startTestBot();
  const chat = chatWith(bot);
  bot.slack.faults.failNext('chat.postMessage', 'restricted_action');
  await chat.say('/testrun 48213 48214');
  const answer = await chat.seen('48213');
  await bot.finish();
  expect(wordsOf(answer)).toContain('48214');
  expect(answer.ephemeralTo).toBeUndefined();
  expect(chat.calls('chat.postMessage')).toHaveLength(1);
});

test('goes through response_url at once where Slack asks for a long wait', async () => {
  const bot = await startTestBot();
  const chat = chatWith(bot);
  bot.slack.faults.rateLimit('chat.postMessage', { next: 1, retryAfterSeconds: 60 });
  await chat.say('/testrun 48213');
  const card = await chat.seen('48213');
  expect(card.ephemeralTo).toBeUndefined();
  expect(chat.calls('chat.postMessage')).toHaveLength(1);
});

test('keeps the card that Slack did not confirm after a click on Try again', async () => {
  const empirical = await startScriptedEmpirical((id, attempt) =>
    attempt === 1 ? refusal(500) : run(id),
  );
  const bot = await startTestBot({ empirical });
  const chat = chatWith(bot);
  await chat.say('/testrun 48213');
  const problem = await chat.seen('could not be reached');
  bot.slack.faults.failNext('chat.postMessage', 500);
  await chat.click(problem, 'Try again');
  await chat.seen(unsure);
  await bot.finish();
  expect(chat.fromBot()).toHaveLength(1);
  expect(chat.fromBot().map(wordsOf).join()).toContain(unsure);
});

test('keeps both the card that Slack did not confirm and a problem that stays after Try again', async () => {
  const empirical = await startScriptedEmpirical((id, attempt) =>
    attempt === 1 || id === 48214 ? refusal(500) : run(id),
  );
  const bot = await startTestBot({ empirical });
  const chat = chatWith(bot);
  await chat.say('/testrun 48213 48214');
  const problem = await chat.seen('could not be reached');
  bot.slack.faults.failNext('chat.postMessage', 500);
  await chat.click(problem, 'Try again');
  await chat.seen(unsure);
  await bot.finish();
  const words = chat.fromBot().map(wordsOf);
  expect(words).toHaveLength(2);
  expect(words[0]).toContain(unsure);
  expect(words[1]).toContain('#48214');
});

test.each(['invalid_blocks', 'msg_too_long', 'msg_blocks_too_long'])(
  'lets the text go out alone where Slack refuses the blocks with %s',
  async (code) => {
    const bot = await startTestBot({ expectedErrors: [/Slack refused a card as broken/] });
    const chat = chatWith(bot);
    bot.slack.faults.failNext('chat.postMessage', code);
    await chat.say('/testrun 48213');
    const card = await chat.seen('48213');
    await bot.finish();
    expect(card).toMatchObject({ text: expect.stringMatching(/^Run #48213 .*failed/), blocks: [] });
    expect(card.ephemeralTo).toBeUndefined();
    expect(bot.log.at('error')).toMatchObject([{ code, channel: ON_CALL }]);
  },
);

describe.concurrent('while Slack is slow or away', () => {
  test('waits as long as Slack says, and then posts the card', async ({ onTestFinished }) => {
    const bot = await startTestBot({ onTestFinished });
    const chat = chatWith(bot);
    bot.slack.faults.rateLimit('chat.postMessage', { next: 1, retryAfterSeconds: 1 });
    await chat.say('/testrun 48213');
    const card = await chat.seen('48213');
    expect(card.ephemeralTo).toBeUndefined();
    expect(chat.calls('chat.postMessage')).toHaveLength(2);
    expect(chat.calls('response_url')).toEqual([]);
  });

  test('answers another channel while it waits for one', async ({ onTestFinished }) => {
    const bot = await startTestBot({ onTestFinished });
    const chat = chatWith(bot);
    bot.slack.faults.rateLimit('chat.postMessage', { next: 1, retryAfterSeconds: 2 });
    await chat.say('/testrun 48213');
    await expectLimited(bot);
    await chat.say('/testrun 48214', { channelId: 'C0RELEASES' });
    await chat.seen('48214', 'C0RELEASES');
    expect(chat.fromBot()).toEqual([]);
  });

  test.for([500, 503, 'internal_error', 'fatal_error', 'timeout'])(
    'never posts twice where chat.postMessage ends in %s, and tells the asker',
    async (failure, { onTestFinished }) => {
      const bot = await startTestBot({ onTestFinished });
      const chat = chatWith(bot);
      bot.slack.faults.failNext('chat.postMessage', failure);
      await chat.say('/testrun 48213');
      const answer = await chat.seen(unsure);
      await bot.finish();
      expect(answer.ephemeralTo).toBe(ROBIN);
      expect(buttonsOf(answer)).toContain('Share in channel');
      expect(chat.fromBot()).toHaveLength(1);
      expect(chat.calls('chat.postMessage')).toHaveLength(1);
    },
  );

  test('keeps both the card that Slack did not confirm and the problems of other runs', async ({
    onTestFinished,
  }) => {
    const bot = await startTestBot({ onTestFinished });
    const chat = chatWith(bot);
    bot.slack.faults.failNext('chat.postMessage', 500);
    await chat.say('/testrun 20408 40400');
    await chat.seen('was not found');
    await bot.finish();
    expect(
      chat.fromBot().map((message) => ({
        isUnsure: wordsOf(message).includes(unsure),
        ephemeralTo: message.ephemeralTo,
      })),
    ).toEqual([
      { isUnsure: true, ephemeralTo: ROBIN },
      { isUnsure: false, ephemeralTo: ROBIN },
    ]);
  });

  test.for([404, 500, 'timeout'])(
    'answers the asker with chat.postEphemeral where response_url ends in %s',
    async (failure, { onTestFinished }) => {
      const bot = await startTestBot({ onTestFinished });
      const chat = chatWith(bot);
      bot.slack.faults.failNext('response_url', failure);
      await chat.say('/testrun 40400');
      const problem = await chat.seen('was not found');
      await bot.finish();
      expect(problem.ephemeralTo).toBe(ROBIN);
      expect(chat.fromBot()).toHaveLength(1);
      expect(chat.calls('chat.postEphemeral')).toHaveLength(1);
    },
  );
});

test('shows the card to the asker alone where it can go out to nobody else', async () => {
  const bot = await startTestBot();
  const chat = chatWith(bot);
  bot.slack.faults.failNext('chat.postMessage', 'restricted_action');
  bot.slack.faults.failNext('response_url', 404);
  await chat.say('/testrun 48213');
  const card = await chat.seen('48213');
  await bot.finish();
  expect(card.ephemeralTo).toBe(ROBIN);
  expect(wordsOf(card)).toContain(notEverybody);
  expect(buttonsOf(card)).toContain('Share in channel');
});

test("logs Slack's codes where nothing reaches the asker, and gives up", async () => {
  const bot = await startTestBot({ expectedErrors: [/the asker could not be answered/] });
  const chat = chatWith(bot);
  bot.slack.faults.failNext('chat.postMessage', 'restricted_action');
  bot.slack.faults.failNext('response_url', 404, 5);
  bot.slack.faults.failNext('chat.postEphemeral', 'user_not_in_channel', 5);
  await chat.say('/testrun 48213');
  await bot.finish();
  expect(chat.fromBot()).toEqual([]);
  expect(bot.log.at('error')).toMatchObject([{ channel: ON_CALL, code: 'user_not_in_channel' }]);
  expect(bot.log.at('warn')).toMatchObject([
    { code: 'restricted_action' },
    { code: 'http_404' },
    { code: 'http_404' },
  ]);
  expect(chat.calls('chat.postMessage')).toHaveLength(1);
});

test('sends nothing to a response_url that is not at Slack', async () => {
  const visits: string[] = [];
  const elsewhere = createServer((request, response) => {
    visits.push(request.url ?? '');
    response.end('ok');
  });
  await new Promise<void>((resolve) => elsewhere.listen(0, '127.0.0.1', resolve));
  const address = elsewhere.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const bot = await startTestBot();
  const response_url = `http://127.0.0.1:${port}/commands/steal`;
  const body = commandForm({ text: 'help', response_url });
  expect((await sendSigned(bot, { body, contentType: FORM_TYPE })).status).toBe(200);
  await bot.finish();
  await new Promise((resolve) => elsewhere.close(resolve));
  expect(visits).toEqual([]);
  expect(chatWith(bot).fromBot()).toMatchObject([{ ephemeralTo: ROBIN }]);
});

async function expectLimited(bot: TestBot): Promise<void> {
  await eventually('the limit', () => chatWith(bot).calls('chat.postMessage')[0]?.response);
}
