import { expect, test, vi } from 'vitest';
import type { Message } from '../../playground/slack/workspace.ts';
import { KIM, ON_CALL } from '../support/chat.ts';
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

vi.setConfig({ testTimeout: 60_000 });

const endedWords = 'a live card has ended: Slack refuses to change it';
const other = RUN + 1;

/** Who reads a channel is remembered for so long. */
const factsMs = 10 * 60_000;

interface End {
  readonly name: string;
  readonly code: string;
  readonly act: (bot: LiveBot, card: Message) => unknown;
}

const ends: readonly End[] = [
  {
    name: 'deleted by a person',
    code: 'message_not_found',
    act: ({ slack }, { channelId, ts }) =>
      slack.people.deleteMessage({ userId: KIM, channelId, ts }),
  },
  {
    name: 'in a channel that was archived',
    code: 'is_inactive',
    act: ({ slack }) => slack.people.archiveChannel({ channelId: ON_CALL }),
  },
  {
    name: 'of a bot whose token was revoked',
    code: 'token_revoked',
    act: ({ slack }) => slack.faults.revokeToken('token_revoked'),
  },
  {
    name: 'of a bot that was removed',
    code: 'account_inactive',
    act: ({ slack }) => slack.faults.revokeToken('account_inactive'),
  },
  ...['channel_not_found', 'is_archived'].map((code) => ({
    name: `that Slack refuses to change with ${code}`,
    code,
    act: ({ slack }: LiveBot) => slack.faults.failEvery('chat.update', code),
  })),
];

test.concurrent.for(ends)(
  'a card $name ends quietly, is never tried again, and its run is read no more',
  async ({ code, act }, { onTestFinished }) => {
    const bot = await startLiveBot({ onTestFinished });
    const card = await bot.ask();
    await act(bot, card);
    bot.sandbox.steer(RUN, { success_count: 20 });
    const ended = await bot.soon('the end of the card', () => endOf(bot)[0]);
    expect(ended).toMatchObject({ level: 'info', code, run: RUN, channel: ON_CALL });
    const calls = bot.slack.workspace.callCount('chat.update');
    const reads = bot.sandbox.reads(RUN).length;
    bot.slack.faults.clear();
    bot.endRun();
    expect(await bot.knock()).toBe(204);
    await aMinute(bot);
    expect(bot.sandbox.reads(RUN)).toHaveLength(reads);
    expect(endOf(bot)).toHaveLength(1);
    expect(bot.slack.workspace.callCount('chat.update')).toBe(calls);
    expect(bot.slack.workspace.callCount('chat.postMessage')).toBe(1);
  },
);

test.concurrent.for(['cant_update_message', 'edit_window_closed', 'block_mismatch'])(
  'a card that Slack refuses to change with %s is left as it is, and its people are told',
  async (code, { onTestFinished }) => {
    const bot = await startLiveBot({ onTestFinished });
    const card = await bot.ask();
    bot.slack.faults.failEvery('chat.update', code);
    bot.sandbox.steer(RUN, { success_count: 20 });
    expect(await bot.soon('the end of the card', () => endOf(bot)[0])).toMatchObject({ code });
    bot.endRun();
    await bot.soon('a notice', () => bot.replies(card)[0]);
    await aMinute(bot);
    expect(bot.slack.workspace.callCount('chat.update')).toBe(1);
    expect(bot.replies(card)).toHaveLength(1);
  },
);

test.concurrent.for(['team_added_to_org', 'missing_scope', 'a_code_of_tomorrow'])(
  'a refusal of Slack that may pass, %s, is waited out',
  async (code, { onTestFinished }) => {
    const bot = await startLiveBot({ onTestFinished });
    const card = await bot.ask();
    bot.slack.faults.failNext('chat.update', code, 2);
    bot.slack.faults.failNext('chat.postMessage', code, 2);
    bot.endRun();
    await bot.soon('the end', () => bot.said(card)[1]);
    await bot.soon('a notice', () => bot.replies(card)[0]);
    expect(endOf(bot)).toEqual([]);
    expect(bot.replies(card)).toHaveLength(1);
  },
);

