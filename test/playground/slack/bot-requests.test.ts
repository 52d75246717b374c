import { expect, test } from 'vitest';
import type { SlackEmulator } from '../../../playground/slack/emulator.ts';
import { signatureOf } from '../../../playground/slack/http-transport.ts';
import { textAt } from '../../../playground/slack/json-reading.ts';
import { ROBIN } from '../../../playground/slack/seed.ts';
import { startWorkspace } from './bolt-app.ts';
import { startPlainBot } from './plain-bot.ts';
import { clientOf } from './web-client.ts';

const RUN = 'https://dash.empirical.run/acme/test-runs/1';
const act = { userId: ROBIN, channelId: 'C0ONCALL' };

function noticesOf(slack: SlackEmulator): string[] {
  const notices: string[] = [];
  slack.workspace.subscribe((change) => {
    if (change.kind === 'notice') {
      notices.push(change.text);
    }
  });
  return notices;
}

test("a command carries Slack's fields and no thread_ts", async () => {
  const slack = await startWorkspace();
  const heard = await startPlainBot(slack);
  await slack.people.send({ ...act, text: '/testrun private 48213 & <x>' });
  const { teamId, appId } = slack.credentials;
  expect(heard[0]?.body).toMatchObject({
    team_id: teamId,
    channel_id: 'C0ONCALL',
    channel_name: 'on-call',
    user_id: ROBIN,
    command: '/testrun',
    text: 'private 48213 & <x>',
    api_app_id: appId,
    response_url: expect.stringContaining('/commands/'),
    trigger_id: expect.any(String),
  });
  expect(heard[0]?.body).not.toHaveProperty('thread_ts');
});

test('a request is signed over its raw body with the time it was sent', async () => {
  const slack = await startWorkspace();
  const heard = await startPlainBot(slack);
  await slack.people.send({ ...act, text: '/testrun 1' });
  const headers = heard[0]?.headers ?? {};
  const raw = heard[0]?.raw ?? '';
  const timestamp = String(headers['x-slack-request-timestamp']);
  expect(headers['x-slack-signature']).toBe(
    signatureOf(slack.credentials.signingSecret, timestamp, raw),
  );
  expect(Math.abs(Number(timestamp) - Date.now() / 1000)).toBeLessThan(60);
});

test.each([
  [
    'never answers',
    'hang',
    50,
    '/testrun failed because the app did not respond (operation_timeout).',
    { failure: 'no answer in time' },
  ],
  [
    'answers 500',
    { status: 500 },
    10_000,
    '/testrun failed with the error "dispatch_failed".',
    { status: 500 },
  ],
] as const)(
  'a bot that %s makes the command fail in the open',
  async (_what, reply, ackTimeoutMs, notice, logged) => {
    const slack = await startWorkspace({ ackTimeoutMs });
    const notices = noticesOf(slack);
    await startPlainBot(slack, () => reply);
    await slack.people.send({ ...act, text: '/testrun 1' });
    expect(notices).toEqual([notice]);
    expect(slack.workspace.calls()).toMatchObject([logged]);
  },
);

test('without a bot a command fails in the open', async () => {
  const slack = await startWorkspace();
  const notices = noticesOf(slack);
  await slack.people.send({ ...act, text: '/testrun 1' });
  expect(notices).toEqual(['/testrun failed with the error "dispatch_failed".']);
  expect(slack.workspace.calls()).toMatchObject([{ failure: 'no connection' }]);
});

test.each([
  ['another command', { ...act, text: '/deploy now' }, '/deploy is not a valid command.'],
  ['a longer command', { ...act, text: '/testruns 1' }, '/testruns is not a valid command.'],
])('%s never reaches the bot', async (_what, typed, notice) => {
  const slack = await startWorkspace();
  const notices = noticesOf(slack);
  const heard = await startPlainBot(slack);
  await slack.people.send(typed);
  expect(notices).toEqual([notice]);
  expect(heard).toEqual([]);
});

test('a command in a thread is refused by Slack itself', async () => {
  const slack = await startWorkspace();
  const notices = noticesOf(slack);
  const heard = await startPlainBot(slack);
  await slack.people.send({ ...act, text: 'hello' });
  const threadTs = slack.workspace.messages('C0ONCALL')[0]?.ts ?? '';
  await slack.people.send({ ...act, threadTs, text: '/testrun 1' });
  expect(notices).toEqual(['/testrun is not supported in threads. Sorry!']);
  expect(heard).toEqual([]);
});

