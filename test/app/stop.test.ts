import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, test } from 'vitest';
import { ConfigError } from '../../src/config.ts';
import { buttonsOf, chatWith, ROBIN } from '../support/chat.ts';
import { eventually } from '../support/eventually.ts';
import { silence, startScriptedEmpirical } from '../support/scripted-empirical.ts';
import { startTestBot } from '../support/test-bot.ts';

test.concurrent('finishes a reply in hand before it stops', async ({ onTestFinished }) => {
  const bot = await startTestBot({ onTestFinished });
  const chat = chatWith(bot);
  await chat.say('/testrun 20408');
  await eventually('the look-up', () => bot.sandbox.requests.get(20408));
  await bot.finish();
  expect(chat.fromBot().at(-1)?.text).toMatch(/^Run #20408 .*passed/);
});

test.concurrent('finishes what it has acknowledged and hardly begun', async ({
  onTestFinished,
}) => {
  const bot = await startTestBot({ onTestFinished });
  const chat = chatWith(bot);
  await chat.say('@Testrun 48213');
  await bot.finish();
  expect(chat.fromBot()).toHaveLength(1);
});

test.concurrent('tells the asker that it restarts where a reply takes too long, and stops within ten seconds', {
  timeout: 30_000,
}, async ({ onTestFinished }) => {
  const empirical = await startScriptedEmpirical(() => silence, onTestFinished);
  const bot = await startTestBot({
    onTestFinished,
    empirical,
    env: { EMPIRICAL_TIMEOUT_MS: '20000' },
  });
  const chat = chatWith(bot);
  await chat.say('/testrun 48213');
  await eventually('the look-up', () => empirical.requests.get(48213));
  const before = performance.now();
  await bot.finish();
  expect(performance.now() - before).toBeLessThan(10_000);
  const told = chat.fromBot().at(-1);
  expect(told?.text).toContain('The bot is being restarted');
  expect(told?.ephemeralTo).toBe(ROBIN);
  expect(told && buttonsOf(told)).toEqual(['Try again']);
  expect(bot.log.at('warn')).toContainEqual(expect.objectContaining({ unfinished: 1 }));
});

test.concurrent('stops at once while it still waits for Slack', async ({ onTestFinished }) => {
  const bot = await startTestBot({ onTestFinished, atStart: (slack) => slack.faults.down(true) });
  await eventually('a listener', () => fetch(`${bot.url}/healthz`).catch(() => undefined));
  await bot.finish();
  await expect(bot.started).rejects.toThrow(/abort/i);
});

test.concurrent.for(['invalid_auth', 'account_inactive', 'token_revoked'])(
  'does not start with a token that Slack refuses as %s',
  async (code, { onTestFinished }) => {
    const bot = await startTestBot({
      onTestFinished,
      atStart: (slack) => slack.faults.failNext('auth.test', code, 5),
    });
    const refused = await bot.started.catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(ConfigError);
    expect(String(refused)).toContain(`SLACK_BOT_TOKEN was refused by Slack (${code})`);
  },
);

test.concurrent('starts as soon as Slack is there', async ({ onTestFinished }) => {
  const bot = await startTestBot({
    onTestFinished,
    atStart: (slack) => slack.faults.failNext('auth.test', 503, 5),
  });
  await bot.started;
  expect((await fetch(`${bot.url}/readyz`)).status).toBe(200);
  expect(bot.log.at('warn').map(({ msg }) => msg)).toContain('Slack could not be reached yet');
});

test.concurrent('leaves nothing open that would keep a process alive', {
  timeout: 30_000,
}, async () => {
  const script = `
    import { startSlackEmulator } from './playground/slack/emulator.ts';
    import { startSandboxEmpirical } from './playground/empirical/server.ts';
    import { createApp } from './src/app.ts';
    import { readConfig } from './src/config.ts';
    const slack = await startSlackEmulator();
    const sandbox = await startSandboxEmpirical();
    const quiet = { debug() {}, info() {}, warn() {}, error: (fields) => console.error(fields) };
    for (const mode of ['http', 'socket']) {
      const app = createApp(readConfig({
        SLACK_BOT_TOKEN: slack.credentials.botToken,
        SLACK_SIGNING_SECRET: slack.credentials.signingSecret,
        ...(mode === 'socket' ? { SLACK_APP_TOKEN: slack.credentials.appToken } : {}),
        SLACK_API_URL: slack.webApiUrl,
        EMPIRICAL_API_KEY: sandbox.apiKey,
        EMPIRICAL_API_URL: sandbox.url,
        HOST: '127.0.0.1',
        PORT: '0',
      }), { log: quiet });
      const port = await app.start();
      if (mode === 'http') slack.connectBot({ eventsUrl: 'http://127.0.0.1:' + port + '/slack/events' });
      await slack.people.send({ userId: 'U0ROBIN', channelId: 'C0ONCALL', text: '/testrun 48213' });
      await app.stop();
    }
    console.log(slack.workspace.messages('C0ONCALL').length + ' cards');
    await slack.stop();
    await sandbox.stop();
  `;
  const child = spawn(process.execPath, ['--input-type=module', '--eval', script]);
  const said: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (text) => said.push(String(text)));
  }
  const [code] = await once(child, 'close');
  expect(said.join('')).toBe('2 cards\n');
  expect(code).toBe(0);
});
