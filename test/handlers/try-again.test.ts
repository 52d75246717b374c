import { expect, test } from 'vitest';
import { buttonsOf, chatWith, KIM, ON_CALL, PAYMENTS, ROBIN, wordsOf } from '../support/chat.ts';
import { hold, refusal, run, startScriptedEmpirical } from '../support/scripted-empirical.ts';
import { startTestBot } from '../support/test-bot.ts';

test("gives the public card in the first asker's name after Try again, and takes the problem away", async () => {
  const empirical = await startScriptedEmpirical((id, attempt) =>
    attempt === 1 ? refusal(500) : run(id),
  );
  const bot = await startTestBot({ empirical });
  const chat = chatWith(bot);
  await chat.say('/testrun 48213', { userId: KIM });
  await chat.click(await chat.seen('could not be reached'), 'Try again', { userId: KIM });
  const card = await chat.seen(/^Run #48213 on Staging failed/);
  await bot.finish();
  expect(card.ephemeralTo).toBeUndefined();
  expect(wordsOf(card)).toContain(`asked by <@${KIM}>`);
  expect(chat.fromBot()).toHaveLength(1);
});

test('tries only the failed runs again, and says so again where they still fail', async () => {
  const bot = await startTestBot();
  const chat = chatWith(bot);
  await chat.say('/testrun 48214 50000 40400');
  const problem = await chat.seen('could not be reached');
  await chat.click(problem, 'Try again');
  await bot.finish();
  expect(bot.sandbox.requests.get(48214)).toBe(1);
  expect(bot.sandbox.requests.get(40400)).toBe(1);
  expect(bot.sandbox.requests.get(50000)).toBe(2);
  const whispers = chat.fromBot().filter(({ ephemeralTo }) => ephemeralTo !== undefined);
  expect(whispers).toHaveLength(1);
  expect(whispers.map(buttonsOf)).toEqual([['Try again']]);
});

test('posts one card for two impatient clicks on Try again', async () => {
  const held = hold(run(48213));
  const empirical = await startScriptedEmpirical((_, attempt) =>
    attempt === 1 ? refusal(500) : held.answer,
  );
  const bot = await startTestBot({ empirical });
  const chat = chatWith(bot);
  await chat.say('/testrun 48213');
  const problem = await chat.seen('could not be reached');
  await chat.click(problem, 'Try again');
  await chat.click(problem, 'Try again');
  held.release();
  await bot.finish();
  expect(chat.fromBot().map(({ ephemeralTo }) => ephemeralTo)).toEqual([undefined]);
});

test('keeps a private asking private after Try again', async () => {
  const empirical = await startScriptedEmpirical((id, attempt) =>
    attempt === 1 ? refusal(500) : run(id),
  );
  const bot = await startTestBot({ empirical });
  const chat = chatWith(bot);
  await chat.say('/testrun private 48213');
  await chat.click(await chat.seen('could not be reached'), 'Try again');
  const card = await chat.seen(/^Run #48213 on Staging failed/);
  await bot.finish();
  expect(card.ephemeralTo).toBe(ROBIN);
  expect(chat.fromBot()).toHaveLength(1);
});

test('gives the card to the asker alone after Try again where nobody can tell who reads the channel', async () => {
  const empirical = await startScriptedEmpirical((id, attempt) =>
    attempt === 1 ? refusal(500) : run(id),
  );
  const bot = await startTestBot({ empirical });
  const chat = chatWith(bot);
  await chat.say('/testrun 48213', { channelId: PAYMENTS });
  await chat.click(await chat.seen('could not be reached', PAYMENTS), 'Try again');
  const card = await chat.seen(/^Run #48213 on Staging failed/, PAYMENTS);
  await bot.finish();
  expect(card.ephemeralTo).toBe(ROBIN);
  expect(buttonsOf(card)).toContain('Share in channel');
  expect(chat.fromBot(PAYMENTS)).toHaveLength(1);
  expect(chat.fromBot(ON_CALL)).toEqual([]);
});
