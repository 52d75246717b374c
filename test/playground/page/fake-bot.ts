import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { ModalView } from '@slack/types';
import { WebClient } from '@slack/web-api';
import type { SlackEmulator } from '../../../playground/slack/emulator.ts';
import {
  failedRunCard,
  failedRunText,
  failedRunUnfurl,
  hostileText,
  riskyButtons,
} from './sample-cards.ts';

/** One request as the bot got it: `command`, `event:link_shared`, `block_actions`, … */
interface Heard {
  readonly kind: string;
  readonly payload: Record<string, unknown>;
}

/** A bot with fixed answers, to test the page with. */
export interface FakeBot {
  readonly heard: readonly Heard[];
  /** What was heard of one kind. */
  of(kind: string): readonly Record<string, unknown>[];
  stop(): Promise<void>;
}

const modal: ModalView = {
  type: 'modal',
  callback_id: 'note',
  title: { type: 'plain_text', text: 'Add a note' },
  submit: { type: 'plain_text', text: 'Save' },
  close: { type: 'plain_text', text: 'Cancel' },
  blocks: [
    {
      type: 'input',
      block_id: 'note',
      label: { type: 'plain_text', text: 'Note' },
      element: { type: 'plain_text_input', action_id: 'text' },
    },
  ],
};

/** Starts the bot and connects the workspace to it. */
export async function startFakeBot(emulator: SlackEmulator): Promise<FakeBot> {
  const heard: Heard[] = [];
  const web = new WebClient(emulator.credentials.botToken, { slackApiUrl: emulator.webApiUrl });
  const server = createServer((request, response) => {
    readPayload(request)
      .then(async (got) => {
        heard.push(got);
        if (got.kind === 'command' && got.payload['text'] === 'silent') {
          return;
        }
        if (got.kind === 'block_actions') {
          await pause(150);
        }
        const note = JSON.stringify(got.payload['view'] ?? '');
        const isRefused = got.kind === 'view_submission' && note.includes('"value":"bad"');
        response.setHeader('content-type', 'application/json');
        response.end(isRefused ? '{"response_action":"errors","errors":{"note":"Say more."}}' : '');
        await answer(got, web);
      })
      .catch((error: unknown) => {
        heard.push({ kind: 'error', payload: { error: String(error) } });
      });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  emulator.connectBot({ eventsUrl: `http://127.0.0.1:${port}/slack/events` });
  return {
    heard,
    of: (kind) => heard.filter((one) => one.kind === kind).map(({ payload }) => payload),
    async stop() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

async function answer({ kind, payload }: Heard, web: WebClient): Promise<void> {
  const channel = text(payload, 'channel_id') || text(payload, 'channel');
  if (kind === 'command') {
    await answerCommand(payload, web);
  }
  if (kind === 'event:app_mention') {
    const thread_ts = text(payload, 'thread_ts') || text(payload, 'ts');
    await web.chat.postMessage({ channel, thread_ts, text: failedRunText, blocks: failedRunCard });
  }
  if (kind === 'event:link_shared') {
    await unfurl(payload, web);
  }
  if (kind === 'block_actions' && JSON.stringify(payload['actions']).includes('"note"')) {
    await web.views.open({ trigger_id: text(payload, 'trigger_id'), view: modal });
  }
}

async function answerCommand(payload: Record<string, unknown>, web: WebClient): Promise<void> {
  const asked = text(payload, 'text');
  const channel = text(payload, 'channel_id');
  if (asked === '48213') {
    await web.chat.postMessage({ channel, text: failedRunText, blocks: failedRunCard });
  } else if (asked === 'note') {
    await web.chat.postMessage({ channel, text: 'What next?', blocks: riskyButtons });
  } else if (asked === 'hostile') {
    await web.chat.postMessage({ channel, text: hostileText });
  } else {
    await fetch(text(payload, 'response_url'), {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ text: `Run #${asked} was not found.` }),
    });
  }
}

async function unfurl(payload: Record<string, unknown>, web: WebClient): Promise<void> {
  const links = JSON.stringify(payload['links']).matchAll(/"url":"([^"]+)"/g);
  const unfurls = Object.fromEntries(
    [...links].map(([, url = '']) => [url, { blocks: failedRunUnfurl }]),
  );
  const unfurl_id = text(payload, 'unfurl_id');
  if (text(payload, 'source') === 'composer') {
    await web.chat.unfurl({ unfurl_id, source: 'composer', unfurls });
  } else {
    await web.chat.unfurl({
      channel: text(payload, 'channel'),
      ts: text(payload, 'message_ts'),
      unfurls,
    });
  }
}

async function readPayload(request: IncomingMessage): Promise<Heard> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) {
    chunks.push(Buffer.from(chunk));
  }
  const body = Buffer.concat(chunks).toString('utf8');
  if (body.startsWith('{')) {
    const { event } = record(JSON.parse(body));
    return { kind: `event:${text(record(event), 'type')}`, payload: record(event) };
  }
  const form = new URLSearchParams(body);
  const payload = form.get('payload');
  if (payload === null) {
    return { kind: 'command', payload: Object.fromEntries(form) };
  }
  const interaction = record(JSON.parse(payload));
  return { kind: text(interaction, 'type'), payload: interaction };
}

function record(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}

function text(from: Record<string, unknown>, name: string): string {
  const value = from[name];
  return typeof value === 'string' ? value : '';
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
