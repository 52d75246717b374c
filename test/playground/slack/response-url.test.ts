import { expect, test } from 'vitest';
import type { SlackEmulator } from '../../../playground/slack/emulator.ts';
import { textAt } from '../../../playground/slack/json-reading.ts';
import { KIM, ROBIN } from '../../../playground/slack/seed.ts';
import { startWorkspace } from './bolt-app.ts';
import { startPlainBot } from './plain-bot.ts';
import { clientOf } from './web-client.ts';

async function asked(slack: SlackEmulator, channelId = 'C0ONCALL') {
  const heard = await startPlainBot(slack);
  await slack.people.send({ userId: ROBIN, channelId, text: '/testrun 48213' });
  return answerer(textAt(heard.at(-1)?.body ?? {}, 'response_url') ?? '');
}

function answerer(url: string) {
  return async (payload: unknown) => {
    const body = typeof payload === 'string' ? payload : JSON.stringify(payload);
    const headers = { 'content-type': 'application/json' };
    const response = await fetch(url, { method: 'POST', headers, body });
    return { status: response.status, body: await response.text() };
  };
}

const texts = (slack: SlackEmulator, channelId = 'C0ONCALL') =>
  slack.workspace.messages(channelId).map((message) => message.text);

test('an answer is ephemeral unless it says otherwise', async () => {
  const slack = await startWorkspace();
  const answer = await asked(slack);
  expect(await answer({ text: 'only you' })).toEqual({ status: 200, body: 'ok' });
  expect(slack.workspace.messages('C0ONCALL')).toMatchObject([
    { text: 'only you', ephemeralTo: ROBIN },
  ]);
  expect(slack.workspace.messages('C0ONCALL', { viewer: KIM })).toEqual([]);
});

test('an answer for all shows the command line first, once', async () => {
  const slack = await startWorkspace();
  const answer = await asked(slack);
  await answer({ text: 'for all', response_type: 'in_channel' });
  await answer({ text: 'more', response_type: 'in_channel' });
  expect(slack.workspace.messages('C0ONCALL')).toMatchObject([
    { text: '/testrun 48213', userId: ROBIN },
    { text: 'for all', userId: slack.credentials.botUserId },
    { text: 'more', userId: slack.credentials.botUserId },
  ]);
});

test('it reaches a private channel that the bot is not in', async () => {
  const slack = await startWorkspace();
  const answer = await asked(slack, 'C0PAYMENTS');
  await answer({ text: 'for all', response_type: 'in_channel' });
  expect(texts(slack, 'C0PAYMENTS')).toEqual(['/testrun 48213', 'for all']);
});

test('replace_original changes the last answer, which stays ephemeral', async () => {
  const slack = await startWorkspace();
  const answer = await asked(slack);
  await answer({ text: 'reading' });
  await answer({ text: 'read', replace_original: true, response_type: 'in_channel' });
  expect(slack.workspace.messages('C0ONCALL')).toMatchObject([
    { text: 'read', ephemeralTo: ROBIN },
  ]);
});

test('replace_original without an earlier answer posts one', async () => {
  const slack = await startWorkspace();
  const answer = await asked(slack);
  await answer({ text: 'read', replace_original: true });
  expect(texts(slack)).toEqual(['read']);
});

test('deleting is not supported for commands', async () => {
  const slack = await startWorkspace();
  const answer = await asked(slack);
  await answer({ text: 'here' });
  expect(await answer({ delete_original: true })).toMatchObject({ status: 400 });
  expect(texts(slack)).toEqual(['here']);
});

test('an answer can go to a thread, if there is one', async () => {
  const slack = await startWorkspace();
  const answer = await asked(slack);
  const { ts = '' } = await clientOf(slack).chat.postMessage({ channel: 'C0ONCALL', text: 'top' });
  await answer({ text: 'reply', response_type: 'in_channel', thread_ts: ts });
  expect(slack.workspace.thread('C0ONCALL', ts).map(({ text }) => text)).toEqual(['top', 'reply']);
  expect((await answer({ text: 'lost', thread_ts: '1.000001' })).body).toContain(
    'thread_not_found',
  );
});

test('it serves five times', async () => {
  const slack = await startWorkspace();
  const answer = await asked(slack);
  for (const text of ['1', '2', '3', '4', '5']) {
    expect((await answer({ text })).status).toBe(200);
  }
  expect(await answer({ text: '6' })).toEqual({
    status: 404,
    body: '{"ok":false,"error":"used_url"}',
  });
  expect(texts(slack)).toHaveLength(5);
});

