import { createHmac } from 'node:crypto';
import { Agent, request as httpRequest } from 'undici';
import type { BotRequest, BotTransport, Delivery } from './bot-transport.ts';
import { parseJson } from './json-reading.ts';

/** Signed HTTP to the bot's one URL. */
export interface HttpTransport extends BotTransport {
  connect(eventsUrl: string): void;
  stop(): Promise<void>;
}

/** A transport without a URL yet. */
export function createHttpTransport(options: {
  readonly signingSecret: string;
  readonly now: () => number;
  readonly ackTimeoutMs: number;
}): HttpTransport {
  const agent = new Agent({ connections: 256 });
  let eventsUrl: string | undefined;
  return {
    get name() {
      return eventsUrl === undefined ? 'no bot connected' : new URL(eventsUrl).pathname;
    },
    isConnected: () => eventsUrl !== undefined,
    connect(url) {
      eventsUrl = url;
    },
    deliver(request) {
      if (eventsUrl === undefined) {
        return Promise.resolve({ ok: false, reason: 'connection_failed' });
      }
      return post(request, { ...options, agent, eventsUrl });
    },
    stop: () => agent.destroy(),
  };
}

interface PostOptions {
  readonly signingSecret: string;
  readonly now: () => number;
  readonly ackTimeoutMs: number;
  readonly agent: Agent;
  readonly eventsUrl: string;
}

async function post(request: BotRequest, options: PostOptions): Promise<Delivery> {
  const body = encode(request);
  // A controller of its own for each request: `AbortSignal.any` with a signal that lives as long as
  // the workspace would keep something of every request. Stopping destroys the agent instead.
  const timeout = new AbortController();
  const timer = setTimeout(() => timeout.abort(), options.ackTimeoutMs);
  try {
    const response = await httpRequest(options.eventsUrl, {
      method: 'POST',
      dispatcher: options.agent,
      headers: headersOf(request, body, options),
      body,
      signal: timeout.signal,
    });
    const text = await response.body.text();
    const { statusCode: status, headers } = response;
    if (status >= 200 && status < 300) {
      return { ok: true, status, payload: readPayload(text) };
    }
    return {
      ok: false,
      reason: 'http_error',
      status,
      noRetry: headers['x-slack-no-retry'] === '1',
    };
  } catch {
    return { ok: false, reason: timeout.signal.aborted ? 'http_timeout' : 'connection_failed' };
  } finally {
    clearTimeout(timer);
  }
}

function encode(request: BotRequest): string {
  if (request.kind === 'event') {
    return JSON.stringify(request.body);
  }
  if (request.kind === 'interactive') {
    return new URLSearchParams({ payload: JSON.stringify(request.body) }).toString();
  }
  const fields = new URLSearchParams();
  for (const [name, value] of Object.entries(request.body)) {
    fields.set(name, String(value));
  }
  return fields.toString();
}

function headersOf(
  request: BotRequest,
  body: string,
  options: Pick<PostOptions, 'signingSecret' | 'now'>,
): Record<string, string> {
  const timestamp = String(Math.floor(options.now() / 1000));
  const isJson = request.kind === 'event';
  return {
    'content-type': isJson ? 'application/json' : 'application/x-www-form-urlencoded',
    'user-agent': 'Slackbot 1.0 (+https://api.slack.com/robots)',
    'x-slack-request-timestamp': timestamp,
    'x-slack-signature': signatureOf(options.signingSecret, timestamp, body),
    ...(request.retry === undefined
      ? {}
      : {
          'x-slack-retry-num': String(request.retry.num),
          'x-slack-retry-reason': request.retry.reason,
        }),
  };
}

/** Slack's signature of a request: `v0=` and the HMAC of version, timestamp and raw body. */
export function signatureOf(signingSecret: string, timestamp: string, body: string): string {
  const mac = createHmac('sha256', signingSecret).update(`v0:${timestamp}:${body}`);
  return `v0=${mac.digest('hex')}`;
}

function readPayload(text: string): unknown {
  if (text === '') {
    return undefined;
  }
  return parseJson(text) ?? text;
}
