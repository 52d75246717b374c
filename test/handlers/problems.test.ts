import { describe, expect, test } from 'vitest';
import { answer } from '../api/scripted-server.ts';
import { buttonsOf, chatWith, ROBIN, wordsOf } from '../support/chat.ts';
import { createClock } from '../support/clock.ts';
import { startScriptedEmpirical } from '../support/scripted-empirical.ts';
import { startTestBot } from '../support/test-bot.ts';

interface Problem {
  readonly id: number;
  readonly what: string;
  readonly says: string | RegExp;
  readonly attempts: number;
  readonly canTryAgain: boolean;
  readonly errors?: readonly RegExp[];
}

const problems: readonly Problem[] = [
  {
    id: 40400,
    what: 'a run that is not there',
    says: "Run #40400 was not found, or this bot's key cannot see it.",
    attempts: 1,
    canTryAgain: false,
  },
  {
    id: 99999,
    what: 'a run that nobody has heard of',
    says: "Run #99999 was not found, or this bot's key cannot see it.",
    attempts: 1,
    canTryAgain: false,
  },
  {
    id: 40000,
    what: 'a request that Empirical refuses',
    says: /#40000.*Empirical refused the request.*: “Invalid x-project-slug header: &lt;!channel&gt; &amp; .*co.*”. .*EMPIRICAL_PROJECT_SLUG/,
    attempts: 1,
    canTryAgain: false,
  },
  {
    id: 40100,
    what: 'a key that is refused',
    says: /key was refused.* Its operator must renew it/,
    attempts: 1,
    canTryAgain: false,
    errors: [/Empirical refused EMPIRICAL_API_KEY/],
  },
  {
    id: 40300,
    what: 'a key that is not permitted',
    says: /key was refused.* Its operator must renew it/,
    attempts: 1,
    canTryAgain: false,
    errors: [/Empirical refused EMPIRICAL_API_KEY/],
  },
  {
    id: 42900,
    what: 'a limit of two seconds, after retries',
    says: /Empirical is limiting requests.* Try again in 2 s/,
    attempts: 3,
    canTryAgain: true,
  },
  {
    id: 42901,
    what: 'a limit of two minutes, at once',
    says: /Empirical is limiting requests.* Try again in 120 s/,
    attempts: 1,
    canTryAgain: true,
  },
  {
    id: 50000,
    what: 'a server error, after one attempt',
    says: /Empirical could not be reached.*server error \(500\)/,
    attempts: 1,
    canTryAgain: true,
  },
  {
    id: 50300,
    what: 'a server that stays unavailable',
    says: /Empirical could not be reached.*\(503\)/,
    attempts: 3,
    canTryAgain: true,
  },
  {
    id: 50400,
    what: 'a connection that is cut',
    says: /Empirical could not be reached.*the connection failed/,
    attempts: 3,
    canTryAgain: true,
  },
  {
    id: 20999,
    what: 'a page instead of JSON',
    says: 'Empirical answered in a form this bot does not understand',
    attempts: 1,
    canTryAgain: false,
    errors: [/was not understood/],
  },
  {
    id: 20998,
    what: 'JSON that breaks the contract',
    says: 'Empirical answered in a form this bot does not understand',
    attempts: 1,
    canTryAgain: false,
    errors: [/was not understood/],
  },
  {
    id: 20995,
    what: 'an answer of 21 MiB',
    says: 'Empirical answered in a form this bot does not understand',
    attempts: 1,
    canTryAgain: false,
    errors: [/was not understood/],
  },
  {
    id: 30200,
    what: 'a redirect, which is not followed',
    says: 'Empirical answered in a form this bot does not understand',
    attempts: 1,
    canTryAgain: false,
    errors: [/was not understood/],
  },
];

