import { expect, test, vi } from 'vitest';
import { createUnrecorded } from '../../src/live/unrecorded.ts';
import type { DueNotice } from '../../src/store/store.ts';
import { ON_CALL, RELEASES } from '../support/chat.ts';
import { aMoment, RUN, startLiveBot } from '../support/live-bot.ts';

vi.setConfig({ testTimeout: 60_000 });

test.concurrent('where the answers to all calls get lost for ten minutes, people are told once before and once after', async ({
  onTestFinished,
}) => {
  const expectedErrors = [/^a task failed; it is tried again/];
  const bot = await startLiveBot({ onTestFinished, expectedErrors });
  const card = await bot.ask();
  await bot.poll();
  bot.slack.faults.failEvery('*', 'lost-answer');
  bot.endRun();
  for (let pass = 0; pass < 20; pass += 1) {
    bot.clock.advance(30_000);
    await aMoment();
  }
  expect(bot.replies(card).length).toBeLessThanOrEqual(1);
  bot.slack.faults.clear();
  await bot.soon('the end', () => bot.said(card).find((words) => words.includes('2 of 42')));
  await bot.soon('a notice', () => bot.replies(card)[0]);
  bot.clock.advance(60_000);
  await aMoment();
  expect(bot.replies(card).length).toBeLessThanOrEqual(2);
});

test.concurrent('where only the answers to notices get lost, three go out and no more', async ({
  onTestFinished,
}) => {
  const bot = await startLiveBot({ onTestFinished });
  const card = await bot.ask();
  bot.slack.faults.failEvery('chat.postMessage', 'lost-answer');
  bot.endRun();
  await bot.soon('the word that nobody knows', () =>
    bot.log.lines().find(({ msg }) => msg === 'people could not be told of the end of a run'),
  );
  for (let pass = 0; pass < 5; pass += 1) {
    bot.clock.advance(15_000);
    await aMoment();
  }
  expect(bot.replies(card)).toHaveLength(3);
});

test.concurrent('a day that one answer of Empirical asks for is not a day without any reading', async ({
  onTestFinished,
}) => {
  const bot = await startLiveBot({ onTestFinished });
  const card = await bot.ask();
  bot.sandbox.fail(RUN, { status: 429, retryAfterSeconds: 86_400 });
  await bot.poll();
  bot.sandbox.fail(RUN, undefined);
  bot.endRun();
  for (let pass = 0; pass < 15; pass += 1) {
    bot.clock.advance(55_000);
    await aMoment();
  }
  expect(bot.said(card).at(-1)).toContain('2 of 42 tests failed');
});

test.concurrent('a Refresh that sees the end has it shown and told everywhere at once', async ({
  onTestFinished,
}) => {
  const bot = await startLiveBot({ onTestFinished });
  const card = await bot.ask();
  await bot.chat.say(`/testrun ${RUN}`, { channelId: RELEASES });
  const [other] = await bot.chat.answers(1, RELEASES);
  bot.endRun();
  const clickedAtMs = bot.clock.steadyMs();
  await bot.chat.click(card, 'Refresh');
  for (const message of [card, ...(other === undefined ? [] : [other])]) {
    await bot.soon('the end', () =>
      bot.said(message).at(-1)?.includes('2 of 42 tests failed')
        ? bot.replies(message)[0]
        : undefined,
    );
  }
  // Sooner than anybody looks for what has been left undone.
  expect(bot.clock.steadyMs() - clickedAtMs).toBeLessThan(28_000);
  expect(bot.sandbox.reads(RUN)).toHaveLength(2);
  expect(bot.chat.fromBot(ON_CALL)).toHaveLength(2);
});

const noticeOf = (snapshot: string, userIds: readonly string[]): DueNotice => ({
  card: {
    ...{ key: 'C1 1.2', teamId: 'T1', channelId: 'C1', ts: '1.2', layout: 'card', runId: 7 },
    ...{ unfurlUrl: undefined, threadTs: undefined, recall: '', wantedTest: undefined },
  },
  run: { status: 'ended', snapshot },
  userIds,
  failures: 0,
});

test('people who were told of an end are not told of it again, but others are, and of another end all', () => {
  const unrecorded = createUnrecorded();
  unrecorded.add('C1 1.2', 'end', ['U1']);
  expect(unrecorded.without(noticeOf('end', ['U1', 'U2']))).toEqual(['U2']);
  expect(unrecorded.without(noticeOf('second end', ['U1', 'U2']))).toEqual(['U1', 'U2']);
  unrecorded.delete('C1 1.2');
  expect(unrecorded.without(noticeOf('end', ['U1']))).toEqual(['U1']);
});
