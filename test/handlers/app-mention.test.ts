import { expect, test } from 'vitest';
import { ACME, chatWith, KIM, ON_CALL, ROBIN, wordsOf } from '../support/chat.ts';
import { eventually } from '../support/eventually.ts';
import { hold, run, startScriptedEmpirical } from '../support/scripted-empirical.ts';
import { eventBody, sendSigned } from '../support/signed-request.ts';
import { startTestBot, type TestBot } from '../support/test-bot.ts';

test('answers a mention in a thread under it', async () => {
  const bot = await startTestBot();
  const chat = chatWith(bot);
  await chat.say('@Testrun 48213');
  const card = await chat.seen('48213');
  await bot.finish();
  const [mention] = bot.slack.workspace.messages(ON_CALL);
  expect(card.threadTs).toBe(mention?.ts);
  expect(card.isBroadcast).not.toBe(true);
  expect(card.ephemeralTo).toBeUndefined();
  expect(wordsOf(card)).toContain(`asked by <@${ROBIN}>`);
  expect(bot.slack.workspace.messages(ON_CALL)).toHaveLength(1);
});

test('answers a mention in a thread in that thread', async () => {
  const bot = await startTestBot();
  const chat = chatWith(bot);
  await chat.say('the release is red');
  const [root] = bot.slack.workspace.messages(ON_CALL);
  const threadTs = String(root?.ts);
  await chat.say('@Testrun 48213, 48214', { userId: KIM, threadTs });
  await chat.answers(2);
  await bot.finish();
  for (const card of chat.fromBot()) {
    expect(card.threadTs).toBe(threadTs);
    expect(wordsOf(card)).toContain(`asked by <@${KIM}>`);
  }
});

test.each([
  'hey @Testrun 48213',
  '48213 @Testrun',
  '@Testrun run 48213 @Testrun',
  '@Testrun: #48213!',
])('reads "%s" like a command', async (text) => {
  const bot = await startTestBot();
  const chat = chatWith(bot);
  await chat.say(text);
  const card = await chat.seen(/^Run #48213/);
  expect(card.ephemeralTo).toBeUndefined();
});

test.each([
  { words: '', says: 'Ask for a test run' },
  { words: 'help', says: 'Ask for a test run' },
  { words: 'when is lunch?', says: "I couldn't read" },
  { words: '40400', says: 'was not found' },
  { words: 'private 48213', says: 'Run #48213' },
])(
  'says "$says" to the asker alone, in the channel where the mention "$words" was',
  async ({ words, says }) => {
    const bot = await startTestBot();
    const chat = chatWith(bot);
    await chat.say(`@Testrun ${words}`);
    const whisper = await chat.seen(says);
    await bot.finish();
    expect(whisper.ephemeralTo).toBe(ROBIN);
    expect(whisper.threadTs).toBeUndefined();
    expect(chat.fromBot()).toHaveLength(1);
  },
);

test.each([
  { words: 'help', says: 'Ask for a test run' },
  { words: '40400', says: 'was not found' },
  { words: 'private 48213', says: 'Run #48213' },
])(
  'says "$says" to the asker alone, in the thread where the mention "$words" was',
  async ({ words, says }) => {
    const bot = await startTestBot();
    const chat = chatWith(bot);
    await chat.say('the release is red');
    const threadTs = String(bot.slack.workspace.messages(ON_CALL)[0]?.ts);
    await chat.say(`@Testrun ${words}`, { threadTs });
    const whisper = await chat.seen(says);
    expect(whisper.ephemeralTo).toBe(ROBIN);
    expect(whisper.threadTs).toBe(threadTs);
  },
);

test('lets the asker share in the thread what the bot may not post there', async () => {
  const bot = await startTestBot();
  const chat = chatWith(bot);
  await chat.say('the release is red');
  const threadTs = String(bot.slack.workspace.messages(ON_CALL)[0]?.ts);
  bot.slack.faults.failNext('chat.postMessage', 'restricted_action');
  await chat.say('@Testrun 48213', { threadTs });
  const whisper = await chat.seen('48213');
  expect(whisper).toMatchObject({ ephemeralTo: ROBIN, threadTs });
  await chat.click(whisper, 'Share in channel');
  const card = await eventually('the card', () =>
    chat.fromBot().find(({ ephemeralTo }) => ephemeralTo === undefined),
  );
  expect(card.threadTs).toBe(threadTs);
});

test('answers a redelivered mention once', async () => {
  const bot = await startTestBot();
  const chat = chatWith(bot);
  await chat.say('@Testrun 48213');
  await bot.slack.redeliverLastEvent({ sameEventId: true });
  await bot.slack.redeliverLastEvent({ sameEventId: false });
  await chat.seen('48213');
  await bot.finish();
  expect(chat.fromBot()).toHaveLength(1);
});

test.each([
  { name: 'another bot', event: { bot_id: 'B0OTHER' } },
  { name: 'another bot without a user', event: { bot_id: 'B0OTHER', user: undefined } },
  { name: 'a bot message of the older kind', event: { subtype: 'bot_message', user: undefined } },
  { name: 'itself', event: { user: 'U0TESTRUN' } },
])('never answers $name', async ({ event }) => {
  const bot = await startTestBot();
  await mention(bot, event);
  await bot.finish();
  expect(chatWith(bot).fromBot()).toEqual([]);
  expect(bot.sandbox.requests.size).toBe(0);
});

test.each(['user_team', 'source_team', 'team'])(
  'leaves an outsider in a shared channel unanswered, told by %s',
  async (field) => {
    const bot = await startTestBot();
    await mention(bot, { channel: ACME, [field]: 'T0ACME' });
    await bot.finish();
    expect(chatWith(bot).fromBot(ACME)).toEqual([]);
    expect(bot.sandbox.requests.size).toBe(0);
  },
);

test('answers a colleague in a shared channel alone', async () => {
  const bot = await startTestBot();
  const chat = chatWith(bot);
  await chat.say('@Testrun 48213', { channelId: ACME });
  const card = await chat.seen('48213', ACME);
  await bot.finish();
  expect(card.ephemeralTo).toBe(ROBIN);
  expect(wordsOf(card)).toContain(`ALLOW_EXTERNAL_CHANNELS=${ACME}`);
});

test('answers everybody in a shared channel that an operator allowed', async () => {
  const bot = await startTestBot({ env: { ALLOW_EXTERNAL_CHANNELS: ACME } });
  const chat = chatWith(bot);
  await chat.say('@Testrun 48213', { channelId: ACME });
  const card = await chat.seen('48213', ACME);
  expect(card.ephemeralTo).toBeUndefined();
});

test('says that it is still reading, to the asker alone', async () => {
  const held = hold(run(48213));
  const empirical = await startScriptedEmpirical(() => held.answer);
  const bot = await startTestBot({ empirical });
  const chat = chatWith(bot);
  await chat.say('@Testrun 48213');
  const notice = await chat.seen('Still reading run #48213');
  expect(notice.ephemeralTo).toBe(ROBIN);
  held.release();
  const card = await chat.seen(/^Run #48213 .*failed/);
  expect(card.threadTs).toBeDefined();
});

async function mention(bot: TestBot, changes: Record<string, unknown>): Promise<void> {
  const event = {
    type: 'app_mention',
    user: ROBIN,
    text: '<@U0TESTRUN> 48213',
    ts: '1764000000.000100',
    team: 'T0PLAYGRND',
    channel: ON_CALL,
    event_ts: '1764000000.000100',
    ...changes,
  };
  const response = await sendSigned(bot, { body: eventBody(event) });
  expect(response.status).toBe(200);
}
