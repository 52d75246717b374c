import { expect, test } from 'vitest';
import type { SlackEmulator } from '../../../playground/slack/emulator.ts';
import { objectAt, textAt } from '../../../playground/slack/json-reading.ts';
import { ROBIN } from '../../../playground/slack/seed.ts';
import { startWorkspace } from './bolt-app.ts';
import { startPlainBot } from './plain-bot.ts';
import { clientOf, refusal } from './web-client.ts';

const URL = 'https://dash.empirical.run/acme/test-runs/1';
const card = (text: string) => ({
  blocks: [{ type: 'section', text: { type: 'mrkdwn', text } } as const],
});

const IN_CHANNEL = { userId: ROBIN, channelId: 'C0ONCALL' };

async function shared(slack: SlackEmulator, channelId = 'C0ONCALL') {
  const heard = await startPlainBot(slack);
  await slack.people.send({ userId: ROBIN, channelId, text: `look: ${URL}` });
  const envelope = heard.at(-1)?.body ?? {};
  const ts = slack.workspace.messages(channelId)[0]?.ts ?? '';
  return { heard, envelope, event: objectAt(envelope, 'event'), place: { channel: channelId, ts } };
}

test('a message with a link is told, and its unfurl attached by channel and ts', async () => {
  const slack = await startWorkspace();
  const { event, place } = await shared(slack);
  expect(event).toMatchObject({
    type: 'link_shared',
    channel: 'C0ONCALL',
    user: ROBIN,
    message_ts: place.ts,
    links: [{ domain: 'empirical.run', url: URL }],
    source: 'conversations_history',
    is_bot_user_member: true,
  });
  await clientOf(slack).chat.unfurl({ ...place, unfurls: { [URL]: card('one') } });
  const [message] = slack.workspace.messages('C0ONCALL');
  expect(message?.unfurls).toMatchObject([{ url: URL, ...card('one') }]);
  expect(message?.callIds.map((id) => slack.workspace.call(id)?.name)).toEqual([
    '/slack/events link_shared',
    'chat.unfurl',
  ]);
});

test('unfurling again by unfurl_id changes the same unfurl', async () => {
  const slack = await startWorkspace();
  const { event, place } = await shared(slack);
  const client = clientOf(slack);
  await client.chat.unfurl({ ...place, unfurls: { [URL]: card('one') } });
  await client.chat.unfurl({
    unfurl_id: textAt(event, 'unfurl_id') ?? '',
    source: 'conversations_history',
    unfurls: { [URL]: card('two') },
  });
  expect(slack.workspace.messages('C0ONCALL')[0]?.unfurls).toMatchObject([card('two')]);
});

test('unfurling again changes only the links that it names', async () => {
  const slack = await startWorkspace();
  await startPlainBot(slack);
  const other = `${URL}1`;
  await slack.people.send({ userId: ROBIN, channelId: 'C0ONCALL', text: `${URL} ${other}` });
  const ts = slack.workspace.messages('C0ONCALL')[0]?.ts ?? '';
  const client = clientOf(slack);
  const place = { channel: 'C0ONCALL', ts };
  await client.chat.unfurl({ ...place, unfurls: { [URL]: card('one'), [other]: card('two') } });
  await client.chat.unfurl({ ...place, unfurls: { [other]: card('three') } });
  const shown = slack.workspace.messages('C0ONCALL')[0]?.unfurls;
  expect(shown).toMatchObject([
    { url: URL, ...card('one') },
    { url: other, ...card('three') },
  ]);
  const versions = slack.workspace.versions('C0ONCALL', ts);
  expect(versions.map(({ unfurls }) => unfurls.map(({ url }) => url))).toEqual([
    [],
    [URL, other],
    [other],
  ]);
});

test('the unfurl of a message that was deleted cannot be changed', async () => {
  const slack = await startWorkspace();
  const { place } = await shared(slack);
  const act = { userId: ROBIN, channelId: place.channel, ts: place.ts };
  await slack.people.deleteMessage(act);
  const call = clientOf(slack).chat.unfurl({ ...place, unfurls: { [URL]: card('one') } });
  expect(await refusal(call)).toBe('cannot_find_message');
});

