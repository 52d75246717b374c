import { expect, test, vi } from 'vitest';
import { aMinute, type LiveBot, RUN, startLiveBot } from '../support/live-bot.ts';

vi.setConfig({ testTimeout: 60_000 });

const withoutIds = (blocks: unknown) =>
  JSON.stringify(blocks, (key, value) => (key === 'block_id' ? undefined : value));

async function pollTimes(bot: LiveBot, count: number) {
  for (let done = 0; done < count; done += 1) {
    await bot.poll();
  }
}

test.concurrent('a card shows every change of its run, and at the end what a new card would show', async ({
  onTestFinished,
}) => {
  const bot = await startLiveBot({ onTestFinished });
  const { sandbox, soon, said } = bot;
  sandbox.steer(RUN, { state: 'queued', total_count: 0, success_count: 0 });
  const card = await bot.ask();
  const shown = (words: RegExp) =>
    soon(String(words), () => said(card).find((version) => words.test(version)));
  await shown(/Queued/);
  sandbox.steer(RUN, { state: 'started' });
  await shown(/In progress.*updated <!date.*, \d+ s into the run/s);
  sandbox.steer(RUN, { total_count: 42, success_count: 24, failed_count: 2 });
  expect(await shown(/26 of 42 tests run · 2 failed so far/)).toMatch(
    /▰▰▰▰▰▰▱▱▱▱ 61 %\n.*updated <!date.*into the run/s,
  );
  bot.endRun();
  const ended = await shown(/2 of 42 tests failed/);
  expect(ended).not.toMatch(/so far|updated|into the run|Tell me/);
  await pollNothing(bot);
  expect(said(card)).toHaveLength(4);
  expect(new Set(said(card)).size).toBe(4);
  await bot.chat.say(`/testrun ${RUN}`);
  const fresh = await bot.soon('a new card', () =>
    bot.chat.fromBot().find(({ ts, threadTs }) => ts !== card.ts && threadTs === undefined),
  );
  const [now] = bot.chat.fromBot().filter(({ ts }) => ts === card.ts);
  expect(now?.text).toBe(fresh.text);
  const live = /,?\\"l\\":1/g;
  expect(withoutIds(now?.blocks).replaceAll(live, '')).toBe(
    withoutIds(fresh.blocks).replaceAll(live, ''),
  );
});

test.concurrent('a card is left alone while nothing but a clock or a signature changes', async ({
  onTestFinished,
}) => {
  const bot = await startLiveBot({ onTestFinished });
  bot.sandbox.steer(RUN, { summary_url: 'https://reports.empirical.run/9/index.html?sig=a' });
  const card = await bot.ask();
  await pollTimes(bot, 2);
  bot.sandbox.steer(RUN, {
    duration: 5000,
    summary_url: 'https://reports.empirical.run/9/index.html?sig=b',
  });
  await pollTimes(bot, 2);
  bot.sandbox.steer(RUN, { duration: 9000 });
  await pollTimes(bot, 2);
  expect(bot.said(card)).toHaveLength(1);
  expect(bot.slack.workspace.callCount('chat.update')).toBe(0);
});

test.concurrent('a run that ends between the asking and the first reading is shown as ended', async ({
  onTestFinished,
}) => {
  const bot = await startLiveBot({ onTestFinished });
  bot.sandbox.steer(RUN, { state: 'cancelling' });
  const card = await bot.ask();
  bot.sandbox.steer(RUN, { state: 'cancelled' });
  await bot.soon('the end', () => bot.said(card)[1]);
  expect(bot.said(card)[1]).toContain('Cancelled');
});

/** After the end the run is read no more, and nothing is sent. */
async function pollNothing(bot: LiveBot) {
  const before = bot.sandbox.reads(RUN).length;
  await aMinute(bot);
  expect(await bot.knock()).toBe(204);
  await aMinute(bot);
  expect(bot.sandbox.reads(RUN)).toHaveLength(before);
}