test('it serves for thirty minutes', async () => {
  let at = Date.now();
  const slack = await startWorkspace({ now: () => at });
  const answer = await asked(slack);
  at += 30 * 60_000;
  expect((await answer({ text: 'in time' })).status).toBe(200);
  at += 1;
  expect(await answer({ text: 'too late' })).toEqual({
    status: 404,
    body: '{"ok":false,"error":"expired_url"}',
  });
});

test.each([
  ['no JSON', 'text', 'invalid_payload'],
  ['no object', '[]', 'invalid_payload'],
  ['nothing', {}, 'no_text'],
  ['a bad block', { blocks: [{ type: 'section' }] }, 'invalid_blocks'],
  ['too long a text', { text: 'x'.repeat(40_001) }, 'msg_too_long'],
])('refuses %s', async (_what, payload, error) => {
  const slack = await startWorkspace();
  const answer = await asked(slack);
  const { status, body } = await answer(payload);
  expect(status).toBe(400);
  expect(body).toContain(`"error":"${error}"`);
  expect(texts(slack)).toEqual([]);
});

test('an address that was never issued is gone', async () => {
  const slack = await startWorkspace();
  const url = new URL('/commands/T0PLAYGRND/1/guess', slack.webApiUrl).href;
  expect((await answerer(url)({ text: 'hi' })).status).toBe(404);
});

async function clicked(slack: SlackEmulator, ephemeralTo?: string) {
  const heard = await startPlainBot(slack);
  const button = {
    type: 'button',
    action_id: 'again',
    text: { type: 'plain_text', text: 'Again' },
  } as const;
  const message = {
    channel: 'C0ONCALL',
    text: 'card',
    blocks: [{ type: 'actions', block_id: 'b', elements: [button] } as const],
  };
  const { chat } = clientOf(slack);
  if (ephemeralTo === undefined) {
    await chat.postMessage(message);
  } else {
    await chat.postEphemeral({ ...message, user: ephemeralTo });
  }
  const ts = slack.workspace.messages('C0ONCALL')[0]?.ts ?? '';
  const place = { channelId: 'C0ONCALL', ts, blockId: 'b', actionId: 'again' };
  await slack.people.click({ userId: ROBIN, ...place });
  const body = heard.at(-1)?.body ?? {};
  return { body, answer: answerer(textAt(body, 'response_url') ?? '') };
}

test.each([
  ['public', undefined],
  ['ephemeral', ROBIN],
])('after a click in a %s message, replace_original changes that message', async (_kind, to) => {
  const slack = await startWorkspace();
  const { answer } = await clicked(slack, to);
  await answer({ text: 'fresh', replace_original: true });
  expect(slack.workspace.messages('C0ONCALL')).toMatchObject([{ text: 'fresh', blocks: [] }]);
  expect(slack.workspace.messages('C0ONCALL')[0]?.ephemeralTo).toBe(to);
});

test('after a click, delete_original removes the message and a plain answer is ephemeral', async () => {
  const slack = await startWorkspace();
  const { answer } = await clicked(slack);
  await answer({ text: 'done' });
  await answer({ delete_original: true });
  expect(slack.workspace.messages('C0ONCALL')).toMatchObject([
    { text: 'done', ephemeralTo: ROBIN },
  ]);
});

test('after a click in an ephemeral message, an answer can be for all', async () => {
  const slack = await startWorkspace();
  const { answer } = await clicked(slack, ROBIN);
  await answer({ text: 'shared', response_type: 'in_channel' });
  expect(slack.workspace.messages('C0ONCALL', { viewer: KIM })).toMatchObject([{ text: 'shared' }]);
});

test('a click in an ephemeral message carries no message, one in a public message does', async () => {
  const ephemeral = await clicked(await startWorkspace(), ROBIN);
  expect(ephemeral.body).toMatchObject({ container: { is_ephemeral: true } });
  expect(ephemeral.body).not.toHaveProperty('message');
  const open = await clicked(await startWorkspace());
  expect(open.body).toMatchObject({
    container: { is_ephemeral: false },
    message: { text: 'card', blocks: [{ block_id: 'b' }] },
  });
});
