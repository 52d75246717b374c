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

test('nothing in an archived channel can be updated', async () => {
  const { slack, client, place } = await posted();
  await slack.people.archiveChannel({ channelId: 'C0ONCALL' });
  expect(await refusal(client.chat.update({ ...place, text: 'x' }))).toBe('is_inactive');
  expect(slack.workspace.messages('C0ONCALL')).toMatchObject([{ text: 'hello' }]);
});

test("a channel that the bot cannot see has none of the bot's messages", async () => {
  const { client, place } = await posted();
  const call = client.chat.update({ ...place, channel: 'C0PAYMENTS', text: 'x' });
  expect(await refusal(call)).toBe('channel_not_found');
});

test('the edit window can be closed by a fault', async () => {
  const { slack, client, place } = await posted();
  slack.faults.failEvery('chat.update', 'edit_window_closed');
  expect(await refusal(client.chat.update({ ...place, text: 'x' }))).toBe('edit_window_closed');
});

test("a person can delete the bot's message, which then cannot be updated", async () => {
  const { slack, client, place } = await posted();
  const act = { userId: ROBIN, channelId: 'C0ONCALL', ts: place.ts };
  await slack.people.deleteMessage(act);
  expect(await refusal(client.chat.update({ ...place, text: 'x' }))).toBe('message_not_found');
  expect(slack.workspace.versions('C0ONCALL', place.ts)).toEqual([]);
  expect(() => slack.people.deleteMessage(act)).toThrow('There is no message');
});

test('an update leaves the thread as it is', async () => {
  const { slack, client, place } = await posted();
  await client.chat.postMessage({ channel: 'C0ONCALL', thread_ts: place.ts, text: 'a reply' });
  await client.chat.update({ ...place, text: 'new', blocks: [{ type: 'divider' }] });
  const said = slack.workspace.thread('C0ONCALL', place.ts).map(({ text }) => text);
  expect(said).toEqual(['new', 'a reply']);
});

test('a mention notifies when it is posted, and nobody when an update adds it', async () => {
  const { slack, client, place } = await posted();
  await client.chat.update({ ...place, text: `<@${ROBIN}> look` });
  const reply = { channel: 'C0ONCALL', thread_ts: place.ts };
  await client.chat.postMessage({ ...reply, text: `<@${ROBIN}> it ended` });
  await client.chat.postMessage({ ...reply, text: `<@${ROBIN}>`, blocks: [...blocks] });
  const notified = slack.workspace.thread('C0ONCALL', place.ts).map((one) => one.notified);
  expect(notified).toEqual([[], [ROBIN], []]);
});

test('every version of a message is remembered with its time, equal ones too', async () => {
  let at = 1_764_000_000_000;
  const slack = await startWorkspace({ now: () => at });
  const client = clientOf(slack);
  const { ts = '' } = await client.chat.postMessage({ channel: 'C0ONCALL', text: 'one' });
  for (const text of ['two', 'two']) {
    at += 1000;
    await client.chat.update({ channel: 'C0ONCALL', ts, text });
  }
  const versions = slack.workspace.versions('C0ONCALL', ts);
  expect(versions.map(({ text }) => text)).toEqual(['one', 'two', 'two']);
  expect(versions.map(({ atMs }) => at - atMs)).toEqual([2000, 1000, 0]);
  expect(slack.workspace.callCount('chat.update')).toBe(2);
  expect(slack.workspace.callCount('chat.unfurl')).toBe(0);
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
