import { expect, test } from 'vitest';
import { chatWith, wordsOf } from '../support/chat.ts';
import { startTestBot } from '../support/test-bot.ts';

const page = 'https://dash.empirical.run/acme-shop/test-runs';
const login = 'https://dash.empirical.run/login?returnTo=%2Facme-shop%2Ftest-runs%2F48213';

test.each([
  '48213',
  '#48213',
  'run 48213',
  'RUN 48213',
  'run #48213',
  '  48213  ',
  '48213.',
  '"48213"',
  '`48213`',
  `${page}/48213`,
  `${page}/48213/`,
  `<${page}/48213>`,
  `<${page}/48213|the run>`,
  `${page}/48213.`,
  `(${page}/48213)`,
  `“${page}/48213”`,
  `${page}/48213?status=failed&group_by=none`,
  `${page}/48213/debug/html`,
  `${page}/48213/debug/sigterm`,
  login,
  `<${login}>`,
  '48213 48213, #48213',
])('shows run 48213 once for /testrun %s', async (words) => {
  const bot = await startTestBot();
  const chat = chatWith(bot);
  await chat.say(`/testrun ${words}`);
  const card = await chat.seen('48213');
  expect(card.text).toMatch(/^Run #48213 on Staging failed: /);
  expect(card.ephemeralTo).toBeUndefined();
  await bot.finish();
  expect(chat.fromBot()).toHaveLength(1);
  expect([...bot.sandbox.requests]).toEqual([[48213, 1]]);
});

test.each([
  '48213 48214',
  '48213,48214',
  '48213, 48214',
  `${page}/48213 #48214`,
  `<${page}/48213>,<${page}/48214>`,
])('shows one card for each of several runs for /testrun %s', async (words) => {
  const bot = await startTestBot();
  const chat = chatWith(bot);
  await chat.say(`/testrun ${words}`);
  await chat.answers(2);
  await bot.finish();
  const cards = chat.fromBot();
  expect(cards.map(({ text }) => /#(\d+)/.exec(text)?.[1])).toEqual(['48213', '48214']);
  expect(cards.every(({ ephemeralTo }) => ephemeralTo === undefined)).toBe(true);
});

test('shows the first five of seven runs and tells the asker alone that the rest was left out', async () => {
  const bot = await startTestBot();
  const chat = chatWith(bot);
  await chat.say('/testrun 48213 48214 48215 48216 48217 48218 48219');
  const remark = await chat.seen('Ask again for the other 2.');
  await bot.finish();
  expect(remark.ephemeralTo).toBe('U0ROBIN');
  const cards = chat.fromBot().filter(({ ephemeralTo }) => ephemeralTo === undefined);
  expect(cards.map(({ text }) => /#(\d+)/.exec(text)?.[1])).toEqual([
    '48213',
    '48214',
    '48215',
    '48216',
    '48217',
  ]);
  expect([...bot.sandbox.requests.keys()].toSorted()).toEqual([48213, 48214, 48215, 48216, 48217]);
});

test('shows the readable part and tells the asker in one line what was not read', async () => {
  const bot = await startTestBot();
  const chat = chatWith(bot);
  await chat.say('/testrun 48213 please');
  await chat.answers(2);
  await bot.finish();
  const [card, remark, ...others] = chat.fromBot();
  expect(card?.text).toMatch(/^Run #48213/);
  expect(remark).toMatchObject({ text: "I couldn't read “please”.", ephemeralTo: 'U0ROBIN' });
  expect(others).toEqual([]);
  expect(bot.log.text()).not.toContain('please');
});

test.each([
  'private 48213',
  '48213 private',
  'PRIVATE 48213',
  '48213, Private',
  '#private 48213',
  '48213 (private)',
  '48213 --private',
])('shows a whole card to the asker alone for /testrun %s', async (words) => {
  const bot = await startTestBot();
  const chat = chatWith(bot);
  await chat.say(`/testrun ${words}`);
  const card = await chat.seen('48213');
  await bot.finish();
  expect(card.ephemeralTo).toBe('U0ROBIN');
  expect(chat.fromBot()).toHaveLength(1);
  expect(chat.calls('chat.postMessage')).toEqual([]);
  expect(wordsOf(card)).not.toContain('Only you see this');
});

test('shows several private runs in one message, with what went wrong beside them', async () => {
  const bot = await startTestBot();
  const chat = chatWith(bot);
  await chat.say('/testrun private 48213 48214 40400 thanks');
  const answer = await chat.seen('48213');
  await bot.finish();
  expect(chat.fromBot()).toHaveLength(1);
  expect(answer.ephemeralTo).toBe('U0ROBIN');
  expect(wordsOf(answer)).toContain('48214');
  expect(wordsOf(answer)).toContain('Run #40400 was not found');
  expect(wordsOf(answer)).toContain("I couldn't read “thanks”.");
});

test.each(['', 'help', 'HELP', 'private', '   '])(
  'shows a short help card to the asker alone for "/testrun %s"',
  async (words) => {
    const bot = await startTestBot();
    const chat = chatWith(bot);
    await chat.say(`/testrun ${words}`);
    const card = await chat.seen('Ask for a test run');
    await bot.finish();
    expect(card.ephemeralTo).toBe('U0ROBIN');
    expect(chat.fromBot()).toHaveLength(1);
    expect(bot.sandbox.requests.size).toBe(0);
  },
);

test.each([
  '0',
  '-3',
  '1e9',
  '12.5',
  '007',
  '٤٥',
  '4'.repeat(25),
  '9007199254740993',
  'staging',
  'run',
  'run run',
  'private staging',
  '<!channel>',
  '<@U0KIM>',
  '48213;drop table runs',
  '../../48213',
  'https://dash.empirical.run/acme-shop/test-runs',
  'https://dash.empirical.run/acme-shop/settings/48213',
  'https://dash.empirical.run/api/test-runs/48213',
  'https://api.empirical.run/api/test-runs/48213',
  'https://dash.empirical.run.evil.example/acme-shop/test-runs/48213',
  'https://dash.empirical.run@evil.example/acme-shop/test-runs/48213',
  'https://user@dash.empirical.run/acme-shop/test-runs/48213',
  'https://dash.empirical.run:8443/acme-shop/test-runs/48213',
  'http://dash.empirical.run/acme-shop/test-runs/48213',
  'https://dash.empirical.run/login?returnTo=https://evil.example/acme-shop/test-runs/48213',
  'https://reports.empirical.run/acme-shop/21740098815/index.html',
])(
  'says to the asker alone that it could not read /testrun %s, and asks Empirical nothing',
  async (words) => {
    const bot = await startTestBot();
    const chat = chatWith(bot);
    await chat.say(`/testrun ${words}`);
    const card = await chat.seen("I couldn't read");
    await bot.finish();
    expect(card.ephemeralTo).toBe('U0ROBIN');
    expect(wordsOf(card)).toContain('Ask for a test run');
    expect(JSON.stringify(card.blocks)).not.toMatch(/<[!@#h]/);
    expect(chat.fromBot()).toHaveLength(1);
    expect(bot.sandbox.requests.size).toBe(0);
  },
);

test('brings the test that a link points at first, saying how it did', async () => {
  const bot = await startTestBot();
  const chat = chatWith(bot);
  const answer = await fetch(`${bot.sandbox.url}/api/test-runs/48213`, {
    headers: { authorization: `Bearer ${bot.sandbox.apiKey}` },
  });
  const text = await answer.text();
  const testId = /"pw_test_id":"([^"]+)","status":"flaky"/.exec(text)?.[1];
  await chat.say(`/testrun ${page}/48213?test_id=${testId}`);
  const card = await chat.seen('48213');
  expect(wordsOf(card)).toMatch(/flaky/i);
  expect(/test_id=([0-9a-f-]{41})/.exec(wordsOf(card))?.[1]).toBe(testId);
});
