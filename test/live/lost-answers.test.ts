import { expect, test, vi } from 'vitest';
import { createUnrecorded } from '../../src/live/unrecorded.ts';
import type { DueNotice } from '../../src/store/store.ts';
import { ON_CALL, RELEASES } from '../support/chat.ts';
import { aMoment, lastFromPeople, pageOf, RUN, startLiveBot } from '../support/live-bot.ts';

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
  expect(bot.replies(card)).toHaveLength(1);
  bot.slack.faults.clear();
  await bot.soon('the end', () => bot.said(card).find((words) => words.includes('2 of 42')));
  await bot.soon('a notice', () => bot.replies(card)[1]);
  bot.clock.advance(60_000);
  await aMoment();
  expect(bot.replies(card)).toHaveLength(2);
});

test.concurrent('where only the answers to notices get lost, four go out and no more', async ({
  onTestFinished,
}) => {
  const bot = await startLiveBot({ onTestFinished });
  const card = await bot.ask();
  bot.slack.faults.failEvery('chat.postMessage', 'lost-answer');
  bot.endRun();
  await bot.soon('the first', () => bot.replies(card)[0]);
  for (let pass = 0; pass < 20; pass += 1) {
    bot.clock.advance(55_000);
    await aMoment();
  }
  expect(bot.log.text()).toContain('people could not be told of the end of a run');
  expect(bot.replies(card)).toHaveLength(4);
});

test.concurrent.for([503, 'internal_error', 'service_unavailable'])(
  'a minute in which Slack says %s to all posts loses no notice',
  async (trouble, { onTestFinished }) => {
    const bot = await startLiveBot({ onTestFinished });
    const card = await bot.ask();
    bot.slack.faults.failEvery('chat.postMessage', trouble);
    bot.endRun();
    await bot.soon('the end', () => bot.said(card)[1]);
    for (let pass = 0; pass < 4; pass += 1) {
      bot.clock.advance(15_000);
      await aMoment();
    }
    bot.slack.faults.clear();
    await bot.soon('a notice', () => bot.replies(card)[0]);
  },
);

test.concurrent('a token that is revoked after a failed notice ends it', async ({
  onTestFinished,
}) => {
  const bot = await startLiveBot({ onTestFinished });
  await bot.ask();
  bot.slack.faults.failNext('chat.postMessage', 503);
  bot.endRun();
  await bot.soon('the first failure', () =>
    bot.log.lines().find(({ msg }) => msg.startsWith('people could not be told yet')),
  );
  bot.slack.faults.revokeToken('token_revoked');
  await bot.soon('the last word', () =>
    bot.log.lines().find(({ msg }) => msg === 'people could not be told of the end of a run'),
  );
});

test.concurrent('a link to one test never says of it what is not so', async ({
  onTestFinished,
}) => {
  const bot = await startLiveBot({ onTestFinished });
  const testId = 'a30a6eba6312f6b87ea5-55e241fbe3f4b8ae61ee';
  const details = [
    {
      ...{ pw_test_id: testId, status: 'passed', name: 'pays', nesting: ['a.ts', 'pays'] },
      ...{ test_project: 'chromium', slug: 'k3f9x2' },
    },
  ];
  bot.sandbox.steer(RUN, { details, total_count: 42, success_count: 10, failed_count: 0 });
  const card = await bot.ask();
  await bot.poll();
  await bot.chat.say(`${pageOf(RUN)}?test_id=${testId}`);
  await bot.chat.unfurls();
  const message = lastFromPeople(bot);
  await bot.poll();
  bot.sandbox.steer(RUN, { success_count: 20 });
  await bot.soon('a change', () =>
    bot.unfurled(message).find((words) => words.includes('20 of 42')),
  );
  expect(bot.unfurled(message)).toHaveLength(2);
  expect(bot.unfurled(message).join()).not.toContain('does not list');
  expect(bot.said(card)).toHaveLength(2);
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
  unrecorded.add(noticeOf('end', ['U1']));
  expect(unrecorded.without(noticeOf('end', ['U1', 'U2']))).toEqual(['U2']);
  expect(unrecorded.without(noticeOf('second end', ['U1', 'U2']))).toEqual(['U1', 'U2']);
  unrecorded.delete('C1 1.2');
  expect(unrecorded.without(noticeOf('end', ['U1']))).toEqual(['U1']);
});
