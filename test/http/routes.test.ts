import { request as httpRequest } from 'node:http';
import { expect, test } from 'vitest';
import { chatWith } from '../support/chat.ts';
import { eventually } from '../support/eventually.ts';
import { hold, run, startScriptedEmpirical } from '../support/scripted-empirical.ts';
import { commandForm, FORM_TYPE, sendSigned } from '../support/signed-request.ts';
import { startTestBot, type TestBot } from '../support/test-bot.ts';

test('says that it lives and that it is ready', async () => {
  const bot = await startTestBot();
  for (const path of ['/healthz', '/readyz']) {
    const response = await fetch(`${bot.url}${path}`);
    expect(response.status).toBe(200);
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(await response.text()).not.toBe('');
  }
});

test('answers HEAD like GET, without a body', async () => {
  const bot = await startTestBot();
  const response = await fetch(`${bot.url}/readyz`, { method: 'HEAD' });
  expect(response.status).toBe(200);
  expect(await response.text()).toBe('');
});

test.each([
  '/',
  '/slack',
  '/slack/events/',
  '/slack/eventsx',
  '/metrics/x',
  '/constructor',
  '/__proto__',
])('answers 404 for %s', async (path) => {
  const bot = await startTestBot();
  expect((await fetch(`${bot.url}${path}`)).status).toBe(404);
  expect((await fetch(`${bot.url}${path}`, { method: 'POST', body: '{}' })).status).toBe(404);
});

test.each([
  { path: '/slack/events', method: 'GET', allow: 'POST' },
  { path: '/slack/events', method: 'PUT', allow: 'POST' },
  { path: '/slack/events', method: 'HEAD', allow: 'POST' },
  { path: '/healthz', method: 'POST', allow: 'GET, HEAD' },
  { path: '/readyz', method: 'DELETE', allow: 'GET, HEAD' },
])('answers 405 for $method $path and names what is allowed', async ({ path, method, allow }) => {
  const bot = await startTestBot();
  const response = await fetch(`${bot.url}${path}`, { method });
  expect(response.status).toBe(405);
  expect(response.headers.get('allow')).toBe(allow);
});

test('keeps a query on a known path apart from the path', async () => {
  const bot = await startTestBot();
  expect((await fetch(`${bot.url}/healthz?probe=1`)).status).toBe(200);
});

test('lives but is not ready while Slack cannot be reached, and takes nothing from Slack meanwhile', async () => {
  const bot = await startTestBot({ atStart: (slack) => slack.faults.down(true) });
  await eventually('a listener', () => statusOf(bot, '/healthz').catch(() => undefined));
  expect(await statusOf(bot, '/healthz')).toBe(200);
  expect(await statusOf(bot, '/readyz')).toBe(503);
  const early = await sendSigned(bot, { body: commandForm(), contentType: FORM_TYPE });
  expect(early.status).toBe(503);
  bot.slack.faults.down(false);
  await bot.started;
  expect(await statusOf(bot, '/readyz')).toBe(200);
  expect(bot.sandbox.requests.size).toBe(0);
});

test('lives but is not ready while it finishes what is in hand', async () => {
  const held = hold(run(48213));
  const empirical = await startScriptedEmpirical(() => held.answer);
  const bot = await startTestBot({ empirical });
  const chat = chatWith(bot);
  await chat.say('/testrun 48213');
  await eventually('the look-up', () => empirical.requests.get(48213));
  const stopped = bot.finish();
  expect(await statusOf(bot, '/readyz')).toBe(503);
  expect(await statusOf(bot, '/healthz')).toBe(200);
  const late = await sendSigned(bot, { body: commandForm(), contentType: FORM_TYPE });
  expect(late.status).toBe(503);
  held.release();
  await stopped;
  expect(chat.fromBot().at(-1)?.text).toMatch(/^Run #48213 .*failed/);
  await expect(statusOf(bot, '/healthz')).rejects.toThrow();
});

test('serves health and no Slack requests in Socket Mode', async () => {
  const bot = await startTestBot({ mode: 'socket' });
  expect(await statusOf(bot, '/healthz')).toBe(200);
  expect(await statusOf(bot, '/readyz')).toBe(200);
  const response = await sendSigned(bot, { body: commandForm(), contentType: FORM_TYPE });
  expect(response.status).toBe(404);
});

test('lets go of a client that never finishes its request when it stops', async () => {
  const bot = await startTestBot();
  const request = httpRequest(`${bot.url}/slack/events`, {
    method: 'POST',
    headers: {
      'content-length': '100',
      'x-slack-signature': 'v0=0',
      'x-slack-request-timestamp': String(Math.floor(Date.now() / 1000)),
    },
  });
  const cut = new Promise((resolve) => request.on('error', resolve));
  request.write('half of');
  await eventually('a connection', () => statusOf(bot, '/healthz'));
  await bot.finish();
  await cut;
});

async function statusOf(bot: Pick<TestBot, 'url'>, path: string): Promise<number> {
  const response = await fetch(`${bot.url}${path}`);
  await response.arrayBuffer();
  return response.status;
}
