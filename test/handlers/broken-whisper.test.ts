import { expect, test } from 'vitest';
import { chatWith, ON_CALL, ROBIN } from '../support/chat.ts';
import { startTestBot } from '../support/test-bot.ts';

test.each(['invalid_blocks', 'msg_blocks_too_long', 'msg_too_long'])(
  'lets the text alone reach the asker where Slack refuses the blocks of a whisper with %s',
  async (code) => {
    const bot = await startTestBot();
    const chat = chatWith(bot);
    bot.slack.faults.failNext('chat.postEphemeral', code);
    await chat.say('@Testrun private 48213');
    const card = await chat.seen('48213');
    await bot.finish();
    expect(card).toMatchObject({
      text: expect.stringMatching(/^Run #48213 on Staging failed/),
      blocks: [],
      ephemeralTo: ROBIN,
    });
    expect(chat.calls('chat.postEphemeral')).toHaveLength(2);
  },
);

test('lets the text alone reach a command whose response_url is gone', async () => {
  const bot = await startTestBot();
  const chat = chatWith(bot);
  bot.slack.faults.failNext('response_url', 404);
  bot.slack.faults.failNext('chat.postEphemeral', 'invalid_blocks');
  await chat.say('/testrun 40400');
  const told = await chat.seen('was not found');
  expect(told).toMatchObject({ blocks: [], ephemeralTo: ROBIN });
});

test('gives up, and says so in the log, where Slack refuses the text as well', async () => {
  const bot = await startTestBot({ expectedErrors: [/the asker could not be answered/] });
  const chat = chatWith(bot);
  bot.slack.faults.failNext('chat.postEphemeral', 'invalid_blocks', 5);
  await chat.say('@Testrun private 48213');
  await bot.finish();
  expect(chat.fromBot()).toEqual([]);
  expect(chat.calls('chat.postEphemeral')).toHaveLength(2);
  expect(bot.log.at('error')).toMatchObject([{ channel: ON_CALL, code: 'invalid_blocks' }]);
});
