import { describe, expect, test } from 'vitest';
import { chatWith, KIM, ON_CALL, ROBIN } from '../support/chat.ts';
import { eventually } from '../support/eventually.ts';
import { hold, refusal, run, startScriptedEmpirical } from '../support/scripted-empirical.ts';
import { startTestBot, type TestBot } from '../support/test-bot.ts';

const page = 'https://dash.empirical.run/acme-shop/test-runs/48213';
const pressAgain = 'Slack did not take the new card. Press Refresh again';
const running = { state: 'started', run_ended_at: null, duration: null };

test.each([500, 404])(
  'tells the clicker to press Refresh again where Slack answers %s to the new card, and leaves the card',
  async (status) => {
    const bot = await startTestBot();
    const chat = chatWith(bot);
    await chat.say('/testrun 48213');
    const card = await chat.seen('48213');
    bot.slack.faults.failNext('response_url', status);
    await chat.click(card, 'Refresh', { userId: KIM });
    const told = await chat.seen(pressAgain);
    await bot.finish();
    expect(told.ephemeralTo).toBe(KIM);
    expect(chat.fromBot()[0]).toMatchObject({ text: card.text, blocks: card.blocks });
    expect(chat.fromBot()).toHaveLength(2);
  },
);

test.each([500, 404])(
  'tells the clicker with chat.postEphemeral where response_url goes on to answer %s',
  async (status) => {
    const bot = await startTestBot();
    const chat = chatWith(bot);
    await chat.say('/testrun 48213');
    const card = await chat.seen('48213');
    bot.slack.faults.failNext('response_url', status, 5);
    await chat.click(card, 'Refresh', { userId: KIM });
    const told = await chat.seen(pressAgain);
    await bot.finish();
    expect(told.ephemeralTo).toBe(KIM);
    expect(chat.calls('chat.postEphemeral')).toHaveLength(1);
    expect(chat.fromBot()).toHaveLength(2);
  },
);

test('tells the clicker to press Refresh again where Slack refuses the new unfurl', async () => {
  const bot = await startTestBot();
  const chat = chatWith(bot);
  await chat.say(page);
  await chat.unfurls();
  const message = bot.slack.workspace.messages(ON_CALL).at(-1);
  if (message === undefined) {
    throw new Error('no message');
  }
  bot.slack.faults.failNext('chat.unfurl', 'cannot_unfurl_url');
  await chat.click(message, 'Refresh', { userId: KIM, unfurlUrl: page });
  const told = await chat.seen(pressAgain);
  await bot.finish();
  expect(told.ephemeralTo).toBe(KIM);
  expect(await chat.unfurls()).toHaveLength(1);
});

test.each([0, 5])(
  'tells of a run that is gone in the thread that the card stands in, with %s uses of response_url lost',
  async (lost) => {
    const empirical = await startScriptedEmpirical((id, attempt) =>
      attempt === 1 ? run(id) : refusal(404),
    );
    const bot = await startTestBot({ empirical });
    const { chat, threadTs } = await threadIn(bot);
    await chat.say('@Testrun 48213', { threadTs });
    const card = await chat.seen(/^Run #48213 .*failed/);
    bot.slack.faults.failNext('response_url', 404, lost);
    await chat.click(card, 'Refresh', { userId: KIM });
    const told = await chat.seen('was not found');
    await bot.finish();
    expect(told).toMatchObject({ threadTs, ephemeralTo: KIM });
    expect(chat.fromBot()).toHaveLength(2);
  },
);

test('says in the thread of the card that it is still reading', async () => {
  const held = hold(run(48213));
  const empirical = await startScriptedEmpirical((id, attempt) =>
    attempt === 1 ? run(id, running) : held.answer,
  );
  const bot = await startTestBot({ empirical });
  const { chat, threadTs } = await threadIn(bot);
  await chat.say('@Testrun 48213', { threadTs });
  const card = await chat.seen('in progress');
  await chat.click(card, 'Refresh');
  const notice = await chat.seen('Still reading run #48213');
  expect(notice).toMatchObject({ threadTs, ephemeralTo: ROBIN });
  held.release();
  const redrawn = await chat.seen(/^Run #48213 .*failed/);
  expect(redrawn.ts).toBe(card.ts);
});

describe('many clicks while a run is slow', () => {
  test('are one more reading, whose answer the card ends with', async () => {
    const held = hold(run(48213, running));
    const empirical = await startScriptedEmpirical((id, attempt) =>
      attempt === 1 ? run(id, running) : attempt === 2 ? held.answer : run(id),
    );
    const bot = await startTestBot({ empirical });
    const chat = chatWith(bot);
    await chat.say('/testrun 48213');
    const card = await chat.seen('in progress');
    await chat.click(card, 'Refresh');
    await eventually('the second reading', () => empirical.requests.get(48213) === 2 || undefined);
    for (const userId of [ROBIN, KIM, ROBIN, KIM, ROBIN, KIM]) {
      await chat.click(card, 'Refresh', { userId });
    }
    held.release();
    const redrawn = await chat.seen(/^Run #48213 .*failed/);
    await bot.finish();
    expect(redrawn.ts).toBe(card.ts);
    expect(empirical.requests.get(48213)).toBe(3);
    expect(chat.fromBot()).toHaveLength(1);
  });

  test('hold up no other card', async () => {
    const held = hold(run(48213));
    const empirical = await startScriptedEmpirical((id, attempt) =>
      attempt === 1 ? run(id, running) : id === 48213 ? held.answer : run(id),
    );
    const bot = await startTestBot({ empirical });
    const chat = chatWith(bot);
    await chat.say('/testrun 48213 48214');
    const [one, other] = [await chat.seen(/^Run #48213/), await chat.seen(/^Run #48214/)];
    await chat.click(one, 'Refresh');
    await chat.click(one, 'Refresh');
    await chat.click(other, 'Refresh');
    await chat.seen(/^Run #48214 .*failed/);
    held.release();
    await chat.seen(/^Run #48213 .*failed/);
  });
});

/** A thread that a person began, and the eyes to read it with. */
async function threadIn(bot: TestBot) {
  const chat = chatWith(bot);
  await chat.say('the release is red');
  return { chat, threadTs: String(bot.slack.workspace.messages(ON_CALL)[0]?.ts) };
}