test.concurrent('a card ends where nobody can tell any more who reads its channel', async ({
  onTestFinished,
}) => {
  const bot = await startLiveBot({ onTestFinished });
  const card = await bot.ask();
  bot.slack.faults.failEvery('conversations.info', 'channel_not_found');
  bot.clock.advance(factsMs);
  bot.endRun();
  const ended = await bot.soon('the end of the card', () => endOf(bot)[0]);
  expect(ended).toMatchObject({ code: 'nobody_tells_who_reads_the_channel' });
  expect(bot.said(card)).toHaveLength(1);
});

test.concurrent('a card waits while Slack does not tell who reads its channel', async ({
  onTestFinished,
}) => {
  const bot = await startLiveBot({ onTestFinished });
  const card = await bot.ask();
  bot.slack.faults.failEvery('conversations.info', 'internal_error');
  bot.clock.advance(factsMs);
  bot.endRun();
  await aMinute(bot);
  expect(bot.said(card)).toHaveLength(1);
  expect(bot.replies(card)).toEqual([]);
  bot.slack.faults.failEvery('conversations.info', undefined);
  await bot.soon('the end', () => bot.said(card)[1]);
  await bot.soon('a notice', () => bot.replies(card)[0]);
});

test.concurrent('a card that ends takes no other with it', async ({ onTestFinished }) => {
  const bot = await startLiveBot({ onTestFinished });
  bot.sandbox.steer(other, { state: 'started', total_count: 42, success_count: 1 });
  const first = await bot.ask();
  const second = await bot.ask();
  const third = await bot.ask(other);
  await bot.chat.say(pageOf(RUN));
  await bot.chat.unfurls();
  const unfurled = lastFromPeople(bot);
  await bot.slack.people.deleteMessage({ userId: KIM, channelId: ON_CALL, ts: first.ts });
  bot.endRun();
  bot.endRun(other);
  await bot.soon('the end of the others', () =>
    [second, third].every((card) => bot.replies(card).length === 1) &&
    bot.unfurled(unfurled).length === 2
      ? true
      : undefined,
  );
  for (const card of [second, third]) {
    expect(bot.said(card)).toHaveLength(2);
  }
  await aMoment();
  expect(endOf(bot)).toHaveLength(1);
  const posts = bot.chat.calls('chat.postMessage').map(({ request }) => JSON.stringify(request));
  expect(posts.filter((post) => post.includes(first.ts))).toEqual([]);
});

test.concurrent('a card in a channel that outsiders have come to read is changed no more', async ({
  onTestFinished,
}) => {
  const bot = await startLiveBot({ onTestFinished });
  const card = await bot.ask();
  const channel = bot.slack.workspace.channels().find(({ id }) => id === ON_CALL);
  Object.assign(channel ?? {}, { isPendingShared: true });
  bot.clock.advance(factsMs);
  bot.endRun();
  const ended = await bot.soon('the end of the card', () => endOf(bot)[0]);
  expect(ended).toMatchObject({ level: 'info', code: 'outsiders_read_the_channel' });
  await aMoment();
  expect(bot.said(card)).toHaveLength(1);
  expect(bot.replies(card)).toEqual([]);
});

test.concurrent('an unfurl of a message that was deleted ends quietly', async ({
  onTestFinished,
}) => {
  const bot = await startLiveBot({ onTestFinished });
  await bot.chat.say(pageOf(RUN));
  await bot.chat.unfurls();
  const { ts } = lastFromPeople(bot);
  await bot.slack.people.deleteMessage({ userId: KIM, channelId: ON_CALL, ts });
  bot.endRun();
  const ended = await bot.soon('the end of the unfurl', () => endOf(bot)[0]);
  expect(ended).toMatchObject({ level: 'info', code: 'cannot_find_message', layout: 'unfurl' });
  await aMinute(bot);
  expect(endOf(bot)).toHaveLength(1);
});

test.concurrent('a card whose blocks Slack refuses goes on in words', async ({
  onTestFinished,
}) => {
  const bot = await startLiveBot({
    onTestFinished,
    expectedErrors: [/Slack refused a live card as broken/],
  });
  const card = await bot.ask();
  bot.slack.faults.failNext('chat.update', 'invalid_blocks');
  bot.endRun();
  await bot.soon('the end', () => bot.said(card)[1]);
  expect(bot.said(card)[1]).toBe('Run #90001 on Staging failed: 2 of 42 tests failed');
  await eventually('a notice', () => bot.replies(card)[0]);
});

const endOf = ({ log }: LiveBot) => log.lines().filter(({ msg }) => msg === endedWords);
