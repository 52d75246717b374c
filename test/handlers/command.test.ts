import { expect, test } from 'vitest';
import { chatWith, ON_CALL, ROBIN, wordsOf } from '../support/chat.ts';
import { startTestBot } from '../support/test-bot.ts';

test('shows a run to the channel and names who asked', async () => {
  const bot = await startTestBot();
  const chat = chatWith(bot);
  await chat.say('/testrun 48213');
  const card = await chat.seen('48213');
  expect(card.ephemeralTo).toBeUndefined();
  expect(wordsOf(card)).toContain(`asked by <@${ROBIN}>`);
  expect(chat.calls('chat.postMessage')).toHaveLength(1);
  expect(card.channelId).toBe(ON_CALL);
});
