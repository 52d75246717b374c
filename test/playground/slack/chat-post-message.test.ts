import { expect, test } from 'vitest';
import type { SlackEmulator } from '../../../playground/slack/emulator.ts';
import { KIM, ROBIN } from '../../../playground/slack/seed.ts';
import { startWorkspace } from './bolt-app.ts';
import { clientOf, refusal } from './web-client.ts';

const text = { type: 'mrkdwn', text: 'hello' } as const;
const section = { type: 'section', text } as const;

test('auth.test says who the bot is', async () => {
  const slack = await startWorkspace();
  const { teamId, botUserId, botId } = slack.credentials;
  expect(await clientOf(slack).auth.test()).toMatchObject({
    ok: true,
    team_id: teamId,
    user_id: botUserId,
    bot_id: botId,
  });
});

test('a message with blocks appears in the channel, with the call that made it', async () => {
  const slack = await startWorkspace();
  const answer = await clientOf(slack).chat.postMessage({
    channel: 'C0ONCALL',
    text: 'hello',
    blocks: [section],
  });
  const [message] = slack.workspace.messages('C0ONCALL');
  expect(message).toMatchObject({
    ts: answer.ts,
    userId: slack.credentials.botUserId,
    text: 'hello',
    blocks: [{ ...section, block_id: expect.any(String) }],
  });
  expect(message?.callIds.map((id) => slack.workspace.call(id)?.name)).toEqual([
    'chat.postMessage',
  ]);
});

test('a channel can be named', async () => {
  const slack = await startWorkspace();
  const answer = await clientOf(slack).chat.postMessage({ channel: '#on-call', text: 'hello' });
  expect(answer.channel).toBe('C0ONCALL');
});

test('a public channel takes messages of a bot outside it only with chat:write.public', async () => {
  const allowed = await startWorkspace();
  await clientOf(allowed).chat.postMessage({ channel: 'C0RELEASES', text: 'hello' });
  expect(allowed.workspace.messages('C0RELEASES')).toHaveLength(1);
  const strict = await startWorkspace({ scopes: ['chat:write'] });
  const call = clientOf(strict).chat.postMessage({ channel: 'C0RELEASES', text: 'hello' });
  expect(await refusal(call)).toBe('not_in_channel');
  expect(strict.workspace.messages('C0RELEASES')).toHaveLength(0);
});

test('a private channel does not exist for a bot outside it, and does once invited', async () => {
  const slack = await startWorkspace();
  const post = () => clientOf(slack).chat.postMessage({ channel: 'C0PAYMENTS', text: 'hello' });
  expect(await refusal(post())).toBe('channel_not_found');
  await slack.people.invite({ channelId: 'C0PAYMENTS' });
  expect((await post()).ok).toBe(true);
});

function archive(slack: SlackEmulator, channelId: string): void {
  for (const channel of slack.workspace.channels()) {
    if (channel.id === channelId) {
      channel.isArchived = true;
    }
  }
}

test('an archived channel takes no message', async () => {
  const slack = await startWorkspace();
  archive(slack, 'C0ONCALL');
  const call = clientOf(slack).chat.postMessage({ channel: 'C0ONCALL', text: 'hello' });
  expect(await refusal(call)).toBe('is_archived');
});

const headline = (length: number) =>
  ({ type: 'header', text: { type: 'plain_text', text: 'x'.repeat(length) } }) as const;

test.each([
  ['no such channel', { channel: 'C0NOWHERE', text: 'hello' }, 'channel_not_found'],
  ['no channel at all', { text: 'hello' }, 'invalid_arguments'],
  ['no text and no blocks', { channel: 'C0ONCALL' }, 'no_text'],
  ['empty blocks without text', { channel: 'C0ONCALL', blocks: [] }, 'no_text'],
  ['40,001 characters', { channel: 'C0ONCALL', text: 'x'.repeat(40_001) }, 'msg_too_long'],
  ['blocks that are no list', { channel: 'C0ONCALL', blocks: '{}' }, 'invalid_blocks_format'],
  ['blocks that are no JSON', { channel: 'C0ONCALL', blocks: '[' }, 'invalid_blocks_format'],
  [
    'a header of 151 characters',
    { channel: 'C0ONCALL', blocks: [headline(151)] },
    'invalid_blocks',
  ],
  [
    '51 blocks',
    { channel: 'C0ONCALL', blocks: Array.from({ length: 51 }, () => section) },
    'invalid_blocks',
  ],
  [
    'more text than all blocks may hold',
    {
      channel: 'C0ONCALL',
      blocks: Array.from({ length: 5 }, () => ({
        type: 'section',
        text: { type: 'mrkdwn', text: 'x'.repeat(2700) },
      })),
    },
    'msg_blocks_too_long',
  ],
  [
    'a thread under nothing',
    { channel: 'C0ONCALL', text: 'hello', thread_ts: '1.000001' },
    'thread_not_found',
  ],
  [
    'metadata that is no object',
    { channel: 'C0ONCALL', text: 'x', metadata: '[]' },
    'invalid_metadata_format',
  ],
  [
    'attachments that are no list',
    { channel: 'C0ONCALL', attachments: '{}' },
    'invalid_attachments',
  ],
  [
    '101 attachments',
    { channel: 'C0ONCALL', attachments: Array.from({ length: 101 }, () => ({})) },
    'too_many_attachments',
  ],
])('refuses %s', async (_what, args, code) => {
  const slack = await startWorkspace();
  expect(await refusal(clientOf(slack).apiCall('chat.postMessage', args))).toBe(code);
  expect(slack.workspace.messages('C0ONCALL')).toHaveLength(0);
});

