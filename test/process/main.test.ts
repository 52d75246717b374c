import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { startSandboxEmpirical } from '../../playground/empirical/server.ts';
import { startSlackEmulator } from '../../playground/slack/emulator.ts';
import { startProcess } from '../support/bot-process.ts';
import { chatWith } from '../support/chat.ts';
import { eventually } from '../support/eventually.ts';
import { hold, run, startScriptedEmpirical } from '../support/scripted-empirical.ts';

const plausible = {
  SLACK_BOT_TOKEN: 'xoxb-not-a-real-token',
  SLACK_SIGNING_SECRET: 'not-a-real-secret',
  EMPIRICAL_API_KEY: 'not-a-real-key',
  HOST: '127.0.0.1',
  PORT: '0',
};

test('says which variables are missing, a line each, and exits 1 without a stack', async () => {
  const bot = startProcess({ cwd: await emptyFolder() });
  expect(await bot.exited).toBe(1);
  expect(bot.out()).toEqual([]);
  expect(bot.err().map((line) => line.split(' ', 3).join(' '))).toEqual([
    'SLACK_BOT_TOKEN is missing.',
    'EMPIRICAL_API_KEY is missing.',
    'SLACK_SIGNING_SECRET is missing.',
  ]);
});

test('says which variables are wrong, a line each, and shows no value', async () => {
  const env = { ...plausible, SLACK_BOT_TOKEN: 'xoxp-of-a-user', PORT: 'http', LOG_LEVEL: 'loud' };
  const bot = startProcess({ env, cwd: await emptyFolder() });
  expect(await bot.exited).toBe(1);
  expect(bot.err().map((line) => line.split(' ', 1)[0])).toEqual([
    'SLACK_BOT_TOKEN',
    'PORT',
    'LOG_LEVEL',
  ]);
  expect(bot.err().join('\n')).not.toMatch(/xoxp-of|loud|http\b/);
});

test('says in one line that its port is taken', async () => {
  const other = createServer();
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => new Promise((resolve) => other.close(() => resolve())));
  const address = other.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const bot = startProcess({ env: { ...plausible, PORT: String(port) }, cwd: await emptyFolder() });
  expect(await bot.exited).toBe(1);
  expect(bot.err()).toEqual([`HOST and PORT cannot be used: 127.0.0.1:${port} (EADDRINUSE).`]);
  expect(bot.out()).toEqual([]);
});

test('says in one line that Slack refuses its token', async () => {
  const { env } = await world();
  const bot = startProcess({
    env: { ...env, SLACK_BOT_TOKEN: 'xoxb-of-another-app' },
    cwd: await emptyFolder(),
  });
  expect(await bot.exited).toBe(1);
  expect(bot.err()).toEqual([
    'SLACK_BOT_TOKEN was refused by Slack (invalid_auth). Copy it again from your Slack app, and check its scopes.',
  ]);
  expect(bot.out().join('\n')).not.toContain('xoxb-');
});

test('says as JSON that it is ready, serves, and exits 0 on SIGTERM', async () => {
  const { slack, env } = await world();
  const bot = startProcess({ env, cwd: await emptyFolder() });
  const ready = await bot.ready();
  expect(ready).toMatchObject({ level: 'info', mode: 'HTTP', node: process.version });
  slack.connectBot({ eventsUrl: `http://127.0.0.1:${ready.port}/slack/events` });
  const chat = chatWith({ slack });
  await chat.say('/testrun 48213');
  await chat.seen('48213');
  bot.child.kill('SIGTERM');
  expect(await bot.exited).toBe(0);
  expect(bot.err()).toEqual([]);
  for (const line of bot.out()) {
    expect(() => JSON.parse(line)).not.toThrow();
  }
  for (const secret of [env.SLACK_BOT_TOKEN, env.SLACK_SIGNING_SECRET, env.EMPIRICAL_API_KEY]) {
    expect(bot.out().join('\n')).not.toContain(secret);
  }
});

