import { expect, test } from 'vitest';
import { KIM, ROBIN } from '../../../playground/slack/seed.ts';
import type { WorkspaceChange } from '../../../playground/slack/workspace.ts';
import { startHttpBot, startWorkspace, until } from './bolt-app.ts';

const RUN = 'https://dash.empirical.run/acme/test-runs/1';
const button = (text: string) =>
  ({
    type: 'actions',
    block_id: 'buttons',
    elements: [
      { type: 'button', action_id: 'again', value: '7', text: { type: 'plain_text', text } },
    ],
  }) as const;

test('a command reaches Bolt signed, and its answer the asker', async () => {
  const slack = await startWorkspace();
  await startHttpBot(slack, (app) => {
    app.command('/testrun', async ({ ack, respond, command }) => {
      await ack();
      await respond(`You asked for ${command.text} in ${command.channel_name}`);
    });
  });
  await slack.people.send({ userId: ROBIN, channelId: 'C0PAYMENTS', text: '/testrun  48213 ' });
  const answer = await until(slack, () => slack.workspace.messages('C0PAYMENTS').at(-1));
  expect(answer).toMatchObject({
    text: 'You asked for 48213 in privategroup',
    ephemeralTo: ROBIN,
    userId: slack.credentials.botUserId,
  });
  expect(answer.callIds.map((id) => slack.workspace.call(id)?.name)).toEqual([
    '/slack/events command',
    'response_url',
  ]);
});

test('a command can be answered in its acknowledgement', async () => {
  const slack = await startWorkspace();
  await startHttpBot(slack, (app) => {
    app.command('/testrun', ({ ack }) => ack({ response_type: 'in_channel', text: 'at once' }));
  });
  await slack.people.send({ userId: ROBIN, channelId: 'C0ONCALL', text: '/testrun 1' });
  expect(slack.workspace.messages('C0ONCALL')).toMatchObject([
    { text: '/testrun 1', userId: ROBIN },
    { text: 'at once', userId: slack.credentials.botUserId },
  ]);
});

test('a mention in a thread is told with its thread, and answered there', async () => {
  const slack = await startWorkspace();
  await startHttpBot(slack, (app) => {
    app.event('app_mention', async ({ event, say }) => {
      await say({ text: `heard ${event.text}`, thread_ts: event.thread_ts ?? event.ts });
    });
  });
  await slack.people.send({ userId: KIM, channelId: 'C0ONCALL', text: 'red again' });
  const threadTs = slack.workspace.messages('C0ONCALL')[0]?.ts ?? '';
  const place = { userId: ROBIN, channelId: 'C0ONCALL', threadTs };
  await slack.people.send({ ...place, text: '@Testrun 48213' });
  const answer = await until(slack, () => slack.workspace.thread('C0ONCALL', threadTs)[2]);
  expect(answer.text).toBe('heard <@U0TESTRUN> 48213');
});

test('a mention where the bot is no member is not told', async () => {
  const slack = await startWorkspace();
  await startHttpBot(slack, () => {});
  await slack.people.send({ userId: KIM, channelId: 'C0RELEASES', text: '@Testrun 48213' });
  expect(slack.workspace.calls().filter((call) => call.direction === 'to-bot')).toEqual([]);
});

test('a click reaches Bolt with its value, and may update the message', async () => {
  const slack = await startWorkspace();
  await startHttpBot(slack, (app) => {
    app.command('/testrun', async ({ ack, client, command }) => {
      await ack();
      await client.chat.postMessage({
        channel: command.channel_id,
        text: 'card',
        blocks: [button('Refresh')],
      });
    });
    app.action({ type: 'block_actions', action_id: 'again' }, async (args) => {
      await args.ack();
      const [action] = args.body.actions;
      const value = action !== undefined && 'value' in action ? action.value : '';
      await args.respond({ text: `fresh ${value}`, replace_original: true });
    });
  });
  await slack.people.send({ userId: ROBIN, channelId: 'C0ONCALL', text: '/testrun 7' });
  const card = await until(slack, () => slack.workspace.messages('C0ONCALL').at(-1));
  const place = { channelId: 'C0ONCALL', ts: card.ts, blockId: 'buttons', actionId: 'again' };
  await slack.people.click({ userId: KIM, ...place });
  const fresh = await until(slack, () =>
    slack.workspace.messages('C0ONCALL').find((message) => message.text === 'fresh 7'),
  );
  expect(fresh.ts).toBe(card.ts);
});

test('a click in an unfurl says which unfurl, and carries no message', async () => {
  const slack = await startWorkspace();
  const bodies: unknown[] = [];
  await startHttpBot(slack, (app) => {
    app.event('link_shared', async ({ event, client }) => {
      await client.chat.unfurl({
        channel: event.channel,
        ts: event.message_ts,
        unfurls: { [RUN]: { blocks: [button('Refresh')] } },
      });
    });
    app.action('again', async ({ ack, body }) => {
      bodies.push(body);
      await ack();
    });
  });
  await slack.people.send({ userId: ROBIN, channelId: 'C0ONCALL', text: RUN });
  const message = await until(slack, () =>
    slack.workspace.messages('C0ONCALL').find(({ unfurls }) => unfurls.length > 0),
  );
  await slack.people.click({
    userId: KIM,
    channelId: 'C0ONCALL',
    ts: message.ts,
    blockId: 'buttons',
    actionId: 'again',
    unfurlUrl: RUN,
  });
  expect(bodies).toMatchObject([
    {
      type: 'block_actions',
      user: { id: KIM },
      channel: { id: 'C0ONCALL' },
      container: { type: 'message_attachment', is_app_unfurl: true, app_unfurl_url: RUN },
      app_unfurl: { app_unfurl_url: RUN, is_app_unfurl: true },
      actions: [{ action_id: 'again', block_id: 'buttons', value: '7' }],
    },
  ]);
  expect(bodies[0]).not.toHaveProperty('message');
});

test('a wrong signing secret is refused by Bolt, and the asker is told', async () => {
  const slack = await startWorkspace();
  const notices: WorkspaceChange[] = [];
  slack.workspace.subscribe((change) => {
    if (change.kind === 'notice') {
      notices.push(change);
    }
  });
  const credentials = { ...slack.credentials, signingSecret: 'another' };
  await startHttpBot({ ...slack, credentials }, (app) => {
    app.command('/testrun', ({ ack }) => ack());
  });
  await slack.people.send({ userId: ROBIN, channelId: 'C0ONCALL', text: '/testrun 1' });
  expect(notices).toEqual([
    {
      kind: 'notice',
      userId: ROBIN,
      channelId: 'C0ONCALL',
      text: '/testrun failed with the error "dispatch_failed".',
    },
  ]);
  expect(slack.workspace.calls().at(-1)).toMatchObject({ status: 401 });
});
