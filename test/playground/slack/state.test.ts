import { expect, test } from 'vitest';
import { createCallLog } from '../../../playground/slack/call-log.ts';
import { ROBIN, seedChannels } from '../../../playground/slack/seed.ts';
import { createState, MAX_MESSAGES_PER_CHANNEL } from '../../../playground/slack/state.ts';
import type { WorkspaceChange } from '../../../playground/slack/workspace.ts';
import { startWorkspace } from './bolt-app.ts';

const frozen = (): number => 1_764_000_000_000;
const newState = () => createState({ channels: seedChannels(), members: [], now: frozen });
const draft = (text: string) => ({ channelId: 'C0ONCALL', userId: ROBIN, text, callIds: [] });

test("messages have Slack's ids, each its own even within one millisecond", () => {
  const state = newState();
  const ids = Array.from({ length: 50 }, (_, index) => state.post(draft(String(index))).ts);
  expect(new Set(ids).size).toBe(50);
  expect([...ids].sort()).toEqual(ids);
  expect(ids[0]).toBe('1764000000.000000');
});

test('a channel forgets its oldest messages', () => {
  const state = newState();
  const first = state.post(draft('first'));
  for (let count = 0; count < MAX_MESSAGES_PER_CHANNEL; count += 1) {
    state.post(draft('more'));
  }
  expect(state.find('C0ONCALL', first.ts)).toBeUndefined();
  expect(state.messagesIn('C0ONCALL')).toHaveLength(MAX_MESSAGES_PER_CHANNEL);
});

test('listeners hear every change until they leave', () => {
  const state = newState();
  const heard: WorkspaceChange[] = [];
  const leave = state.subscribe((change) => heard.push(change));
  const { ts } = state.post(draft('one'));
  state.amend('C0ONCALL', ts, { text: 'two' });
  state.remove('C0ONCALL', ts);
  leave();
  state.post(draft('three'));
  expect(heard.map((change) => change.kind)).toEqual(['message', 'message', 'message-deleted']);
});

test('the call log forgets its oldest calls and times each one', () => {
  let at = 0;
  const log = createCallLog({ now: () => at, onChange: () => {}, maxCalls: 3 });
  const begin = () => log.begin({ direction: 'from-bot', name: 'auth.test', request: {} });
  const ids = [begin(), begin(), begin(), begin()];
  at = 25;
  log.finish(ids[3] ?? 0, { status: 200, response: { ok: true } });
  log.finish(ids[0] ?? 0, { status: 200 });
  expect(log.all().map((call) => call.id)).toEqual(ids.slice(1));
  expect(log.get(ids[0] ?? 0)).toBeUndefined();
  expect(log.get(ids[3] ?? 0)).toMatchObject({ status: 200, durationMs: 25, at: 0 });
});

test('a new workspace has one channel of each kind, two people and the bot', async () => {
  const slack = await startWorkspace();
  const channels = slack.workspace
    .channels()
    .map(({ name, kind, botIsMember }) => ({ name, kind, botIsMember }));
  expect(channels).toEqual([
    { name: 'on-call', kind: 'public', botIsMember: true },
    { name: 'releases', kind: 'public', botIsMember: false },
    { name: 'payments-oncall', kind: 'private', botIsMember: false },
    { name: 'acme-partners', kind: 'shared', botIsMember: true },
  ]);
  expect(slack.workspace.members().map((member) => member.name)).toEqual([
    'Robin',
    'Kim',
    'Testrun',
  ]);
});

test('only members of a channel can write in it', async () => {
  const channels = seedChannels().map((channel) => ({ ...channel, memberIds: ['U0KIM'] }));
  const slack = await startWorkspace({ channels });
  const send = (userId: string) =>
    slack.people.send({ userId, channelId: 'C0ONCALL', text: 'hello' });
  await expect(send(ROBIN)).rejects.toThrow('is not in');
  await send('U0KIM');
  expect(slack.workspace.messages('C0ONCALL')).toHaveLength(1);
});

test('nobody writes in an archived channel, by message or by command', async () => {
  const channels = seedChannels().map((channel) => ({ ...channel, isArchived: true }));
  const slack = await startWorkspace({ channels });
  const notices: string[] = [];
  slack.workspace.subscribe((change) => {
    if (change.kind === 'notice') {
      notices.push(change.text);
    }
  });
  for (const text of ['hello', '/testrun 1']) {
    await slack.people.send({ userId: ROBIN, channelId: 'C0ONCALL', text });
  }
  expect(notices).toHaveLength(2);
  expect(slack.workspace.messages('C0ONCALL')).toEqual([]);
  expect(slack.workspace.calls()).toEqual([]);
});