test.each([
  ['C0RELEASES', false],
  ['C0PAYMENTS', false],
  ['C0ACME', true],
])('links in %s are told whatever the membership', async (channelId, isShared) => {
  const slack = await startWorkspace();
  const { envelope, event, place } = await shared(slack, channelId);
  expect(event).toMatchObject({ channel: channelId });
  expect(envelope).toMatchObject({
    type: 'event_callback',
    team_id: slack.credentials.teamId,
    api_app_id: slack.credentials.appId,
    is_ext_shared_channel: isShared,
  });
  await clientOf(slack).chat.unfurl({ ...place, unfurls: { [URL]: card('one') } });
  expect(slack.workspace.messages(channelId)[0]?.unfurls).toHaveLength(1);
});

test('the envelope can leave out whether the channel is shared', async () => {
  const slack = await startWorkspace({ sharedOnEnvelope: false });
  const { envelope } = await shared(slack, 'C0ACME');
  expect(envelope).not.toHaveProperty('is_ext_shared_channel');
});

test("links in the bot's own messages are not told", async () => {
  const slack = await startWorkspace();
  const heard = await startPlainBot(slack);
  const { ts = '' } = await clientOf(slack).chat.postMessage({ channel: 'C0ONCALL', text: URL });
  expect(heard).toHaveLength(0);
  const call = clientOf(slack).chat.unfurl({
    channel: 'C0ONCALL',
    ts,
    unfurls: { [URL]: card('one') },
  });
  expect(await refusal(call)).toBe('cannot_unfurl_message');
});

test('without links:read no link is told', async () => {
  const slack = await startWorkspace({ scopes: ['chat:write'] });
  const { heard } = await shared(slack);
  expect(heard).toHaveLength(0);
});

test('a link typed and not sent unfurls in the composer, and stays when the message is sent', async () => {
  const slack = await startWorkspace();
  const heard = await startPlainBot(slack);
  await slack.people.compose({ userId: ROBIN, channelId: 'C0ONCALL', text: URL });
  const event = objectAt(heard.at(-1)?.body ?? {}, 'event');
  const unfurlId = textAt(event, 'unfurl_id') ?? '';
  expect(event).toMatchObject({ channel: 'COMPOSER', source: 'composer', message_ts: unfurlId });
  const unfurls = { [URL]: card('early') };
  await clientOf(slack).chat.unfurl({ unfurl_id: unfurlId, source: 'composer', unfurls });
  expect(slack.workspace.composerUnfurl(ROBIN, 'C0ONCALL')).toMatchObject([card('early')]);
  await slack.people.send({ userId: ROBIN, channelId: 'C0ONCALL', text: URL });
  expect(slack.workspace.composerUnfurl(ROBIN, 'C0ONCALL')).toEqual([]);
  expect(slack.workspace.messages('C0ONCALL')[0]?.unfurls).toMatchObject([card('early')]);
});

/** Types into Robin's composer, and unfurls, now or later, the links that the bot was told of then. */
async function typing(slack: SlackEmulator) {
  const heard = await startPlainBot(slack);
  return async (text: string) => {
    await slack.people.compose({ userId: ROBIN, channelId: 'C0ONCALL', text });
    const event = objectAt(heard.at(-1)?.body ?? {}, 'event');
    return (url: string) =>
      clientOf(slack).chat.unfurl({
        unfurl_id: textAt(event, 'unfurl_id') ?? '',
        source: 'composer',
        unfurls: { [url]: card(url) },
      });
  };
}

test.each([
  [
    'sent',
    (slack: SlackEmulator, at: typeof IN_CHANNEL) => slack.people.send({ ...at, text: URL }),
  ],
  [
    'taken out',
    (slack: SlackEmulator, at: typeof IN_CHANNEL) => slack.people.compose({ ...at, text: 'no' }),
  ],
])('an unfurl that comes after its link was %s is dropped', async (_how, leave) => {
  const slack = await startWorkspace();
  const type = await typing(slack);
  const unfurl = await type(URL);
  await leave(slack, IN_CHANNEL);
  expect((await unfurl(URL)).ok).toBe(true);
  expect(slack.workspace.composerUnfurl(ROBIN, 'C0ONCALL')).toEqual([]);
});