test('finishes the reply in hand on SIGTERM', async () => {
  const held = hold(run(48213));
  const empirical = await startScriptedEmpirical(() => held.answer);
  const { slack, env } = await world();
  const bot = startProcess({
    env: { ...env, EMPIRICAL_API_URL: empirical.url },
    cwd: await emptyFolder(),
  });
  const { port } = await bot.ready();
  slack.connectBot({ eventsUrl: `http://127.0.0.1:${port}/slack/events` });
  const chat = chatWith({ slack });
  await chat.say('/testrun 48213');
  await eventually('the look-up', () => empirical.requests.get(48213));
  bot.child.kill('SIGTERM');
  await eventually('the stop', () => bot.out().find((line) => line.includes('stopping')));
  held.release();
  expect(await bot.exited).toBe(0);
  expect(chat.fromBot().at(-1)?.text).toMatch(/^Run #48213 .*failed/);
});

test('does not wait on a second signal', async () => {
  const { slack, sandbox, env } = await world();
  const bot = startProcess({ env, cwd: await emptyFolder() });
  const { port } = await bot.ready();
  slack.connectBot({ eventsUrl: `http://127.0.0.1:${port}/slack/events` });
  await chatWith({ slack }).say('/testrun 40800');
  await eventually('the look-up', () => sandbox.requests.get(40800));
  bot.child.kill('SIGINT');
  await eventually('the stop', () => bot.out().find((line) => line.includes('stopping')));
  // The same signal again within half a second is npm's, which hands on what the terminal sent as well.
  bot.child.kill('SIGINT');
  await sleep(700);
  expect(bot.child.exitCode).toBeNull();
  bot.child.kill('SIGTERM');
  expect(await bot.exited).toBe(1);
});

test('exits 0 on SIGTERM while it still waits for Slack', async () => {
  const { slack, env } = await world();
  slack.faults.down(true);
  const bot = startProcess({ env, cwd: await emptyFolder() });
  await eventually('the first try', () =>
    bot.out().find((line) => line.includes('could not be reached yet')),
  );
  bot.child.kill('SIGTERM');
  expect(await bot.exited).toBe(0);
  expect(bot.err()).toEqual([]);
});

test('reads .env of the folder it is started in, and lets real variables win', async () => {
  const { slack, env } = await world();
  const folder = await emptyFolder();
  const inFile = { ...env, SLACK_BOT_TOKEN: 'xoxb-of-another-app', LOG_LEVEL: 'debug' };
  await writeFile(
    join(folder, '.env'),
    Object.entries(inFile)
      .map(([name, value]) => `${name}=${value}\n`)
      .join(''),
  );
  const bot = startProcess({ env: { SLACK_BOT_TOKEN: slack.credentials.botToken }, cwd: folder });
  expect(await bot.ready()).toMatchObject({ mode: 'HTTP' });
  bot.child.kill('SIGTERM');
  expect(await bot.exited).toBe(0);
});

test('says that it is ready in Socket Mode', async () => {
  const { slack, env } = await world();
  const bot = startProcess({
    env: { ...env, SLACK_APP_TOKEN: slack.credentials.appToken },
    cwd: await emptyFolder(),
  });
  expect(await bot.ready()).toMatchObject({ mode: 'Socket Mode' });
  expect(slack.socketMode.connections()).toBe(1);
  bot.child.kill('SIGTERM');
  expect(await bot.exited).toBe(0);
  expect(bot.out().join('\n')).not.toContain(slack.credentials.appToken);
});

const pretendToBe20 =
  'data:text/javascript,' +
  'Object.defineProperty(process,"versions",{value:{...process.versions,node:"20.20.2"}});' +
  'Object.defineProperty(process,"version",{value:"v20.20.2"});';

const oldNodes = [
  {
    name: 'a Node that says it is 20',
    node: process.execPath,
    nodeArguments: ['--import', pretendToBe20],
  },
  ...realOldNodes('/usr/bin/node', '/usr/local/bin/node'),
];

test.each(oldNodes)(
  'says in one line that it needs a newer Node, on $name',
  async ({ node, nodeArguments }) => {
    const bot = startProcess({ node, nodeArguments, env: plausible, cwd: await emptyFolder() });
    expect(await bot.exited).toBe(1);
    expect(bot.err()).toHaveLength(1);
    expect(bot.err()[0]).toMatch(/^Testrun needs Node\.js 24 or newer; this is v\d+/);
    expect(bot.out()).toEqual([]);
  },
);

/** The machine's own Nodes, where they are older than what the bot needs. */
function realOldNodes(...paths: readonly string[]) {
  return paths
    .filter((path) => existsSync(path))
    .map((node) => ({ node, version: String(execFileSync(node, ['--version'])).trim() }))
    .filter(({ version }) => Number(/\d+/.exec(version)?.[0]) < 24)
    .map(({ node, version }) => ({ name: `${node} ${version}`, node, nodeArguments: [] }));
}

/** A folder without a .env, so that a developer's own does not count. */
async function emptyFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'testrun-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  return folder;
}

/** Slack and Empirical for a bot in a process of its own, and the environment that leads there. */
async function world() {
  const slack = await startSlackEmulator();
  const sandbox = await startSandboxEmpirical();
  onTestFinished(async () => {
    await Promise.all([slack.stop(), sandbox.stop()]);
  });
  const env = {
    SLACK_BOT_TOKEN: slack.credentials.botToken,
    SLACK_SIGNING_SECRET: slack.credentials.signingSecret,
    SLACK_API_URL: slack.webApiUrl,
    EMPIRICAL_API_KEY: sandbox.apiKey,
    EMPIRICAL_API_URL: sandbox.url,
    HOST: '127.0.0.1',
    PORT: '0',
  };
  return { slack, sandbox, env };
}
