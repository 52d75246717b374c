import { expect, test } from 'vitest';
import { chatWith, ROBIN, wordsOf } from '../support/chat.ts';
import { eventually } from '../support/eventually.ts';
import { hold, run, startScriptedEmpirical } from '../support/scripted-empirical.ts';
import { startTestBot } from '../support/test-bot.ts';

/** As many as a loaded machine answers well within Slack's time; the benchmark asks 500 at once. */
const askers = 150;

test('reads a run once for many commands at once, and answers each of them', {
  timeout: 60_000,
}, async () => {
  const held = hold(run(48213));
  const empirical = await startScriptedEmpirical(() => held.answer);
  const bot = await startTestBot({ empirical, slack: { ackTimeoutMs: 30_000 } });
  const chat = chatWith(bot);
  const notices: string[] = [];
  bot.slack.workspace.subscribe((change) => {
    if (change.kind === 'notice') {
      notices.push(change.text);
    }
  });
  await Promise.all(Array.from({ length: askers }, () => chat.say('/testrun 48213')));
  expect(notices).toEqual([]);
  expect(empirical.requests).toEqual(new Map([[48213, 1]]));
  held.release();
  await eventually('all cards', () => {
    const cards = chat.fromBot().filter(({ ephemeralTo }) => ephemeralTo === undefined);
    return cards.length === askers ? cards : undefined;
  });
  await bot.finish();
  const cards = chat.fromBot().filter(({ text }) => text.startsWith('Run #48213'));
  expect(cards).toHaveLength(askers);
  expect(cards.every((card) => wordsOf(card).includes(`asked by <@${ROBIN}>`))).toBe(true);
  expect(empirical.requests.get(48213)).toBe(1);
});
