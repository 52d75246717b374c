import { expect, test } from 'vitest';
import {
  buttonsOf,
  chatWith,
  KIM,
  ON_CALL,
  PAYMENTS,
  ROBIN,
  unfurlWords,
  wordsOf,
} from '../support/chat.ts';
import { eventually } from '../support/eventually.ts';
import { hold, refusal, run, startScriptedEmpirical } from '../support/scripted-empirical.ts';
import { startTestBot } from '../support/test-bot.ts';

const page = 'https://dash.empirical.run/acme-shop/test-runs/48213';
const running = { state: 'started', run_ended_at: null, duration: null };

/** An Empirical whose run is in progress when first read, and failed from then on. */
function progressing() {
  return startScriptedEmpirical((id, attempt) => run(id, attempt === 1 ? running : {}));
}

test("redraws a public card in place and in the first asker's name, whoever clicks", async () => {
  const empirical = await progressing();
  const bot = await startTestBot({ empirical });
  const chat = chatWith(bot);
  await chat.say('/testrun 48213');
  const card = await chat.seen('in progress');
  await chat.click(card, 'Refresh', { userId: KIM });
  const redrawn = await chat.seen(/^Run #48213 .*failed/);
  await bot.finish();
  expect(redrawn.ts).toBe(card.ts);
  expect(redrawn.ephemeralTo).toBeUndefined();
  expect(wordsOf(redrawn)).toContain(`asked by <@${ROBIN}>`);
  expect(wordsOf(redrawn)).not.toContain(KIM);
  expect(buttonsOf(redrawn)).toContain('Refresh');
  expect(chat.fromBot()).toHaveLength(1);
});

test('always reads anew, even what was read a moment ago', async () => {
  const bot = await startTestBot();
  const chat = chatWith(bot);
  await chat.say('/testrun 48213');
  const card = await chat.seen('48213');
  await chat.click(card, 'Refresh');
  await chat.click(card, 'Refresh');
  await bot.finish();
  expect(bot.sandbox.requests.get(48213)).toBe(3);
});

test('redraws a card that only the asker sees, and keeps what it said and offered', async () => {
  const empirical = await progressing();
  const bot = await startTestBot({ empirical });
  const chat = chatWith(bot);
  await chat.say('/testrun 48213', { channelId: PAYMENTS });
  await chat.click(await chat.seen('in progress', PAYMENTS), 'Refresh');
  const redrawn = await chat.seen(/^Run #48213 .*failed/, PAYMENTS);
  await bot.finish();
  expect(redrawn.ephemeralTo).toBe(ROBIN);
  expect(wordsOf(redrawn)).toContain('Only you see this');
  expect(buttonsOf(redrawn)).toContain('Share in channel');
  expect(chat.fromBot(PAYMENTS)).toHaveLength(1);
});

test('redraws a private card as a private card', async () => {
  const empirical = await progressing();
  const bot = await startTestBot({ empirical });
  const chat = chatWith(bot);
  await chat.say('/testrun private 48213');
  await chat.click(await chat.seen('in progress'), 'Refresh');
  const redrawn = await chat.seen(/^Run #48213 .*failed/);
  await bot.finish();
  expect(redrawn.ephemeralTo).toBe(ROBIN);
  expect(wordsOf(redrawn)).not.toContain('Only you see this');
  expect(chat.fromBot()).toHaveLength(1);
});

test('redraws a list of runs with all of its runs', async () => {
  const empirical = await progressing();
  const bot = await startTestBot({ empirical });
  const chat = chatWith(bot);
  await chat.say('/testrun private 48213 48214');
  await chat.click(await chat.seen('in progress'), 'Refresh');
  const redrawn = await chat.seen(/#48213 .*failed/);
  await bot.finish();
  expect(wordsOf(redrawn)).toContain('48214');
  expect(empirical.requests).toEqual(
    new Map([
      [48213, 2],
      [48214, 2],
    ]),
  );
  expect(chat.fromBot()).toHaveLength(1);
});

test("redraws a public list of runs in the first asker's name, whoever clicks", async () => {
  const empirical = await progressing();
  const bot = await startTestBot({ empirical });
  const chat = chatWith(bot);
  bot.slack.faults.failNext('chat.postMessage', 'restricted_action');
  await chat.say('/testrun 48213 48214');
  const list = await chat.seen('in progress');
  expect(list.ephemeralTo).toBeUndefined();
  await chat.click(list, 'Refresh', { userId: KIM });
  const redrawn = await chat.seen(/#48213 .*failed/);
  await bot.finish();
  expect(wordsOf(redrawn)).toContain(`asked by <@${ROBIN}>`);
  expect(wordsOf(redrawn)).not.toContain(KIM);
  expect(chat.fromBot()).toHaveLength(1);
});

test('redraws an unfurl where it stands', async () => {
  const empirical = await progressing();
  const bot = await startTestBot({ empirical });
  const chat = chatWith(bot);
  await chat.say(`look: ${page}`);
  await chat.unfurls();
  const message = bot.slack.workspace.messages(ON_CALL).at(-1);
  if (message === undefined) {
    throw new Error('no message');
  }
  await chat.click(message, 'Refresh', { userId: KIM, unfurlUrl: page });
  await eventually('the new unfurl', () => chat.calls('chat.unfurl')[1]?.response);
  const [unfurl] = await chat.unfurls();
  await bot.finish();
  expect(unfurl && unfurlWords(unfurl)).toMatch(/failed/i);
  expect(chat.fromBot()).toEqual([]);
});

test.each([
  { status: 404, says: 'was not found' },
  { status: 500, says: 'could not be reached' },
])(
  'leaves the card as it is and tells the clicker alone where the run answers $status',
  async ({ status, says }) => {
    const empirical = await startScriptedEmpirical((id, attempt) =>
      attempt === 1 ? run(id) : refusal(status),
    );
    const bot = await startTestBot({ empirical });
    const chat = chatWith(bot);
    await chat.say('/testrun 48213');
    const card = await chat.seen('48213');
    await chat.click(card, 'Refresh', { userId: KIM });
    const problem = await chat.seen(says);
    await bot.finish();
    expect(problem.ephemeralTo).toBe(KIM);
    expect(chat.fromBot()).toHaveLength(2);
    expect(chat.fromBot()[0]).toMatchObject({ text: card.text, blocks: card.blocks });
  },
);

test('tells the clicker of an unfurl whose run is gone, and leaves the unfurl', async () => {
  const empirical = await startScriptedEmpirical((id, attempt) =>
    attempt === 1 ? run(id) : refusal(404),
  );
  const bot = await startTestBot({ empirical });
  const chat = chatWith(bot);
  await chat.say(page);
  await chat.unfurls();
  const message = bot.slack.workspace.messages(ON_CALL).at(-1);
  if (message === undefined) {
    throw new Error('no message');
  }
  await chat.click(message, 'Refresh', { unfurlUrl: page });
  const problem = await chat.seen('was not found');
  expect(problem.ephemeralTo).toBe(ROBIN);
  expect(await chat.unfurls()).toHaveLength(1);
});

test('shows nothing new once outsiders read the channel', async () => {
  let nowMs = Date.now();
  const empirical = await progressing();
  const bot = await startTestBot({ empirical, now: () => nowMs });
  const chat = chatWith(bot);
  await chat.say('/testrun 48213');
  const card = await chat.seen('in progress');
  const channel = bot.slack.workspace.channels().find(({ id }) => id === ON_CALL);
  if (channel !== undefined) {
    channel.isPendingShared = true;
  }
  nowMs += 10 * 60 * 1000 + 1;
  await chat.click(card, 'Refresh');
  const told = await chat.seen('People outside your organisation');
  await bot.finish();
  expect(told.ephemeralTo).toBe(ROBIN);
  expect(chat.fromBot()[0]).toMatchObject({ text: card.text, blocks: card.blocks });
  expect(JSON.stringify(told)).not.toContain('failed');
});

test('acknowledges a click while the read hangs, and says that it is still reading', async () => {
  const held = hold(run(48213));
  const empirical = await startScriptedEmpirical((id, attempt) =>
    attempt === 1 ? run(id, running) : held.answer,
  );
  const bot = await startTestBot({ empirical });
  const chat = chatWith(bot);
  await chat.say('/testrun 48213');
  const card = await chat.seen('in progress');
  await chat.click(card, 'Refresh');
  const notice = await chat.seen('Still reading run #48213');
  expect(notice.ephemeralTo).toBe(ROBIN);
  held.release();
  await chat.seen(/^Run #48213 .*failed/);
});
