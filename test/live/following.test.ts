import { expect, test, vi } from 'vitest';
import type { Message } from '../../playground/slack/workspace.ts';
import { createSqlStore } from '../../src/store/sql-store.ts';
import { openSqlite } from '../../src/store/sqlite-database.ts';
import { buttonsOf, wordsOf } from '../support/chat.ts';
import { eventually } from '../support/eventually.ts';
import { aMoment, type LiveBot, RUN, startLiveBot } from '../support/live-bot.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const sixHoursMs = 6 * 60 * 60 * 1000;
const notFound = { status: 404 };
const overloaded = { status: 503, retryAfterSeconds: 11 };

vi.setConfig({ testTimeout: 60_000 });

test.concurrent('a run is read every five seconds while it moves, and more seldom the longer it rests', async ({
  onTestFinished,
}) => {
  const bot = await startLiveBot({ onTestFinished, random: () => 0 });
  await bot.ask();
  const [askedMs = 0] = bot.sandbox.reads(RUN);
  await isReadAfter(bot, 5000);
  expect((bot.sandbox.reads(RUN)[1] ?? 0) - askedMs).toBeGreaterThanOrEqual(5000);
  for (let minute = 0; minute < 10; minute += 2) {
    await isReadAfter(bot, 120_000);
  }
  await isNotReadWithin(bot, 20_000);
  bot.sandbox.steer(RUN, { success_count: 30 });
  await isReadAfter(bot, 6000);
  await isReadAfter(bot, 5000);
});

test.concurrent('a run that Empirical limits is left alone for as long as it asks, and so are all others', async ({
  onTestFinished,
}) => {
  const bot = await startLiveBot({ onTestFinished, random: () => 0 });
  const other = RUN + 1;
  bot.sandbox.steer(other, { state: 'started' });
  const card = await bot.ask();
  await bot.ask(other);
  bot.sandbox.fail(RUN, { status: 429, retryAfterSeconds: 120 });
  await bot.poll();
  await eventually('the end of the reading', () =>
    bot.log.lines().find(({ msg }) => msg === 'a run that is followed could not be read'),
  );
  await aMoment();
  bot.sandbox.fail(RUN, undefined);
  const counts = () => [RUN, other].map((runId) => bot.sandbox.reads(runId).length);
  const before = counts();
  bot.clock.advance(100_000);
  await aMoment();
  expect(counts()).toEqual(before);
  bot.endRun();
  bot.clock.advance(20_000);
  await eventually('the end', () => bot.said(card)[1]);
  await eventually('the other', () => (counts()[1] === (before[1] ?? 0) + 1 ? true : undefined));
});

test.concurrent('a run that is not found three times in a row is given up, and Refresh follows it again', async ({
  onTestFinished,
}) => {
  const bot = await startLiveBot({ onTestFinished });
  const card = await bot.ask();
  bot.sandbox.fail(RUN, notFound);
  await bot.poll();
  await bot.poll();
  bot.sandbox.fail(RUN, undefined);
  await bot.poll();
  bot.sandbox.fail(RUN, notFound);
  await bot.poll();
  await bot.poll();
  expect(bot.said(card)).toHaveLength(1);
  await bot.poll();
  await isGivenUp(bot, card, 'was not found three times in a row');
  bot.sandbox.fail(RUN, undefined);
  await goesOnAfterRefresh(bot, card);
});

test.concurrent('a server error neither counts as "not found" nor makes the bot forget one', async ({
  onTestFinished,
}) => {
  const bot = await startLiveBot({ onTestFinished });
  const card = await bot.ask();
  for (const trouble of [notFound, overloaded, notFound, overloaded]) {
    bot.sandbox.fail(RUN, trouble);
    await bot.poll();
  }
  expect(bot.said(card)).toHaveLength(1);
  bot.sandbox.fail(RUN, notFound);
  await bot.poll();
  await isGivenUp(bot, card, 'was not found three times in a row');
});

test.concurrent('a refused key ends the following, and the operator is told', async ({
  onTestFinished,
}) => {
  const expectedErrors = [/Empirical refused EMPIRICAL_API_KEY/];
  const bot = await startLiveBot({ onTestFinished, expectedErrors });
  const card = await bot.ask();
  bot.sandbox.fail('every', { status: 401 });
  await bot.soon('the end of following', () => bot.said(card)[1]);
  await isGivenUp(bot, card, "Empirical refused the bot's key");
  bot.sandbox.fail('every', undefined);
  await goesOnAfterRefresh(bot, card);
});

test.concurrent('a run is followed for six hours, and time in which nobody did hardly counts', async ({
  onTestFinished,
}) => {
  const folder = temporaryFolder();
  onTestFinished(folder.remove);
  const bot = await startLiveBot({ onTestFinished, env: { DATA_DIR: folder.path } });
  const card = await bot.ask();
  await bot.finish();
  await pretendFollowed(folder.path, sixHoursMs - 3 * 60_000, bot.clock.now());
  await bot.startAgain();
  bot.clock.advance(sixHoursMs);
  await bot.poll();
  await aMoment();
  expect(bot.said(card)).toHaveLength(1);
  bot.clock.advance(120_000);
  await isGivenUp(bot, card, 'did not end within 6 hours');
  await goesOnAfterRefresh(bot, card);
});

/** Writes into the database of a bot that does not run. */
async function pretendFollowed(dataDir: string, followedForMs: number, nowMs: number) {
  const database = openSqlite({ dataDir });
  const store = createSqlStore(database);
  const run = await store.run(RUN);
  if (run === undefined) {
    throw new Error('the run is not followed');
  }
  const times = { readAtMs: nowMs, nextReadAtMs: nowMs + 5000, followedForMs };
  await store.recordReading({ ...run, ...times });
  await database.close();
}

async function isReadAfter({ clock, sandbox }: LiveBot, pauseMs: number) {
  await aMoment();
  const before = sandbox.reads(RUN).length;
  clock.advance(pauseMs);
  await eventually('a reading', () => (sandbox.reads(RUN).length > before ? true : undefined));
}

async function isNotReadWithin({ clock, sandbox }: LiveBot, pauseMs: number) {
  await aMoment();
  const before = sandbox.reads(RUN).length;
  clock.advance(pauseMs);
  await aMoment();
  expect(sandbox.reads(RUN)).toHaveLength(before);
}

async function isGivenUp(bot: LiveBot, card: Message, why: string) {
  await eventually('a card that is not followed', () => bot.said(card)[1]);
  const [now] = bot.chat.fromBot();
  expect(now && wordsOf(now)).toMatch(new RegExp(`No longer followed: .*${why}`));
  expect(now && buttonsOf(now)).not.toContain('Tell me when it ends');
  const [notice] = await bot.soon('a notice', () =>
    bot.replies(card).length > 0 ? bot.replies(card) : undefined,
  );
  expect(notice?.text).toMatch(/^<@U0ROBIN> I no longer follow run #90001 on Staging: /);
  await isNotReadWithin(bot, 55_000);
  await isNotReadWithin(bot, 55_000);
}

async function goesOnAfterRefresh(bot: LiveBot, card: Message) {
  const [now] = bot.chat.fromBot();
  await bot.chat.click(now ?? card, 'Refresh');
  await eventually('a card that is followed', () =>
    bot.said(card).at(-1)?.includes('Tell me') ? true : undefined,
  );
  bot.endRun();
  await bot.soon('the end', () =>
    bot.said(card).at(-1)?.includes('2 of 42 tests failed') && bot.replies(card).length === 2
      ? true
      : undefined,
  );
}
