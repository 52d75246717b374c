import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test, vi } from 'vitest';
import { eventually } from '../support/eventually.ts';
import { END, showing, startLiveWorld, told, waitingForSlack } from './live-world.ts';

const RUN = 90_001;

// Many processes at once: on a busy machine each takes long to start.
vi.setConfig({ testTimeout: 120_000 });

/** Longer than a notice waits for the one before it, and than cards wait for each other. */
const aWhileMs = 2500;

/*
 * The bot is killed while Slack lets it wait for an answer. With `timeout` Slack has done nothing by
 * then, with `late-answer` it has done all: the bot cannot tell the two apart.
 */
test.concurrent.for([
  {
    when: 'after it has read the end and before it could show it',
    update: 'timeout',
    post: 'timeout',
    mostUpdates: 1,
    mostNotices: 1,
  },
  {
    when: 'after the end was shown and before it knew',
    update: 'late-answer',
    post: 'timeout',
    mostUpdates: 2,
    mostNotices: 1,
  },
  {
    when: 'after people were told and before it knew',
    update: 'timeout',
    post: 'late-answer',
    mostUpdates: 1,
    mostNotices: 2,
  },
])('killed $when, a bot finishes when it is started again', async (row, context) => {
  const world = await startLiveWorld(context);
  const bot = await world.start();
  world.begin(RUN);
  const card = await world.ask(RUN);
  await world.followed(RUN, bot);
  world.slack.faults.failEvery('chat.update', row.update);
  world.slack.faults.failEvery('chat.postMessage', row.post);
  world.end(RUN);
  await world.knock(RUN, bot);
  await waitingForSlack(world);
  await bot.kill();
  world.slack.faults.clear();
  await world.start();
  await Promise.all([showing(world, card, END), told(world, card)]);
  await sleep(aWhileMs);
  const updates = world.versions(card).slice(1);
  expect(updates.length).toBeLessThanOrEqual(row.mostUpdates);
  expect(world.notices(card).length).toBeLessThanOrEqual(row.mostNotices);
});

test.concurrent('killed while it follows several cards, a bot goes on with all of them', async (context) => {
  const world = await startLiveWorld(context);
  const bot = await world.start();
  const runs = [RUN, RUN + 1];
  runs.forEach(world.begin);
  const cards = [await world.ask(RUN), await world.ask(RUN), await world.ask(RUN + 1)];
  await world.chat.say(`https://dash.empirical.run/acme-shop/test-runs/${RUN}`);
  await world.chat.unfurls();
  await Promise.all(runs.map((runId) => world.followed(runId, bot)));
  await bot.kill();
  world.sandbox.steer(RUN, { success_count: 24 });
  const again = await world.start();
  await Promise.all(cards.slice(0, 2).map((card) => showing(world, card, /24 of 42/)));
  runs.forEach(world.end);
  await Promise.all(runs.map((runId) => world.knock(runId, again)));
  await Promise.all(cards.flatMap((card) => [showing(world, card, END), told(world, card)]));
  await eventually('the end on the unfurl', async () =>
    END.test(JSON.stringify(await world.chat.unfurls())) ? true : undefined,
  );
  await sleep(aWhileMs);
  expect(cards.map((card) => world.versions(card).length)).toEqual([3, 3, 2]);
  expect(cards.map((card) => world.notices(card).length)).toEqual([1, 1, 1]);
});

test.concurrent('a bot that is started again reads all that it followed', async (context) => {
  const world = await startLiveWorld(context);
  const bot = await world.start();
  const runs = Array.from({ length: 30 }, (_, index) => RUN + index);
  runs.forEach(world.begin);
  for (let at = 0; at < runs.length; at += 5) {
    await world.chat.say(`/testrun ${runs.slice(at, at + 5).join(' ')}`);
  }
  await world.chat.answers(runs.length);
  await Promise.all(runs.map((runId) => world.followed(runId, bot)));
  await bot.kill();
  const readBefore = new Map(runs.map((runId) => [runId, world.sandbox.reads(runId).length]));
  await world.start();
  await eventually('a reading of every run', () =>
    runs.every((runId) => world.sandbox.reads(runId).length > (readBefore.get(runId) ?? 0))
      ? true
      : undefined,
  );
});

test.concurrent('told to stop in the middle of updates, a bot loses none and repeats none', async (context) => {
  const world = await startLiveWorld(context);
  const bot = await world.start();
  world.begin(RUN);
  const cards = [];
  for (let count = 0; count < 14; count += 1) {
    cards.push(await world.ask(RUN, count < 2 ? 'C0ONCALL' : 'C0RELEASES'));
  }
  // Nobody waits for the end of most of them: each notice would take a second.
  const whispers = (words: string) =>
    world.chat.fromBot('C0RELEASES').filter(({ text }) => text.includes(words)).length;
  for (const [at, card] of cards.slice(2).entries()) {
    await world.chat.click(card, 'Tell me when it ends');
    await eventually('the word that they are told', () =>
      whispers('because you asked for it') > at ? true : undefined,
    );
    await world.chat.click(card, 'Tell me when it ends');
    await eventually('the word that they are not', () =>
      whispers('and are not any more') > at ? true : undefined,
    );
  }
  await world.followed(RUN, bot);
  world.slack.faults.latency(400);
  world.end(RUN);
  await world.knock(RUN, bot);
  await eventually('the first updates', () =>
    world.slack.workspace.callCount('chat.update') > 0 ? true : undefined,
  );
  const askedAtMs = performance.now();
  bot.child.kill('SIGTERM');
  expect(await bot.exited).toBe(0);
  expect(performance.now() - askedAtMs).toBeLessThan(10_000);
  expect(cards.some((card) => world.versions(card).length === 1)).toBe(true);
  world.slack.faults.clear();
  await world.start();
  await Promise.all(cards.map((card) => showing(world, card, END)));
  await Promise.all(cards.slice(0, 2).map((card) => told(world, card)));
  await sleep(aWhileMs);
  expect(new Set(cards.map((card) => world.versions(card).length))).toEqual(new Set([2]));
  expect(cards.map((card) => world.notices(card).length)).toEqual(
    cards.map((_, index) => (index < 2 ? 1 : 0)),
  );
});
