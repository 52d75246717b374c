import { once } from 'node:events';
import { expect, onTestFinished, test } from 'vitest';
import { WebSocket } from 'ws';
import type { SlackEmulator } from '../../../playground/slack/emulator.ts';
import {
  isObject,
  type JsonObject,
  parseJson,
  textAt,
} from '../../../playground/slack/json-reading.ts';
import { ROBIN } from '../../../playground/slack/seed.ts';
import { startSocketBot, startWorkspace, until } from './bolt-app.ts';
import { startPlainBot } from './plain-bot.ts';
import { clientOf } from './web-client.ts';

const RUN = 'https://dash.empirical.run/acme/test-runs/1';
const act = { userId: ROBIN, channelId: 'C0ONCALL' };

async function socketUrl(slack: SlackEmulator): Promise<string> {
  const token = slack.credentials.appToken;
  const answer = await clientOf(slack).apiCall('apps.connections.open', { token });
  return textAt({ ...answer }, 'url') ?? '';
}

/** A connection without any framework; `frames` are what came in. */
async function connect(slack: SlackEmulator, answer?: (frame: JsonObject) => unknown) {
  const socket = new WebSocket(await socketUrl(slack));
  onTestFinished(() => socket.terminate());
  const frames: JsonObject[] = [];
  const hello = new Promise<void>((resolve) => {
    socket.on('message', (raw) => {
      const frame = parseJson(String(raw));
      if (!isObject(frame)) {
        return;
      }
      frames.push(frame);
      if (textAt(frame, 'type') === 'hello') {
        resolve();
      }
      const reply = textAt(frame, 'envelope_id') === undefined ? undefined : answer?.(frame);
      if (reply !== undefined) {
        socket.send(JSON.stringify(reply));
      }
    });
  });
  await hello;
  return { socket, frames };
}

const acknowledge = ({ envelope_id }: JsonObject) => ({ envelope_id });

test('a Bolt app in Socket Mode hears commands, clicks nothing over HTTP, and answers', async () => {
  const slack = await startWorkspace();
  const overHttp = await startPlainBot(slack);
  await startSocketBot(slack, (app) => {
    app.command('/testrun', async ({ ack, respond, command }) => {
      await ack();
      await respond(`over the socket: ${command.text}`);
    });
    app.event('link_shared', async ({ event, client }) => {
      await client.chat.unfurl({
        channel: event.channel,
        ts: event.message_ts,
        unfurls: { [RUN]: { blocks: [{ type: 'divider' }] } },
      });
    });
  });
  await slack.people.send({ ...act, text: '/testrun 48213' });
  const answer = await until(slack, () => slack.workspace.messages('C0ONCALL').at(-1));
  expect(answer).toMatchObject({ text: 'over the socket: 48213', ephemeralTo: ROBIN });
  await slack.people.send({ ...act, text: RUN });
  await until(slack, () =>
    slack.workspace.messages('C0ONCALL').find(({ unfurls }) => unfurls.length > 0),
  );
  expect(overHttp).toEqual([]);
  const names = slack.workspace.calls().map((call) => call.name);
  expect(names).toContain('socket-mode command');
  expect(names).toContain('socket-mode link_shared');
});

test('a connection is greeted, and requests come as envelopes', async () => {
  const slack = await startWorkspace();
  const { frames } = await connect(slack, acknowledge);
  expect(frames[0]).toMatchObject({
    type: 'hello',
    num_connections: 1,
    connection_info: { app_id: slack.credentials.appId },
  });
  await slack.people.send({ ...act, text: '/testrun 1' });
  await slack.people.send({ ...act, text: RUN });
  expect(frames.slice(1)).toMatchObject([
    { type: 'slash_commands', accepts_response_payload: true, payload: { text: '1' } },
    {
      type: 'events_api',
      accepts_response_payload: false,
      retry_attempt: 0,
      payload: { type: 'event_callback', event: { type: 'link_shared' } },
    },
  ]);
});

test('an acknowledgement may carry the answer', async () => {
  const slack = await startWorkspace();
  await connect(slack, ({ envelope_id }) => ({ envelope_id, payload: { text: 'at once' } }));
  await slack.people.send({ ...act, text: '/testrun 1' });
  expect(slack.workspace.messages('C0ONCALL')).toMatchObject([
    { text: 'at once', ephemeralTo: ROBIN },
  ]);
});

