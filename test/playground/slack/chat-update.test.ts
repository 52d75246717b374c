import { expect, test } from 'vitest';
import { ROBIN } from '../../../playground/slack/seed.ts';
import { startWorkspace } from './bolt-app.ts';
import { clientOf, refusal } from './web-client.ts';

const blocks = [{ type: 'section', text: { type: 'mrkdwn', text: 'hello' } }] as const;
const richText = {
  type: 'rich_text',
  elements: [{ type: 'rich_text_section', elements: [{ type: 'text', text: 'hi' }] }],
} as const;

async function posted() {
  const slack = await startWorkspace();
  const client = clientOf(slack);
  const { ts = '' } = await client.chat.postMessage({
    channel: 'C0ONCALL',
    text: 'hello',
    blocks: [...blocks],
  });
  return { slack, client, place: { channel: 'C0ONCALL', ts } };
}

test('an update with blocks replaces them and leaves no "edited" mark', async () => {
  const { slack, client, place } = await posted();
  await client.chat.update({ ...place, text: 'new', blocks: [{ type: 'divider' }] });
  expect(slack.workspace.messages('C0ONCALL')).toMatchObject([
    { text: 'new', blocks: [{ type: 'divider' }], isEdited: false },
  ]);
});

test('an update with text alone removes the blocks and marks the message as edited', async () => {
  const { slack, client, place } = await posted();
  await client.chat.update({ ...place, text: 'new' });
  expect(slack.workspace.messages('C0ONCALL')).toMatchObject([
    { text: 'new', blocks: [], isEdited: true },
  ]);
});

test('an update refuses text above 4,000 characters, which posting takes', async () => {
  const { client, place } = await posted();
  const text = 'x'.repeat(4001);
  expect(await refusal(client.chat.update({ ...place, text }))).toBe('msg_too_long');
  expect((await client.chat.postMessage({ channel: 'C0ONCALL', text })).ok).toBe(true);
});

test('an update refuses blocks that posting refuses', async () => {
  const { slack, client, place } = await posted();
  const call = client.apiCall('chat.update', { ...place, blocks: [{ type: 'nonsense' }] });
  expect(await refusal(call)).toBe('invalid_blocks');
  expect(slack.workspace.messages('C0ONCALL')).toMatchObject([{ text: 'hello' }]);
});

test('a rich_text message cannot become one without', async () => {
  const { client } = await posted();
  const { ts = '' } = await client.chat.postMessage({
    channel: 'C0ONCALL',
    text: 'rich',
    blocks: [richText],
  });
  const call = client.chat.update({ channel: 'C0ONCALL', ts, text: 'x', blocks: [...blocks] });
  expect(await refusal(call)).toBe('block_mismatch');
});

test.each([
  ['update', 'cant_update_message'],
  ['delete', 'cant_delete_message'],
] as const)("%s refuses other people's messages", async (method, code) => {
  const { slack, client } = await posted();
  await slack.people.send({ userId: ROBIN, channelId: 'C0ONCALL', text: 'mine' });
  const ts = slack.workspace.messages('C0ONCALL').at(-1)?.ts ?? '';
  const call = client.apiCall(`chat.${method}`, { channel: 'C0ONCALL', ts, text: 'yours' });
  expect(await refusal(call)).toBe(code);
});

test.each(['update', 'delete'])('%s refuses a message that is not there', async (method) => {
  const { client } = await posted();
  const call = client.apiCall(`chat.${method}`, { channel: 'C0ONCALL', ts: '1.000001', text: 'x' });
  expect(await refusal(call)).toBe('message_not_found');
});

test('an ephemeral message cannot be updated', async () => {
  const { client } = await posted();
  const { message_ts: ts = '' } = await client.chat.postEphemeral({
    channel: 'C0ONCALL',
    user: ROBIN,
    text: 'psst',
  });
  const call = client.chat.update({ channel: 'C0ONCALL', ts, text: 'x' });
  expect(await refusal(call)).toBe('message_not_found');
});

test('a deleted message is gone, and the page is told', async () => {
  const { slack, client, place } = await posted();
  const changes: string[] = [];
  slack.workspace.subscribe((change) => changes.push(change.kind));
  await client.chat.delete(place);
  expect(slack.workspace.messages('C0ONCALL')).toHaveLength(0);
  expect(changes).toContain('message-deleted');
});
