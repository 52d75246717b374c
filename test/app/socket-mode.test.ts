import { describe, expect, test } from 'vitest';
import { ConfigError } from '../../src/config.ts';
import { chatWith, KIM, ON_CALL, PAYMENTS, ROBIN, wordsOf } from '../support/chat.ts';
import { eventually } from '../support/eventually.ts';
import { startTestBot, type TestBot } from '../support/test-bot.ts';

const page = 'https://dash.empirical.run/acme-shop/test-runs/48213';

test('answers a command that came over the WebSocket', async () => {
  const bot = await startTestBot({ mode: 'socket' });
  const chat = chatWith(bot);
  await chat.say('/testrun 48213');
  const card = await chat.seen('48213');
  expect(card.ephemeralTo).toBeUndefined();
  expect(wordsOf(card)).toContain(`asked by <@${ROBIN}>`);
  const [call] = card.callIds.map((id) => bot.slack.workspace.call(id)?.name);
  expect(bot.slack.workspace.calls().map(({ name }) => name)).toContain('socket-mode command');
  expect(call).toBe('chat.postMessage');
});

test('answers clicks, mentions and links that came over the WebSocket', async () => {
  const bot = await startTestBot({ mode: 'socket' });
  const chat = chatWith(bot);
  await chat.say('/testrun 48213', { channelId: PAYMENTS });
  await chat.click(await chat.seen('48213', PAYMENTS), 'Share in channel');
  await eventually('the shared card', () =>
    chat.fromBot(PAYMENTS).find(({ ephemeralTo }) => ephemeralTo === undefined),
  );
  await chat.say('@Testrun 48214', { userId: KIM });
  expect((await chat.seen('48214')).threadTs).toBeDefined();
  await chat.say(page);
  expect(await chat.unfurls()).toHaveLength(1);
  await bot.finish();
});

test('answers an event once that Slack sends again over the WebSocket', async () => {
  const bot = await startTestBot({ mode: 'socket' });
  const chat = chatWith(bot);
  await chat.say(page);
  await bot.slack.redeliverLastEvent({ sameEventId: true });
  await bot.slack.redeliverLastEvent({ sameEventId: false });
  await bot.finish();
  expect(chat.calls('chat.unfurl')).toHaveLength(1);
});

describe.concurrent('a connection that comes and goes', () => {
  test.for(['cut', 'refresh_requested', 'warning'] as const)(
    'connects again after the connection is lost (%s), and is not ready meanwhile',
    { timeout: 60_000 },
    async (how, { onTestFinished }) => {
      const bot = await startTestBot({
        onTestFinished,
        mode: 'socket',
        expectedErrors: [/WebSocket error/],
      });
      expect(bot.slack.socketMode.connections()).toBe(1);
      expect(await readiness(bot)).toBe(200);
      if (how === 'cut') {
        bot.slack.socketMode.cut();
      } else {
        bot.slack.socketMode.disconnect(how);
      }
      await eventually('not ready', async () => (await readiness(bot)) === 503 || undefined);
      expect((await fetch(`${bot.url}/healthz`)).status).toBe(200);
      await eventually('ready again', async () => (await readiness(bot)) === 200 || undefined);
      expect(bot.slack.socketMode.connections()).toBe(1);
      const chat = chatWith(bot);
      await chat.say('/testrun 48213');
      await chat.seen('48213');
    },
  );

  test('is ready once Slack is there, however long that takes', {
    timeout: 60_000,
  }, async ({ onTestFinished }) => {
    const bot = await startTestBot({
      onTestFinished,
      mode: 'socket',
      atStart: (slack) => slack.faults.failNext('apps.connections.open', 503, 3),
      expectedErrors: [/Failed to retrieve/],
    });
    await bot.started;
    expect(await readiness(bot)).toBe(200);
  });

  test.for(['invalid_auth', 'not_allowed_token_type', 'missing_scope'])(
    'does not start with an app token that Slack refuses (%s), and names it',
    async (code, { onTestFinished }) => {
      const bot = await startTestBot({
        onTestFinished,
        mode: 'socket',
        atStart: (slack) => slack.faults.failNext('apps.connections.open', code, 50),
      });
      const refused = await bot.started.catch((error: unknown) => error);
      expect(refused).toBeInstanceOf(ConfigError);
      expect(String(refused)).toContain(`SLACK_APP_TOKEN was refused by Slack (${code})`);
    },
  );

  test('finishes a reply in hand before it stops', async ({ onTestFinished }) => {
    const bot = await startTestBot({ onTestFinished, mode: 'socket' });
    const chat = chatWith(bot);
    await chat.say('/testrun 20408');
    await eventually('the look-up', () => bot.sandbox.requests.get(20408));
    await bot.finish();
    expect(chat.fromBot(ON_CALL).at(-1)?.text).toMatch(/^Run #20408 .*passed/);
    expect(bot.slack.socketMode.connections()).toBe(0);
  });
});

async function readiness(bot: Pick<TestBot, 'url'>): Promise<number> {
  const response = await fetch(`${bot.url}/readyz`);
  await response.arrayBuffer();
  return response.status;
}