test('an envelope that is not acknowledged counts as no answer, and events come again', async () => {
  const slack = await startWorkspace({ ackTimeoutMs: 30, redeliveryDelaysMs: [0] });
  const { frames } = await connect(slack);
  await slack.people.send({ ...act, text: RUN });
  await slack.settled();
  expect(frames.slice(1)).toMatchObject([
    { retry_attempt: 0, retry_reason: '' },
    { retry_attempt: 1, retry_reason: 'http_timeout' },
  ]);
});

test('a connection lost while the bot is working fails the command at once', async () => {
  const slack = await startWorkspace();
  const notices: string[] = [];
  slack.workspace.subscribe((change) => {
    if (change.kind === 'notice') {
      notices.push(change.text);
    }
  });
  await connect(slack, () => {
    slack.socketMode.cut();
    return undefined;
  });
  await slack.people.send({ ...act, text: '/testrun 1' });
  expect(notices).toEqual(['/testrun failed with the error "dispatch_failed".']);
  expect(slack.socketMode.connections()).toBe(0);
});

test('requests take turns between connections', async () => {
  const slack = await startWorkspace();
  const first = await connect(slack, acknowledge);
  const second = await connect(slack, acknowledge);
  expect(slack.socketMode.connections()).toBe(2);
  expect(second.frames[0]).toMatchObject({ num_connections: 2 });
  for (const id of ['1', '2', '3', '4']) {
    await slack.people.send({ ...act, text: `/testrun ${id}` });
  }
  expect([first.frames.length, second.frames.length]).toEqual([3, 3]);
});

test('an address serves one connection', async () => {
  const slack = await startWorkspace();
  const url = await socketUrl(slack);
  const one = new WebSocket(url);
  onTestFinished(() => one.terminate());
  await once(one, 'open');
  const two = new WebSocket(url);
  const [error] = await once(two, 'error');
  expect(String(error)).toContain('401');
});

test('pings come by themselves', async () => {
  const slack = await startWorkspace({ pingIntervalMs: 5 });
  const { socket } = await connect(slack);
  await once(socket, 'ping');
});

test('a warning leaves the connection open, a refresh closes it', async () => {
  const slack = await startWorkspace();
  const { socket, frames } = await connect(slack, acknowledge);
  slack.socketMode.disconnect('warning');
  await slack.people.send({ ...act, text: '/testrun 1' });
  slack.socketMode.disconnect('refresh_requested');
  await once(socket, 'close');
  expect(frames.slice(1)).toMatchObject([
    { type: 'disconnect', reason: 'warning' },
    { type: 'slash_commands' },
    { type: 'disconnect', reason: 'refresh_requested' },
  ]);
  expect(slack.socketMode.connections()).toBe(0);
});

test('a Bolt app connects again after a refresh', async () => {
  const slack = await startWorkspace();
  await startSocketBot(slack, (app) => {
    app.command('/testrun', ({ ack }) => ack('still here'));
  });
  slack.socketMode.disconnect('refresh_requested');
  expect(slack.socketMode.connections()).toBe(0);
  await until(
    slack,
    () => slack.workspace.calls().filter((call) => call.name === 'apps.connections.open')[1],
  );
  await expect.poll(() => slack.socketMode.connections()).toBe(1);
  await slack.people.send({ ...act, text: '/testrun 1' });
  expect(slack.workspace.messages('C0ONCALL')).toMatchObject([{ text: 'still here' }]);
});

test('garbage on a connection is ignored', async () => {
  const slack = await startWorkspace();
  const { socket } = await connect(slack, acknowledge);
  for (const frame of ['', '{', '[]', '{"envelope_id":7}', '{"envelope_id":"unknown"}']) {
    socket.send(frame);
  }
  await slack.people.send({ ...act, text: '/testrun 1' });
  expect(slack.workspace.calls().at(-1)).toMatchObject({ name: 'socket-mode command' });
  expect(slack.socketMode.connections()).toBe(1);
});
