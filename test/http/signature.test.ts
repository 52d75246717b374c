import { request as httpRequest, type IncomingMessage, type RequestOptions } from 'node:http';
import { expect, test } from 'vitest';
import { signatureOf } from '../../playground/slack/http-transport.ts';
import { chatWith } from '../support/chat.ts';
import {
  commandForm,
  FORM_TYPE,
  form,
  type RawRequest,
  sendSigned,
} from '../support/signed-request.ts';
import { startTestBot, type TestBot } from '../support/test-bot.ts';

const command = { body: commandForm(), contentType: FORM_TYPE };

const refused: readonly (RawRequest & { name: string })[] = [
  { ...command, name: 'without a signature', headers: { 'x-slack-signature': undefined } },
  { ...command, name: 'without a time stamp', headers: { 'x-slack-request-timestamp': undefined } },
  {
    ...command,
    name: 'without either',
    headers: { 'x-slack-signature': undefined, 'x-slack-request-timestamp': undefined },
  },
  {
    ...command,
    name: 'with a wrong signature',
    headers: { 'x-slack-signature': `v0=${'0'.repeat(64)}` },
  },
  { ...command, name: 'with an empty signature', headers: { 'x-slack-signature': '' } },
  {
    ...command,
    name: 'with a signature that is too short',
    headers: { 'x-slack-signature': 'v0=ab' },
  },
  {
    ...command,
    name: 'with a signature of another version',
    headers: { 'x-slack-signature': `v1=${'0'.repeat(64)}` },
  },
  { ...command, name: 'signed with another secret', secret: 'f'.repeat(32) },
  { ...command, name: 'signed with an empty secret', secret: '' },
  { ...command, name: 'more than five minutes old', skewSeconds: -302 },
  { ...command, name: 'more than five minutes ahead', skewSeconds: 302 },
  { ...command, name: 'an hour ahead', skewSeconds: 3600 },
  {
    ...command,
    name: 'with a time stamp that is no number',
    headers: { 'x-slack-request-timestamp': 'now' },
  },
  {
    ...command,
    name: 'with a time stamp that is not finite',
    headers: { 'x-slack-request-timestamp': '1e999' },
  },
  {
    ...command,
    name: 'with a time stamp that is not the signed one',
    headers: { 'x-slack-request-timestamp': String(Math.floor(Date.now() / 1000) + 60) },
  },
  {
    name: 'that asks for a certificate check',
    body: form({ ssl_check: '1', token: 'x' }),
    contentType: FORM_TYPE,
    headers: { 'x-slack-signature': undefined },
  },
  {
    name: 'that asks for URL verification',
    body: JSON.stringify({ type: 'url_verification', challenge: 'c' }),
    headers: { 'x-slack-signature': undefined },
  },
];

test.each(refused)(
  'refuses a request $name with 401 and does nothing',
  async ({ name: _, ...raw }) => {
    const bot = await startTestBot();
    const response = await sendSigned(bot, raw);
    expect(response.status).toBe(401);
    expect(await response.text()).toBe('');
    await bot.finish();
    expect(bot.sandbox.requests.size).toBe(0);
    expect(chatWith(bot).fromBot()).toEqual([]);
    expect(bot.log.at('warn')).toMatchObject([{ msg: 'request refused', status: 401 }]);
  },
);

test('refuses a body that is not the one that was signed', async () => {
  const bot = await startTestBot();
  const response = await fetch(`${bot.url}/slack/events`, {
    method: 'POST',
    headers: headersFor(bot, command),
    body: command.body.replace('48213', '48214'),
  });
  expect(response.status).toBe(401);
});

test.each([-290, 0, 290])('takes a request that is %d seconds off', async (skewSeconds) => {
  const bot = await startTestBot();
  const response = await sendSigned(bot, { ...command, skewSeconds });
  expect(response.status).toBe(200);
  await chatWith(bot).seen('48213');
});

test('answers the URL verification of a signed request', async () => {
  const bot = await startTestBot();
  const body = JSON.stringify({ type: 'url_verification', challenge: 'the challenge' });
  const response = await sendSigned(bot, { body });
  expect(response.status).toBe(200);
  expect(await response.text()).toContain('the challenge');
});

test('takes a signed body of just under 1 MiB', async () => {
  const bot = await startTestBot();
  const text = `48213 ${' '.repeat(1024 * 1024 - 2000)}`;
  const response = await sendSigned(bot, { body: commandForm({ text }), contentType: FORM_TYPE });
  expect(response.status).toBe(200);
  await chatWith(bot).seen('48213');
});

test('refuses a signed body over 1 MiB with 413', async () => {
  const bot = await startTestBot();
  const text = `48213 ${' '.repeat(1024 * 1024)}`;
  const response = await sendSigned(bot, { body: commandForm({ text }), contentType: FORM_TYPE });
  expect(response.status).toBe(413);
  await bot.finish();
  expect(bot.sandbox.requests.size).toBe(0);
});

test('refuses a body over 1 MiB by its declared length, before it is sent', async () => {
  const bot = await startTestBot();
  const headers = { 'content-length': String(1024 * 1024 + 1) };
  const response = await rawPost(bot, { headers }, (request) => request.flushHeaders());
  expect(response.statusCode).toBe(413);
});

test('refuses a chunked body as soon as it passes 1 MiB', async () => {
  const bot = await startTestBot();
  const headers = {
    'transfer-encoding': 'chunked',
    'x-slack-signature': 'v0=0',
    'x-slack-request-timestamp': String(Math.floor(Date.now() / 1000)),
  };
  const response = await rawPost(bot, { headers }, (request) => {
    for (let kib = 0; kib <= 1024; kib += 1) {
      request.write(Buffer.alloc(1024));
    }
  });
  expect(response.statusCode).toBe(413);
});

function headersFor(bot: TestBot, { body }: RawRequest): Record<string, string> {
  const stamp = String(Math.floor(Date.now() / 1000));
  return {
    'content-type': FORM_TYPE,
    'x-slack-request-timestamp': stamp,
    'x-slack-signature': signatureOf(bot.slack.credentials.signingSecret, stamp, body),
  };
}

function rawPost(
  bot: TestBot,
  options: RequestOptions,
  send: (request: ReturnType<typeof httpRequest>) => void,
): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const request = httpRequest(`${bot.url}/slack/events`, { method: 'POST', ...options });
    request.on('response', (response) => {
      resolve(response);
      request.destroy();
    });
    request.on('error', reject);
    send(request);
  });
}
