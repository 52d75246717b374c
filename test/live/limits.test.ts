import { expect, test, vi } from 'vitest';
import type { Message } from '../../playground/slack/workspace.ts';
import { eventually } from '../support/eventually.ts';
import { aMoment, type LiveBot, RUN, startLiveBot } from '../support/live-bot.ts';

vi.setConfig({ testTimeout: 60_000 });

const runIds = [0, 1, 2, 3, 4].map((more) => RUN + more);
const [ending = 0, ...going] = runIds;

/** Twelve cards of each of five runs. */
async function sixtyCards(bot: LiveBot): Promise<Message[]> {
  for (const runId of runIds) {
    bot.sandbox.steer(runId, { state: 'started', total_count: 42, success_count: 10 });
  }
  for (let command = 1; command <= 12; command += 1) {
    await bot.chat.say(`/testrun ${runIds.join(' ')}`);
    await bot.chat.answers(command * runIds.length);
  }
  return bot.chat.fromBot();
}

/** When messages were changed, oldest first, in milliseconds since 1970. */
const changesOf = (bot: LiveBot, cards: readonly Message[]) =>
  cards
    .flatMap(({ channelId, ts }) => bot.slack.workspace.versions(channelId, ts).slice(1))
    .map(({ atMs }) => atMs)
    .sort((one, other) => one - other);

test('sixty cards share forty updates a minute; ends come first, and changes that wait are joined', async () => {
  const bot = await startLiveBot();
  const cards = await sixtyCards(bot);
  const ofRun = (runId: number) => cards.filter(({ text }) => text.includes(`#${runId}`));
  const others = going.flatMap(ofRun);
  bot.slack.faults.realisticLimits(true);
  bot.clock.advance(60_000);
  for (const runId of going) {
    bot.sandbox.steer(runId, { success_count: 20 });
    await bot.knock(runId);
  }
  await eventually('thirty changes', () =>
    changesOf(bot, others).length >= 30 ? true : undefined,
  );
  bot.endRun(ending);
  await bot.knock(ending);
  await eventually('ten ends', () =>
    changesOf(bot, ofRun(ending)).length >= 10 ? true : undefined,
  );
  expect(changesOf(bot, others)).toHaveLength(30);
  for (const successCount of [25, 30]) {
    for (const runId of going) {
      bot.sandbox.steer(runId, { success_count: successCount });
      bot.clock.advance(1000);
      await bot.knock(runId);
    }
    await aMoment();
  }
  expect(changesOf(bot, cards)).toHaveLength(40);
  await bot.soon('the newest on all cards', () =>
    others.every((card) => bot.said(card).at(-1)?.includes('30 of 42')) ? true : undefined,
  );
  const changes = changesOf(bot, cards);
  const fortyLater = changes.slice(40).map((atMs, at) => atMs - (changes[at] ?? 0));
  expect(Math.min(...fortyLater)).toBeGreaterThan(55_000);
  expect(changesOf(bot, ofRun(ending))).toHaveLength(12);
  expect(others.flatMap((card) => bot.said(card)).join()).not.toContain('25 of 42');
  for (const card of others.filter((one) => bot.said(one).length === 2)) {
    expect(bot.said(card)[1]).toContain('30 of 42');
  }
  expect(JSON.stringify(bot.chat.calls('chat.update'))).not.toContain('ratelimited');
});

test('people are answered at once while Slack limits the updates of cards', async () => {
  const bot = await startLiveBot();
  const card = await bot.ask();
  bot.slack.faults.rateLimit('chat.update', { next: 1000, retryAfterSeconds: 60 });
  bot.sandbox.steer(RUN, { success_count: 20 });
  await bot.soon('an update', () =>
    bot.slack.workspace.callCount('chat.update') > 0 ? true : undefined,
  );
  await bot.ask(48_213);
  await bot.chat.click(card, 'Refresh');
  await eventually('a card redrawn by hand', () => bot.said(card)[1]);
  bot.sandbox.steer(RUN, { success_count: 30 });
  bot.clock.advance(50_000);
  await aMoment();
  expect(bot.slack.workspace.callCount('chat.update')).toBe(1);
  bot.slack.faults.clear();
  await bot.soon('the newest', () => bot.said(card)[2]);
  expect(bot.said(card)[2]).toContain('30 of 42');
});

test('the people of many cards in one channel are told one after the other, as fast as Slack takes messages', async () => {
  const bot = await startLiveBot();
  for (const runId of runIds) {
    bot.sandbox.steer(runId, { state: 'started' });
  }
  await bot.chat.say(`/testrun ${runIds.join(' ')}`);
  await bot.chat.say(`/testrun ${runIds.join(' ')}`);
  const cards = await bot.chat.answers(10);
  bot.clock.advance(60_000);
  bot.slack.faults.realisticLimits(true);
  for (const runId of runIds) {
    bot.endRun(runId);
    await bot.knock(runId);
  }
  await eventually('ten notices', () => {
    bot.clock.advance(20);
    return cards.every((card) => bot.replies(card).length > 0) ? true : undefined;
  });
  expect(cards.map((card) => bot.replies(card).length)).toEqual(cards.map(() => 1));
  expect(JSON.stringify(bot.chat.calls('chat.postMessage'))).not.toContain('ratelimited');
});
