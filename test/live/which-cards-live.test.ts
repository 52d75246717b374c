import { expect, test, vi } from 'vitest';
import {
  ACME,
  buttonsOf,
  ON_CALL,
  PAYMENTS,
  ROBIN,
  unfurlWords,
  wordsOf,
} from '../support/chat.ts';
import { eventually } from '../support/eventually.ts';
import { lastFromPeople, pageOf, RUN, startLiveBot } from '../support/live-bot.ts';

vi.setConfig({ testTimeout: 60_000 });

const tellMe = 'Tell me when it ends';
const two = [RUN, RUN + 1] as const;

test.concurrent('cards of a command live, each after its own run', async ({ onTestFinished }) => {
  const bot = await startLiveBot({ onTestFinished });
  bot.sandbox.steer(RUN + 1, { state: 'queued' });
  await bot.chat.say(`/testrun ${two.join(' ')}`);
  const cards = await bot.chat.answers(2);
  expect(cards.map((card) => buttonsOf(card).includes(tellMe))).toEqual([true, true]);
  bot.sandbox.steer(RUN, { success_count: 20 });
  bot.sandbox.steer(RUN + 1, { state: 'started' });
  await bot.soon('two changed cards', () =>
    cards.every((card) => bot.said(card).length === 2) ? true : undefined,
  );
  expect(cards.map((card) => bot.said(card).at(-1)).sort()).toEqual([
    expect.stringMatching(/90001.*20 of 42/s),
    expect.stringMatching(/90002 on Staging is in progress/),
  ]);
});

test.concurrent('a card that a mention asked for lives in its thread', async ({
  onTestFinished,
}) => {
  const bot = await startLiveBot({ onTestFinished });
  await bot.chat.say(`@Testrun ${RUN}`);
  const [card] = await bot.chat.answers(1);
  bot.endRun();
  const [notice] = await bot.soon('a notice in the thread of the mention', () => {
    const [, ...rest] = bot.replies(lastFromPeople(bot));
    return rest.length > 0 && card !== undefined && bot.said(card).length === 2 ? rest : undefined;
  });
  expect(notice?.threadTs).toBe(card?.threadTs);
  expect(notice?.text).toMatch(/^<@U0ROBIN> Run #90001 .*failed/);
});

test.concurrent('unfurls live, and share their reader with a card of the same run', async ({
  onTestFinished,
}) => {
  const bot = await startLiveBot({ onTestFinished });
  const card = await bot.ask();
  await bot.chat.say(`see ${pageOf(RUN)} and ${pageOf(RUN)}?status=failed`);
  await bot.chat.unfurls();
  const message = lastFromPeople(bot);
  expect(message.unfurls.flatMap(buttonsOf).filter((label) => label === tellMe)).toHaveLength(2);
  const before = bot.sandbox.reads(RUN).length;
  bot.endRun();
  await bot.soon('three final cards', () =>
    bot.said(card).length === 2 && bot.unfurled(message).length === 4 ? true : undefined,
  );
  expect(bot.sandbox.reads(RUN)).toHaveLength(before + 1);
  for (const unfurl of lastFromPeople(bot).unfurls) {
    expect(unfurlWords(unfurl)).toContain('2 of 42 tests failed');
    expect(buttonsOf(unfurl)).not.toContain(tellMe);
  }
});

test.concurrent('unfurls of two lines live, and keep naming the test of their link', async ({
  onTestFinished,
}) => {
  const bot = await startLiveBot({ onTestFinished });
  const others = [RUN + 1, RUN + 2];
  for (const runId of others) {
    bot.sandbox.steer(runId, { state: 'started' });
  }
  const testId = 'a30a6eba6312f6b87ea5-55e241fbe3f4b8ae61ee';
  const linked = `${pageOf(RUN)}?pw_test_id=${testId}`;
  await bot.chat.say([linked, ...others.map(pageOf)].join(' '));
  await bot.chat.unfurls();
  const message = lastFromPeople(bot);
  bot.sandbox.steer(RUN, { success_count: 20 });
  const changed = await bot.soon('a changed unfurl', () => bot.unfurled(message)[3]);
  expect(changed).toMatch(/#90001.*20 of 42.*updated/s);
  expect(changed.split('\n')).toHaveLength(2);
  expect(bot.unfurled(message)).toHaveLength(4);
});

test.concurrent('what only one person sees, and what goes out over a response_url, stays as it is', async ({
  onTestFinished,
}) => {
  const bot = await startLiveBot({ onTestFinished });
  await bot.chat.say(`/testrun private ${RUN}`);
  await bot.chat.say(`/testrun ${RUN}`, { channelId: PAYMENTS });
  await bot.chat.say(`/testrun ${RUN}`, { channelId: ACME });
  await Promise.all([
    bot.chat.answers(1),
    bot.chat.answers(1, PAYMENTS),
    bot.chat.answers(1, ACME),
  ]);
  bot.slack.faults.failNext('chat.postMessage', 'restricted_action');
  await bot.chat.say(`/testrun ${RUN}`);
  await bot.chat.answers(2);
  await bot.slack.people.compose({
    userId: ROBIN,
    channelId: ON_CALL,
    text: pageOf(RUN),
  });
  const dead = [ON_CALL, PAYMENTS, ACME].flatMap((channelId) => bot.chat.fromBot(channelId));
  expect(dead).toHaveLength(4);
  expect(dead.flatMap(buttonsOf)).not.toContain(tellMe);
  const composed = await eventually('an unfurl under the composer', () =>
    bot.slack.workspace.composerUnfurl(ROBIN, ON_CALL).at(0),
  );
  expect(buttonsOf(composed)).not.toContain(tellMe);
  await nothingIsRead(bot, RUN);
  for (const message of dead) {
    expect(bot.said(message)).toEqual([wordsOf(message)]);
    await bot.chat.click(message, 'Refresh');
  }
  await eventually('four cards redrawn by hand', () =>
    dead.every((message) => bot.said(message).length === 2) ? true : undefined,
  );
  await nothingIsRead(bot, RUN);
  for (const message of dead) {
    expect(bot.said(message)).toHaveLength(2);
    expect(bot.said(message)[1]).not.toContain(tellMe);
  }
});

test.concurrent('a card of a finished run stays as it is', async ({ onTestFinished }) => {
  const bot = await startLiveBot({ onTestFinished });
  const card = await bot.ask(48_213);
  await bot.chat.say(pageOf(48_213));
  const [unfurl] = await bot.chat.unfurls();
  expect([...buttonsOf(card), ...(unfurl ? buttonsOf(unfurl) : [])]).not.toContain(tellMe);
  await nothingIsRead(bot, 48_213);
  expect(bot.said(card)).toHaveLength(1);
});

/** Another run, which lives, is read three times; this one is not. */
async function nothingIsRead(bot: Awaited<ReturnType<typeof startLiveBot>>, runId: number) {
  const other = RUN + 7;
  bot.sandbox.steer(other, { state: 'started' });
  await bot.ask(other);
  const before = bot.sandbox.reads(runId).length;
  for (let count = 0; count < 3; count += 1) {
    await bot.poll(other);
  }
  expect(bot.sandbox.reads(runId)).toHaveLength(before);
}