test('an event that is not acknowledged comes three times more, saying why', async () => {
  const slack = await startWorkspace({ redeliveryDelaysMs: [0, 1, 2] });
  const heard = await startPlainBot(slack, () => ({ status: 503 }));
  await slack.people.send({ ...act, text: RUN });
  await slack.settled();
  expect(heard.map(({ headers }) => headers['x-slack-retry-num'])).toEqual([
    undefined,
    '1',
    '2',
    '3',
  ]);
  expect(heard.at(-1)?.headers['x-slack-retry-reason']).toBe('http_error');
  expect(new Set(heard.map(({ body }) => textAt(body, 'event_id'))).size).toBe(1);
});

test('redelivery ends when the bot acknowledges', async () => {
  const slack = await startWorkspace({ ackTimeoutMs: 500, redeliveryDelaysMs: [0, 1, 2] });
  const heard = await startPlainBot(slack, ({ headers }) =>
    headers['x-slack-retry-num'] === undefined ? 'hang' : { status: 200 },
  );
  await slack.people.send({ ...act, text: RUN });
  await slack.settled();
  expect(heard).toHaveLength(2);
  expect(heard[1]?.headers['x-slack-retry-reason']).toBe('http_timeout');
});

test('a bot can ask for no redelivery', async () => {
  const slack = await startWorkspace({ redeliveryDelaysMs: [0] });
  const headers = { 'x-slack-no-retry': '1' };
  const heard = await startPlainBot(slack, () => ({ status: 500, headers }));
  await slack.people.send({ ...act, text: RUN });
  await slack.settled();
  expect(heard).toHaveLength(1);
});

test('the last event can be sent again, with its event_id or with a new one', async () => {
  const slack = await startWorkspace();
  const heard = await startPlainBot(slack);
  await slack.people.send({ ...act, text: RUN });
  await slack.redeliverLastEvent({ sameEventId: true });
  await slack.redeliverLastEvent({ sameEventId: false });
  const [first, same, other] = heard.map(({ body }) => textAt(body, 'event_id'));
  expect(same).toBe(first);
  expect(other).not.toBe(first);
  expect(heard[1]?.headers['x-slack-retry-num']).toBe('1');
});

test('what is written down about calls holds no secret', async () => {
  const slack = await startWorkspace();
  const heard = await startPlainBot(slack);
  await slack.people.send({ ...act, text: '/testrun 1' });
  await clientOf(slack).chat.postMessage({ channel: 'C0ONCALL', text: 'hello' });
  await clientOf(slack, {}).apiCall('auth.test', { token: slack.credentials.botToken });
  const written = JSON.stringify(slack.workspace.calls());
  const { botToken, appToken, signingSecret } = slack.credentials;
  const responsePath = new URL(textAt(heard[0]?.body ?? {}, 'response_url') ?? '').pathname;
  for (const secret of [botToken, appToken, signingSecret, responsePath, 'x-slack-signature']) {
    expect(written).not.toContain(secret);
  }
  expect(written).toContain('/commands/…');
});

test('a person must be in the channel, and a thread must exist', async () => {
  const slack = await startWorkspace();
  await expect(slack.people.send({ ...act, channelId: 'C0', text: 'x' })).rejects.toThrow('C0');
  await expect(slack.people.send({ ...act, userId: 'U0', text: 'x' })).rejects.toThrow('U0');
  await expect(slack.people.send({ ...act, threadTs: '1.0', text: 'x' })).rejects.toThrow('1.0');
});

test('nobody can click what is not there or not for them', async () => {
  const slack = await startWorkspace();
  const { message_ts: ts = '' } = await clientOf(slack).chat.postEphemeral({
    channel: 'C0ONCALL',
    user: 'U0KIM',
    text: 'psst',
  });
  const click = { ...act, blockId: 'b', actionId: 'a' };
  await expect(slack.people.click({ ...click, ts })).rejects.toThrow('sees no message');
  await expect(slack.people.click({ ...click, ts, userId: 'U0KIM' })).rejects.toThrow('b / a');
});
