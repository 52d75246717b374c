import { expect, test } from 'vitest';
import { seedChannels } from '../../../playground/slack/seed.ts';
import { startWorkspace } from './bolt-app.ts';
import { clientOf, refusal } from './web-client.ts';

test.each([
  ['C0ONCALL', { is_member: true, is_private: false, is_ext_shared: false }],
  ['C0RELEASES', { is_member: false, is_private: false, is_ext_shared: false }],
  ['C0ACME', { is_member: true, is_ext_shared: true, is_pending_ext_shared: false }],
])('%s is described', async (channel, facts) => {
  const slack = await startWorkspace();
  const answer = await clientOf(slack).conversations.info({ channel });
  expect(answer.channel).toMatchObject({ id: channel, ...facts });
});

test('a private channel is described only to a bot that is in it', async () => {
  const slack = await startWorkspace();
  const ask = () => clientOf(slack).conversations.info({ channel: 'C0PAYMENTS' });
  expect(await refusal(ask())).toBe('channel_not_found');
  await slack.people.invite({ channelId: 'C0PAYMENTS' });
  expect((await ask()).channel).toMatchObject({ is_private: true, is_member: true });
});

test('an invitation that an outside organisation has not answered is told', async () => {
  const channels = seedChannels().map((channel) => ({ ...channel, isPendingShared: true }));
  const slack = await startWorkspace({ channels });
  const answer = await clientOf(slack).conversations.info({ channel: 'C0ONCALL' });
  expect(answer.channel).toMatchObject({ is_ext_shared: false, is_pending_ext_shared: true });
});

test.each([
  ['neither scope', ['chat:write'], 'C0ONCALL'],
  ['only groups:read for a public channel', ['groups:read'], 'C0ONCALL'],
  ['only channels:read for a private channel', ['channels:read'], 'C0PAYMENTS'],
])('with %s it is a missing_scope', async (_what, scopes, channel) => {
  const slack = await startWorkspace({ scopes });
  await slack.people.invite({ channelId: 'C0PAYMENTS' });
  expect(await refusal(clientOf(slack).conversations.info({ channel }))).toBe('missing_scope');
});
