import { expect, test } from 'vitest';
import { ACME, chatWith, ON_CALL, PAYMENTS, ROBIN } from '../support/chat.ts';
import { eventBody, sendSigned } from '../support/signed-request.ts';
import { startTestBot, type TestBot } from '../support/test-bot.ts';

const origin = 'https://dash.empirical.run';
const pageOf = (id: number) => `${origin}/acme-shop/test-runs/${id}`;

test('stays silent in the composer of a shared channel, and where the envelope does not say', async () => {
  const bot = await startTestBot();
  await share(bot, composerEvent(), { is_ext_shared_channel: true });
  await share(bot, { ...composerEvent(), message_ts: 'u2', unfurl_id: 'u2' }, {});
  await expectSilence(bot);
  expect(chatWith(bot).calls('conversations.info')).toEqual([]);
});

test('stays silent in a channel shared with outsiders', async () => {
  const bot = await startTestBot();
  await chatWith(bot).say(pageOf(48213), { channelId: ACME });
  await expectSilence(bot);
});

test('asks who reads the channel where the envelope does not say, and stays silent in a shared one', async () => {
  const bot = await startTestBot();
  await share(bot, messageEvent(ACME), {});
  await expectSilence(bot);
  expect(chatWith(bot).calls('conversations.info')).toHaveLength(1);
});

test('unfurls where the envelope does not say and the channel is our own', async () => {
  const bot = await startTestBot();
  const chat = chatWith(bot);
  await share(bot, messageEvent(ON_CALL), {});
  await bot.finish();
  expect(chat.calls('conversations.info')).toHaveLength(1);
  expect(chat.calls('chat.unfurl')).toHaveLength(1);
});

test('stays silent where nobody can tell who reads the channel', async () => {
  const bot = await startTestBot();
  await share(bot, messageEvent(PAYMENTS), {});
  await expectSilence(bot);
});

test("takes the channel from channel_id, as some of Slack's documentation has it", async () => {
  const bot = await startTestBot();
  const { channel, ...event } = messageEvent(ON_CALL);
  await share(bot, { ...event, channel_id: channel }, { is_ext_shared_channel: false });
  await bot.finish();
  expect(chatWith(bot).calls('chat.unfurl')).toMatchObject([{ request: { channel: ON_CALL } }]);
});

test.each([
  `${origin}/acme-shop/test-runs`,
  `${origin}/acme-shop/test-runs?status=passed`,
  `${origin}/acme-shop/test-runs?branch=main`,
  `${origin}/acme-shop/snoozes`,
  `${origin}/acme-shop/test-cases`,
  `${origin}/acme-shop/settings/webhooks`,
  `${origin}/api/test-runs/48213`,
  'https://api.empirical.run/api/test-runs/48213',
  'https://reports.empirical.run/acme-shop/21740098815/index.html',
  'https://dash-preview.empirical.run/acme-shop/test-runs/48213',
  `${origin}/acme-shop/test-runs/048213`,
  `${origin}/acme-shop/test-runs/0`,
  `${origin}/acme-shop/test-runs/4821300000000000000000`,
  `${origin}/acme-shop/test-runs/48213x`,
  `${origin}:8443/acme-shop/test-runs/48213`,
  'http://dash.empirical.run/acme-shop/test-runs/48213',
  'https://user@dash.empirical.run/acme-shop/test-runs/48213',
  'https://evil.empirical.run/acme-shop/test-runs/48213',
  `${origin}/login?returnTo=%2F%2Fevil.example%2Facme-shop%2Ftest-runs%2F48213`,
  `${origin}/login?returnTo=%252Facme-shop%252Ftest-runs%252F48213`,
])('unfurls nothing for %s', async (url) => {
  const bot = await startTestBot();
  await chatWith(bot).say(url);
  await expectSilence(bot);
});

test.each([
  'https://dash.empirical.run.evil.example/acme-shop/test-runs/48213',
  'https://dash.empirical.run@evil.example/acme-shop/test-runs/48213',
  'https://evil.example/https://dash.empirical.run/acme-shop/test-runs/48213',
  'https://dash.empirical.run\\@evil.example/acme-shop/test-runs/48213',
  'javascript:48213',
  '',
  '48213',
])('unfurls nothing for "%s", even if Slack should send it', async (url) => {
  const bot = await startTestBot();
  await share(
    bot,
    { ...messageEvent(ON_CALL), links: [{ domain: 'empirical.run', url }] },
    { is_ext_shared_channel: false },
  );
  await expectSilence(bot);
});

test.each([40400, 40000, 42901, 50000])(
  'says nothing of run %d, which cannot be read, and logs why',
  async (id) => {
    const bot = await startTestBot();
    const chat = chatWith(bot);
    await chat.say(pageOf(id));
    await bot.finish();
    expect(chat.calls('chat.unfurl')).toEqual([]);
    expect(chat.fromBot()).toEqual([]);
    const told = bot.log.lines().filter(({ msg }) => msg === 'a run could not be read');
    expect(told).toMatchObject([{ run: id }]);
  },
);

test.each([true, false])(
  'unfurls once where Slack sends the event again, same event_id: %s',
  async (sameEventId) => {
    const bot = await startTestBot();
    const chat = chatWith(bot);
    await chat.say(pageOf(48213));
    await bot.slack.redeliverLastEvent({ sameEventId });
    await bot.slack.redeliverLastEvent({ sameEventId });
    await bot.finish();
    expect(chat.calls('chat.unfurl')).toHaveLength(1);
    expect(bot.sandbox.requests.get(48213)).toBe(1);
  },
);

test('takes an event_id that came before for a redelivery, whatever else it says', async () => {
  const bot = await startTestBot();
  const envelope = { event_id: 'Ev0ONCE', is_ext_shared_channel: false };
  await share(bot, messageEvent(ON_CALL), envelope);
  await share(bot, { ...messageEvent(ON_CALL), message_ts: '1764000000.000900' }, envelope);
  await bot.finish();
  expect(chatWith(bot).calls('chat.unfurl')).toHaveLength(1);
});

test('takes an event that Slack marks as a retry where the first try never arrived', async () => {
  const bot = await startTestBot();
  const headers = { 'x-slack-retry-num': '1', 'x-slack-retry-reason': 'http_timeout' };
  const body = eventBody(messageEvent(ON_CALL), { is_ext_shared_channel: false });
  await sendSigned(bot, { body, headers });
  await bot.finish();
  expect(chatWith(bot).calls('chat.unfurl')).toHaveLength(1);
});

async function expectSilence(bot: TestBot): Promise<void> {
  const chat = chatWith(bot);
  await bot.finish();
  expect(chat.calls('chat.unfurl')).toEqual([]);
  expect([ON_CALL, ACME, PAYMENTS].flatMap((channelId) => chat.fromBot(channelId))).toEqual([]);
  expect(bot.sandbox.requests.size).toBe(0);
}

function messageEvent(channel: string) {
  return {
    type: 'link_shared',
    user: ROBIN,
    channel,
    message_ts: '1764000000.000100',
    links: [{ domain: 'empirical.run', url: pageOf(48213) }],
    unfurl_id: 'an-unfurl-id',
    source: 'conversations_history',
    is_bot_user_member: true,
    event_ts: '1764000000.000200',
  };
}

function composerEvent() {
  return { ...messageEvent('COMPOSER'), message_ts: 'u1', unfurl_id: 'u1', source: 'composer' };
}

async function share(
  bot: TestBot,
  event: object,
  envelope: Record<string, unknown>,
): Promise<void> {
  const response = await sendSigned(bot, { body: eventBody(event, envelope) });
  expect(response.status).toBe(200);
}