test('a refusal of blocks names the place by JSON pointer', async () => {
  const slack = await startWorkspace();
  const call = clientOf(slack).chat.postMessage({
    channel: 'C0ONCALL',
    text: 'hello',
    blocks: [section, headline(151)],
  });
  await expect(call).rejects.toMatchObject({
    data: {
      response_metadata: {
        messages: [
          '[ERROR] failed to match all allowed schemas [json-pointer:/blocks/1/text]',
          '[ERROR] must be less than 151 characters [json-pointer:/blocks/1/text/text]',
        ],
      },
    },
  });
});

test('a reply stands in its thread, and in the channel only when it is broadcast', async () => {
  const slack = await startWorkspace();
  const client = clientOf(slack);
  await slack.people.send({ userId: KIM, channelId: 'C0ONCALL', text: 'red again' });
  const ts = slack.workspace.messages('C0ONCALL')[0]?.ts ?? '';
  await client.chat.postMessage({ channel: 'C0ONCALL', text: 'quiet', thread_ts: ts });
  await client.chat.postMessage({
    channel: 'C0ONCALL',
    text: 'loud',
    thread_ts: ts,
    reply_broadcast: true,
  });
  const texts = (messages: readonly { text: string }[]) => messages.map((message) => message.text);
  expect(texts(slack.workspace.thread('C0ONCALL', ts))).toEqual(['red again', 'quiet', 'loud']);
  expect(texts(slack.workspace.messages('C0ONCALL'))).toEqual(['red again', 'loud']);
});

test('a reply cannot hang under a reply', async () => {
  const slack = await startWorkspace();
  const client = clientOf(slack);
  const parent = await client.chat.postMessage({ channel: 'C0ONCALL', text: 'parent' });
  const reply = await client.chat.postMessage({
    channel: 'C0ONCALL',
    text: 'reply',
    thread_ts: parent.ts ?? '',
  });
  const call = client.chat.postMessage({
    channel: 'C0ONCALL',
    text: 'deeper',
    thread_ts: reply.ts ?? '',
  });
  expect(await refusal(call)).toBe('thread_not_found');
});

test('only the addressee sees an ephemeral message', async () => {
  const slack = await startWorkspace();
  await clientOf(slack).chat.postEphemeral({ channel: 'C0ONCALL', user: ROBIN, text: 'psst' });
  expect(slack.workspace.messages('C0ONCALL', { viewer: ROBIN })).toHaveLength(1);
  expect(slack.workspace.messages('C0ONCALL', { viewer: KIM })).toHaveLength(0);
});

test('an ephemeral message in a thread without replies is accepted and shown nowhere', async () => {
  const slack = await startWorkspace();
  const client = clientOf(slack);
  const parent = await client.chat.postMessage({ channel: 'C0ONCALL', text: 'parent' });
  const place = { channel: 'C0ONCALL', user: ROBIN, thread_ts: parent.ts ?? '' };
  expect((await client.chat.postEphemeral({ ...place, text: 'lost' })).ok).toBe(true);
  await client.chat.postMessage({ channel: 'C0ONCALL', text: 'reply', thread_ts: place.thread_ts });
  await client.chat.postEphemeral({ ...place, text: 'seen' });
  const texts = slack.workspace.thread('C0ONCALL', place.thread_ts).map((message) => message.text);
  expect(texts).toEqual(['parent', 'reply', 'seen']);
});

test.each([
  ['somebody who is not there', { channel: 'C0ONCALL', user: 'U0NOBODY' }, 'user_not_in_channel'],
  ['a channel without the bot', { channel: 'C0RELEASES', user: ROBIN }, 'not_in_channel'],
  ['a private channel without it', { channel: 'C0PAYMENTS', user: ROBIN }, 'channel_not_found'],
  ['nobody', { channel: 'C0ONCALL' }, 'invalid_arguments'],
])('an ephemeral message to %s is refused', async (_what, place, code) => {
  const slack = await startWorkspace();
  const call = clientOf(slack).apiCall('chat.postEphemeral', { ...place, text: 'psst' });
  expect(await refusal(call)).toBe(code);
});
