import { expect, test, vi } from 'vitest';
import type { RunChanges } from '../../playground/empirical/steered-run.ts';
import { KIM, ON_CALL, ROBIN } from '../support/chat.ts';
import {
  aMinute,
  aMoment,
  lastFromPeople,
  pageOf,
  RUN,
  startLiveBot,
} from '../support/live-bot.ts';

vi.setConfig({ testTimeout: 60_000 });

const tellMe = 'Tell me when it ends';

const ends: readonly { name: string; changes: RunChanges; words: RegExp }[] = [
  {
    name: 'failed',
    changes: {
      state: 'ended',
      success_count: 40,
      failed_count: 2,
      run_started_at: '2026-11-24T10:00:00Z',
      run_ended_at: '2026-11-24T10:02:00Z',
    },
    words: /Run #90001 on Staging failed: 2 of 42 tests failed, 2 min 0 s$/,
  },
  {
    name: 'passed',
    changes: { state: 'ended', success_count: 42, failed_count: 0 },
    words: /Run #90001 on Staging passed: 42 tests passed, /,
  },
  {
    name: 'snoozed',
    changes: {
      state: 'ended',
      success_count: 40,
      failed_count: 2,
      failed_count_after_snoozing: 0,
    },
    words: /Run #90001 on Staging passed: 40 of 42 tests passed, 2 snoozed failures, /,
  },
  {
    name: 'cancelled',
    changes: { state: 'cancelled' },
    words: /Run #90001 on Staging was cancelled/,
  },
  {
    name: 'broken',
    changes: { state: 'error' },
    words: /Run #90001 on Staging stopped with an error/,
  },
  {
    name: 'empty',
    changes: { state: 'ended', total_count: 0, success_count: 0, failed_count: 0 },
    words: /Run #90001 on Staging ended, and no tests ran/,
  },
];

test.concurrent.for(ends)(
  'the asker of a run that is $name in the end is told once, in the thread of the card',
  async ({ changes, words }, { onTestFinished }) => {
    const bot = await startLiveBot({ onTestFinished });
    const card = await bot.ask();
    bot.sandbox.steer(RUN, changes);
    const [notice] = await bot.soon('a notice', () => nonEmpty(bot.replies(card)));
    expect(notice?.text).toMatch(words);
    expect(notice?.text).toMatch(/^<@U0ROBIN> Run/);
    expect(notice?.notified).toEqual([ROBIN]);
    expect(notice?.isBroadcast).not.toBe(true);
    expect(bot.chat.calls('chat.postMessage').at(-1)?.request).not.toHaveProperty(
      'reply_broadcast',
    );
    await aMinute(bot);
    expect(bot.replies(card)).toHaveLength(1);
  },
);

test.concurrent('each card of a run tells its own people, and an unfurl only those who asked', async ({
  onTestFinished,
}) => {
  const bot = await startLiveBot({ onTestFinished });
  const first = await bot.ask();
  await bot.chat.say(`/testrun ${RUN}`, { userId: KIM });
  const second = (await bot.chat.answers(2)).find(({ ts }) => ts !== first.ts) ?? first;
  await bot.chat.say(pageOf(RUN));
  await bot.chat.unfurls();
  const silent = lastFromPeople(bot);
  await bot.chat.say(`again: ${pageOf(RUN)}`);
  await bot.chat.unfurls();
  const asked = lastFromPeople(bot);
  await bot.chat.click(asked, tellMe, { userId: KIM, unfurlUrl: pageOf(RUN) });
  await bot.chat.seen('You will be told here');
  bot.endRun();
  await bot.soon('three notices', () =>
    [first, second, asked].every((message) => bot.replies(message).some(isNotice))
      ? true
      : undefined,
  );
  await aMoment();
  const notified = (message: typeof first) =>
    bot
      .replies(message)
      .filter(isNotice)
      .map((notice) => notice.notified);
  expect(notified(first)).toEqual([[ROBIN]]);
  expect(notified(second)).toEqual([[KIM]]);
  expect(notified(asked)).toEqual([[KIM]]);
  expect(notified(silent)).toEqual([]);
  expect(bot.slack.workspace.messages(ON_CALL).filter(isNotice)).toEqual([]);
});

test.concurrent('a run that goes on after its end is followed again on Refresh, and people are told of the second end', async ({
  onTestFinished,
}) => {
  const bot = await startLiveBot({ onTestFinished });
  const card = await bot.ask();
  bot.endRun();
  await bot.soon('the first notice', () => nonEmpty(bot.replies(card)));
  bot.sandbox.steer(RUN, { state: 'started', success_count: 12, failed_count: 0 });
  const [ended] = bot.chat.fromBot();
  await bot.chat.click(ended ?? card, 'Refresh', { userId: KIM });
  await bot.soon('the card in progress', () =>
    bot.said(card).at(-1)?.includes('12 of 42') ? true : undefined,
  );
  await bot.poll();
  bot.endRun();
  await bot.soon('the second notice', () => (bot.replies(card).length === 2 ? true : undefined));
  expect(bot.replies(card).map((notice) => notice.notified)).toEqual([[ROBIN], [ROBIN]]);
  expect(bot.said(card).at(-1)).toContain('2 of 42 tests failed');
});

const isNotice = ({ text }: { text: string }) => /^<@\w+> Run #/.test(text);

function nonEmpty<Item>(items: readonly Item[]): readonly Item[] | undefined {
  return items.length > 0 ? items : undefined;
}