test('links typed one after the other unfurl side by side, and a reply in a thread leaves them', async () => {
  const slack = await startWorkspace();
  const type = await typing(slack);
  const other = `${URL}2`;
  await (await type(URL))(URL);
  await (await type(`${other} ${URL}`))(other);
  const { ts = '' } = await clientOf(slack).chat.postMessage({ channel: 'C0ONCALL', text: 'root' });
  await slack.people.send({ ...IN_CHANNEL, text: URL, threadTs: ts });
  const shown = slack.workspace.composerUnfurl(ROBIN, 'C0ONCALL');
  expect(shown.map(({ url }) => url)).toEqual([other, URL]);
});

test('typing on does not tell the same link again, and deleting it takes its unfurl away', async () => {
  const slack = await startWorkspace();
  const heard = await startPlainBot(slack);
  const place = { userId: ROBIN, channelId: 'C0ONCALL' };
  await slack.people.compose({ ...place, text: URL });
  const event = objectAt(heard.at(-1)?.body ?? {}, 'event');
  await clientOf(slack).chat.unfurl({
    unfurl_id: textAt(event, 'unfurl_id') ?? '',
    source: 'composer',
    unfurls: { [URL]: card('early') },
  });
  await slack.people.compose({ ...place, text: `${URL} and` });
  expect(heard).toHaveLength(1);
  await slack.people.compose({ ...place, text: 'never mind' });
  expect(slack.workspace.composerUnfurl(ROBIN, 'C0ONCALL')).toEqual([]);
});

test('an ampersand in a key must stand as it stood in the event', async () => {
  const slack = await startWorkspace();
  await startPlainBot(slack);
  const typed = `${URL}?a=1&b=2`;
  await slack.people.send({ userId: ROBIN, channelId: 'C0ONCALL', text: typed });
  const ts = slack.workspace.messages('C0ONCALL')[0]?.ts ?? '';
  const unfurl = (key: string) =>
    clientOf(slack).chat.unfurl({ channel: 'C0ONCALL', ts, unfurls: { [key]: card('one') } });
  expect(await refusal(unfurl(typed))).toBe('cannot_unfurl_url');
  expect((await unfurl(typed.replace('&', '&amp;'))).ok).toBe(true);
});

test.each([
  ['no place', {}, 'missing_channel'],
  ['no ts', { channel: 'C0ONCALL' }, 'missing_ts'],
  ['a message that is not there', { channel: 'C0ONCALL', ts: '1.000001' }, 'cannot_find_message'],
  ['a channel that is not there', { channel: 'C0X', ts: '1.000001' }, 'cannot_find_channel'],
  ['an unfurl_id alone', { unfurl_id: 'x' }, 'missing_source'],
  ['a source alone', { source: 'composer' }, 'missing_unfurl_id'],
  ['an unknown source', { unfurl_id: 'x', source: 'elsewhere' }, 'invalid_source'],
  ['an unknown unfurl_id', { unfurl_id: 'x', source: 'composer' }, 'invalid_unfurl_id'],
])('refuses %s', async (_what, place, code) => {
  const slack = await startWorkspace();
  const call = clientOf(slack).apiCall('chat.unfurl', { ...place, unfurls: { [URL]: card('a') } });
  expect(await refusal(call)).toBe(code);
});

test.each([
  ['no unfurls', undefined, 'missing_unfurls'],
  ['unfurls that are no object', '[]', 'invalid_unfurls_format'],
  ['a URL that was not shared', { 'https://example.com/': card('a') }, 'cannot_unfurl_url'],
  ['an unfurl that is text', { [URL]: 'text' }, 'cannot_parse_attachment'],
  ['an unfurl that says nothing', { [URL]: {} }, 'cannot_parse_attachment'],
  ['rich_text', { [URL]: { blocks: [{ type: 'rich_text', elements: [] }] } }, 'invalid_blocks'],
])('refuses %s', async (_what, unfurls, code) => {
  const slack = await startWorkspace();
  const { place } = await shared(slack);
  const call = clientOf(slack).apiCall('chat.unfurl', { ...place, unfurls });
  expect(await refusal(call)).toBe(code);
  expect(slack.workspace.messages('C0ONCALL')[0]?.unfurls).toEqual([]);
});

test('without links:write it is a missing_scope', async () => {
  const slack = await startWorkspace({ scopes: ['links:read'] });
  const { place } = await shared(slack);
  const call = clientOf(slack).chat.unfurl({ ...place, unfurls: { [URL]: card('a') } });
  expect(await refusal(call)).toBe('missing_scope');
});
