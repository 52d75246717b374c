import { webApi } from '@slack/bolt';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createChannelFacts } from '../../src/handlers/channel-facts.ts';
import { captureLog } from '../support/captured-log.ts';
import { buttonsOf, chatWith, ON_CALL, ROBIN, wordsOf } from '../support/chat.ts';
import { eventually } from '../support/eventually.ts';
import { startTestBot } from '../support/test-bot.ts';

const nobodyTold = 'Slack did not tell me who reads';

test.each([
  { name: 'says that it is our own', body: { channel: own() }, audience: 'everyone' },
  {
    name: 'says that it is shared',
    body: { channel: { ...own(), is_ext_shared: true } },
    audience: 'asker-external',
  },
  {
    name: 'says that sharing is pending, and nothing else',
    body: { channel: { id: ON_CALL, is_pending_ext_shared: true } },
    audience: 'asker-external',
  },
  {
    name: 'leaves out whether it is shared',
    body: { channel: { id: ON_CALL, name: 'on-call' } },
    audience: 'asker-unknown',
  },
  {
    name: 'says null',
    body: { channel: { ...own(), is_ext_shared: null } },
    audience: 'asker-unknown',
  },
  {
    name: 'says a word',
    body: { channel: { ...own(), is_ext_shared: 'false' } },
    audience: 'asker-unknown',
  },
  { name: 'names no channel', body: {}, audience: 'asker-unknown' },
])('takes a channel of which Slack $name as $audience', async ({ body, audience }) => {
  const { facts } = factsFrom(() => ({ ok: true, ...body }));
  expect(await facts.audienceOf(ON_CALL)).toBe(audience);
});

test.each([
  { channelId: 'C0ELSE', audience: 'asker-not-member' },
  { channelId: 'D0ROBIN', audience: 'asker-unknown' },
])('asks for an invitation where one is possible: $channelId', async ({ channelId, audience }) => {
  const { facts } = factsFrom(() => ({ ok: false, error: 'channel_not_found' }));
  expect(await facts.audienceOf(channelId)).toBe(audience);
});

test.each([
  { name: 'a fact for ten minutes', shared: false, keptMs: 600_000 },
  { name: 'a doubt for ten seconds', shared: undefined, keptMs: 10_000 },
])('remembers $name', async ({ shared, keptMs }) => {
  const { facts, clock, asked } = factsFrom(() => ({
    ok: true,
    channel: { ...own(), is_ext_shared: shared },
  }));
  await facts.audienceOf(ON_CALL);
  clock.nowMs += keptMs - 1;
  await facts.audienceOf(ON_CALL);
  expect(asked()).toBe(1);
  clock.nowMs += 1;
  await facts.audienceOf(ON_CALL);
  expect(asked()).toBe(2);
});

test('asks anew where what is remembered will not do, and remembers that', async () => {
  let shared = false;
  const { facts, asked } = factsFrom(() => ({
    ok: true,
    channel: { ...own(), is_ext_shared: shared },
  }));
  expect(await facts.audienceOf(ON_CALL)).toBe('everyone');
  shared = true;
  expect(await facts.audienceOf(ON_CALL)).toBe('everyone');
  expect(await facts.audienceOf(ON_CALL, { anew: true })).toBe('asker-external');
  expect(await facts.audienceOf(ON_CALL)).toBe('asker-external');
  expect(asked()).toBe(2);
});

test('keeps the newer of two answers, whichever comes first', async () => {
  const older = Promise.withResolvers<object>();
  const answers = [older.promise, { ok: true, channel: { ...own(), is_ext_shared: true } }];
  const { facts } = factsFrom(() => answers.shift() ?? {});
  const doubt = facts.audienceOf(ON_CALL);
  expect(await facts.audienceOf(ON_CALL, { anew: true })).toBe('asker-external');
  older.resolve({ ok: false, error: 'channel_not_found' });
  expect(await doubt).toBe('asker-not-member');
  expect(await facts.audienceOf(ON_CALL)).toBe('asker-external');
});

describe.concurrent('while Slack does not tell who reads a channel', () => {
  test('answers the asker alone, and does not ask again for the next command', async ({
    onTestFinished,
  }) => {
    const bot = await startTestBot({ onTestFinished });
    const chat = chatWith(bot);
    bot.slack.faults.failNext('conversations.info', 'timeout', 5);
    await chat.say('/testrun 48213');
    const card = await chat.seen('48213');
    expect(card.ephemeralTo).toBe(ROBIN);
    expect(wordsOf(card)).toContain(nobodyTold);
    expect(buttonsOf(card)).toContain('Share in channel');
    const askedUntilNow = chat.calls('conversations.info').length;
    await chat.say('/testrun 48214');
    expect((await chat.seen('48214')).ephemeralTo).toBe(ROBIN);
    expect(chat.calls('conversations.info')).toHaveLength(askedUntilNow);
  });

  test('asks anew before it shares, and shares on the word of the asker where Slack is still silent', async ({
    onTestFinished,
  }) => {
    const bot = await startTestBot({ onTestFinished });
    const chat = chatWith(bot);
    bot.slack.faults.failNext('conversations.info', 'timeout', 5);
    await chat.say('/testrun 48213');
    const card = await chat.seen('48213');
    const askedUntilNow = chat.calls('conversations.info').length;
    await chat.click(card, 'Share in channel');
    await eventually('the question', () =>
      chat.calls('conversations.info').length > askedUntilNow ? true : undefined,
    );
    const shared = await eventually('the card for everyone', () =>
      chat.fromBot().find(({ ephemeralTo }) => ephemeralTo === undefined),
    );
    expect(wordsOf(shared)).not.toContain(nobodyTold);
  });

  test('shares nothing where Slack says, when asked anew, that outsiders read along', async ({
    onTestFinished,
  }) => {
    const bot = await startTestBot({ onTestFinished });
    const chat = chatWith(bot);
    bot.slack.faults.failNext('conversations.info', 'timeout');
    await chat.say('/testrun 48213');
    const card = await chat.seen('48213');
    const channel = bot.slack.workspace.channels().find(({ id }) => id === ON_CALL);
    if (channel !== undefined) {
      channel.isPendingShared = true;
    }
    await chat.click(card, 'Share in channel');
    await chat.seen('people outside your organisation');
    expect(chat.fromBot().every(({ ephemeralTo }) => ephemeralTo === ROBIN)).toBe(true);
  });
});

function own() {
  return { id: ON_CALL, is_ext_shared: false, is_pending_ext_shared: false };
}

/** Channel facts from a Slack that answers as scripted. */
function factsFrom(answer: () => object | Promise<object>) {
  const clock = { nowMs: 0 };
  let count = 0;
  const client = new webApi.WebClient('xoxb-of-a-script', {
    retryConfig: { retries: 0 },
    fetch: async () => {
      count += 1;
      return Response.json(await answer());
    },
  });
  const log = captureLog(['xoxb-of-a-script']);
  onTestFinished(() => log.check([]));
  const facts = createChannelFacts({
    client,
    allowExternalChannels: new Set(),
    now: () => clock.nowMs,
    log: log.logger,
  });
  return { facts, clock, asked: () => count };
}
