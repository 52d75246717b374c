import { expect, test } from 'vitest';
import { withDefaults } from '../../playground/slack/options.ts';
import { ACME, buttonsOf, chatWith, PAYMENTS, ROBIN, wordsOf } from '../support/chat.ts';
import { eventually } from '../support/eventually.ts';
import { hold, run, startScriptedEmpirical } from '../support/scripted-empirical.ts';
import { startTestBot } from '../support/test-bot.ts';

const shareNote = 'Only you see this';

test('reads what kind of channel it is side by side with the run', async () => {
  const held = hold(run(48213));
  const empirical = await startScriptedEmpirical(() => held.answer);
  const bot = await startTestBot({ empirical });
  const chat = chatWith(bot);
  await chat.say('/testrun 48213');
  await eventually('both look-ups', () =>
    empirical.requests.get(48213) === 1 && chat.calls('conversations.info').length === 1
      ? true
      : undefined,
  );
  expect(chat.fromBot()).toEqual([]);
  held.release();
  await chat.seen('48213');
});

test('asks what kind of channel it is once for many commands', async () => {
  const bot = await startTestBot();
  const chat = chatWith(bot);
  await chat.say('/testrun 48213');
  await chat.say('/testrun 48214');
  await chat.answers(2);
  expect(chat.calls('conversations.info')).toHaveLength(1);
});

test('asks again what kind of channel it is after ten minutes', async () => {
  let nowMs = Date.now();
  const bot = await startTestBot({ now: () => nowMs });
  const chat = chatWith(bot);
  await chat.say('/testrun 48213');
  await chat.answers(1);
  nowMs += 10 * 60 * 1000 + 1;
  await chat.say('/testrun 48213');
  await chat.answers(2);
  expect(chat.calls('conversations.info')).toHaveLength(2);
});

test.each([
  {
    name: 'a private channel without the bot',
    channelId: PAYMENTS,
    scopes: undefined,
    why: 'Invite <@U0TESTRUN>, or share',
  },
  {
    name: 'a channel of a bot that may not read channels',
    channelId: 'C0ONCALL',
    scopes: scopesWithout('channels:read', 'groups:read'),
    why: 'Slack did not tell me who reads',
  },
])(
  'shows the card to the asker alone in $name, says why, and lets them share it',
  async ({ channelId, scopes, why }) => {
    const bot = await startTestBot(scopes === undefined ? {} : { slack: { scopes } });
    const chat = chatWith(bot);
    await chat.say('/testrun 48213', { channelId });
    const card = await chat.seen('48213', channelId);
    await bot.finish();
    expect(card.ephemeralTo).toBe(ROBIN);
    expect(wordsOf(card)).toContain(shareNote);
    expect(wordsOf(card)).toContain(why);
    expect(buttonsOf(card)).toContain('Share in channel');
    expect(chat.calls('chat.postMessage')).toEqual([]);
  },
);

test("posts in_channel on the asker's word, and takes the card away that only the asker saw", async () => {
  const bot = await startTestBot();
  const chat = chatWith(bot);
  await chat.say('/testrun 48213', { channelId: PAYMENTS });
  await chat.click(await chat.seen(shareNote, PAYMENTS), 'Share in channel');
  await eventually('the shared card', () =>
    chat.fromBot(PAYMENTS).find(({ ephemeralTo }) => ephemeralTo === undefined),
  );
  await bot.finish();
  const [card, ...others] = chat.fromBot(PAYMENTS);
  expect(others).toEqual([]);
  expect(card?.ephemeralTo).toBeUndefined();
  expect(card && wordsOf(card)).toContain(`asked by <@${ROBIN}>`);
  expect(card && wordsOf(card)).not.toContain(shareNote);
  expect(card && buttonsOf(card)).not.toContain('Share in channel');
});

test('shares several runs together', async () => {
  const bot = await startTestBot();
  const chat = chatWith(bot);
  await chat.say('/testrun 48213 48214', { channelId: PAYMENTS });
  await chat.click(await chat.seen(shareNote, PAYMENTS), 'Share in channel');
  const shared = await eventually('the shared cards', () =>
    chat.fromBot(PAYMENTS).find(({ ephemeralTo }) => ephemeralTo === undefined),
  );
  await bot.finish();
  expect(wordsOf(shared)).toContain('48213');
  expect(wordsOf(shared)).toContain('48214');
  expect(chat.fromBot(PAYMENTS)).toHaveLength(1);
});

test('shares a card once for two impatient clicks', async () => {
  const bot = await startTestBot();
  const chat = chatWith(bot);
  await chat.say('/testrun 48213', { channelId: PAYMENTS });
  const card = await chat.seen(shareNote, PAYMENTS);
  bot.slack.faults.latency(200);
  await chat.click(card, 'Share in channel');
  await chat.click(card, 'Share in channel');
  await bot.finish();
  expect(chat.fromBot(PAYMENTS).map(({ ephemeralTo }) => ephemeralTo)).toEqual([undefined]);
});

test('shares nothing once outsiders are known to read the channel', async () => {
  const bot = await startTestBot();
  const chat = chatWith(bot);
  await chat.say('/testrun 48213', { channelId: PAYMENTS });
  const card = await chat.seen(shareNote, PAYMENTS);
  const channel = bot.slack.workspace.channels().find(({ id }) => id === PAYMENTS);
  if (channel !== undefined) {
    channel.isPendingShared = true;
  }
  await bot.slack.people.invite({ channelId: PAYMENTS });
  await chat.click(card, 'Share in channel');
  await chat.seen('people outside your organisation', PAYMENTS);
  await bot.finish();
  expect(chat.fromBot(PAYMENTS).every(({ ephemeralTo }) => ephemeralTo === ROBIN)).toBe(true);
});

test('shows the card to the asker alone in a channel shared with outsiders, says what an operator can set, and offers no way to share it', async () => {
  const bot = await startTestBot();
  const chat = chatWith(bot);
  await chat.say('/testrun 48213', { channelId: ACME });
  const card = await chat.seen('48213', ACME);
  await bot.finish();
  expect(card.ephemeralTo).toBe(ROBIN);
  expect(wordsOf(card)).toContain(`ALLOW_EXTERNAL_CHANNELS=${ACME}`);
  expect(buttonsOf(card)).not.toContain('Share in channel');
  expect(chat.fromBot(ACME)).toHaveLength(1);
});

test('treats a channel whose sharing is pending like a shared one', async () => {
  const bot = await startTestBot();
  const chat = chatWith(bot);
  const channel = bot.slack.workspace.channels().find(({ id }) => id === 'C0ONCALL');
  if (channel !== undefined) {
    channel.isPendingShared = true;
  }
  await chat.say('/testrun 48213');
  const card = await chat.seen('48213');
  expect(card.ephemeralTo).toBe(ROBIN);
  expect(wordsOf(card)).toContain('ALLOW_EXTERNAL_CHANNELS=C0ONCALL');
});

test('shows runs to everyone in a shared channel that an operator allowed', async () => {
  const bot = await startTestBot({ env: { ALLOW_EXTERNAL_CHANNELS: `C0OTHER, ${ACME}` } });
  const chat = chatWith(bot);
  await chat.say('/testrun 48213', { channelId: ACME });
  const card = await chat.seen('48213', ACME);
  expect(card.ephemeralTo).toBeUndefined();
  expect(wordsOf(card)).not.toContain(shareNote);
});

function scopesWithout(...left: string[]): string[] {
  return withDefaults({}).scopes.filter((scope) => !left.includes(scope));
}
