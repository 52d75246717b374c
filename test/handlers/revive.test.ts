import { expect, test } from 'vitest';
import { chatWith, wordsOf } from '../support/chat.ts';
import { eventually } from '../support/eventually.ts';
import { startTestBot } from '../support/test-bot.ts';

const RUN = 90_002;

test('a click on Refresh lets a card for one person live on until the end', async () => {
  const bot = await startTestBot();
  const chat = chatWith(bot);
  bot.sandbox.steer(RUN, { state: 'started', total_count: 42 });
  await chat.say(`/testrun private ${RUN}`);
  const card = await chat.seen('In progress');
  await chat.click(card, 'Refresh');
  await eventually('a fresh reading', () => bot.sandbox.reads(RUN).length > 1 || undefined);
  bot.sandbox.steer(RUN, { state: 'ended', success_count: 42 });
  const ended = await chat.seen(/42 tests passed/);
  expect(ended.ts).toBe(card.ts);
  expect(wordsOf(ended)).toContain('Passed');
  expect(chat.fromBot()).toHaveLength(1);
  await bot.finish();
  const reads = bot.sandbox.reads(RUN).length;
  expect(reads).toBeLessThan(6);
});