describe.concurrent('what goes wrong', () => {
  test.for(problems)(
    'tells the asker alone of $what',
    async ({ id, says, attempts, canTryAgain, errors }, { onTestFinished }) => {
      const bot = await startTestBot({ onTestFinished, expectedErrors: errors ?? [] });
      const chat = chatWith(bot);
      await chat.say(`/testrun ${id}`);
      const problem = await chat.seen(/run #|Run #/);
      const told = wordsOf(problem).startsWith('Still reading') ? await chat.seen(says) : problem;
      await bot.finish();
      expect(told.ephemeralTo).toBe(ROBIN);
      if (typeof says === 'string') {
        expect(told.text).toContain(says);
      } else {
        expect(told.text).toMatch(says);
      }
      expect(wordsOf({ ...told, text: '' })).toContain(told.text.slice(0, 40));
      expect(buttonsOf(told)).toEqual(canTryAgain ? ['Try again'] : []);
      expect(chat.fromBot()).toHaveLength(1);
      expect(chat.calls('chat.postMessage')).toEqual([]);
      expect(bot.sandbox.requests.get(id)).toBe(attempts);
      expect(bot.sandbox.requests.has(48214)).toBe(false);
      expect(bot.log.lines()).toContainEqual(
        expect.objectContaining({ run: id, kind: expect.any(String) }),
      );
    },
  );

  test('gives up on a run that never answers, after it said that it is still reading', {
    timeout: 60_000,
  }, async ({ onTestFinished }) => {
    const bot = await startTestBot({ onTestFinished, env: { EMPIRICAL_TIMEOUT_MS: '1500' } });
    const chat = chatWith(bot);
    await chat.say('/testrun 40800');
    await chat.seen('Still reading run #40800');
    const problem = await chat.seen('it did not answer in time');
    await bot.finish();
    expect(problem.ephemeralTo).toBe(ROBIN);
    expect(buttonsOf(problem)).toEqual(['Try again']);
    expect(chat.fromBot()).toHaveLength(1);
  });
});

test('tells of an Empirical that is not there', async () => {
  const bot = await startTestBot({ env: { EMPIRICAL_API_URL: 'http://127.0.0.1:1' } });
  const chat = chatWith(bot);
  await chat.say('/testrun 48213');
  const problem = await chat.seen('the connection failed');
  expect(problem.ephemeralTo).toBe(ROBIN);
  expect(buttonsOf(problem)).toEqual(['Try again']);
});

test('gives no hint at the project where none is configured', async () => {
  const bot = await startTestBot({ env: { EMPIRICAL_PROJECT_SLUG: '' } });
  const chat = chatWith(bot);
  await chat.say('/testrun 40000');
  const problem = await chat.seen('Empirical refused the request');
  expect(wordsOf(problem)).not.toContain('EMPIRICAL_PROJECT_SLUG');
});

test('reads a run by itself after a failure that passes', async () => {
  const bot = await startTestBot();
  const chat = chatWith(bot);
  await chat.say('/testrun 50301');
  const card = await chat.seen('50301');
  expect(card.ephemeralTo).toBeUndefined();
  expect(bot.sandbox.requests.get(50301)).toBe(2);
});

test('posts the runs that could be read, and tells the asker alone of all the others in one message', async () => {
  const bot = await startTestBot();
  const chat = chatWith(bot);
  await chat.say('/testrun 40400 48213 50000 48214 eh');
  const problem = await chat.seen('was not found');
  await bot.finish();
  const cards = chat.fromBot().filter(({ ephemeralTo }) => ephemeralTo === undefined);
  expect(cards.map(({ text }) => /#(\d+)/.exec(text)?.[1])).toEqual(['48213', '48214']);
  expect(chat.fromBot()).toHaveLength(3);
  expect(wordsOf(problem)).toContain('could not be reached');
  expect(wordsOf(problem)).toContain('“eh”');
});

test('logs a refused key as an error once a minute at most', async () => {
  const clock = createClock();
  const bot = await startTestBot({
    now: clock.now,
    steadyMs: clock.steadyMs,
    expectedErrors: [/Empirical refused EMPIRICAL_API_KEY/],
  });
  const chat = chatWith(bot);
  await chat.say('/testrun 40100');
  await chat.answers(1);
  clock.advance(20_000);
  await chat.say('/testrun 40300');
  await chat.answers(2);
  expect(bot.log.at('error')).toHaveLength(1);
  clock.advance(60_000);
  await chat.say('/testrun 40100');
  await chat.answers(3);
  expect(bot.log.at('error')).toHaveLength(2);
});

test('logs a run that is not there at info: nobody but the asker has to act', async () => {
  const bot = await startTestBot();
  await chatWith(bot).say('/testrun 40400');
  await bot.finish();
  expect(bot.log.lines().filter((line) => line['run'] === 40400)).toMatchObject([
    { level: 'info', kind: 'RunNotFoundError' },
  ]);
  expect(bot.log.at('warn')).toEqual([]);
});

test('logs which parts of an answer did not fit, and not the answer', async () => {
  const secretly = 'what-only-the-body-says';
  const empirical = await startScriptedEmpirical(() =>
    answer(200, { data: { test_run: { testRun: { id: secretly }, project: secretly } } }),
  );
  const bot = await startTestBot({ empirical, expectedErrors: [/was not understood/] });
  const chat = chatWith(bot);
  await chat.say('/testrun 48213');
  await chat.seen('does not understand');
  const [line] = bot.log.at('error');
  expect(JSON.stringify(line)).toContain('testRun');
  expect(bot.log.text()).not.toContain(secretly);
});
