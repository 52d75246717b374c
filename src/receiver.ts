import { HTTPReceiver, type Receiver, SocketModeReceiver, webApi } from '@slack/bolt';
import type { Dispatcher } from 'undici';
import { type Config, ConfigError } from './config.ts';
import { slackClientOptions, slackLogger } from './handlers/slack-clients.ts';
import { type RouteHandler, type Routes, unavailable } from './http/server.ts';
import { createSlackEndpoint } from './http/slack-endpoint.ts';
import type { Logger } from './log.ts';

/** How Slack's requests reach Bolt: over our HTTP server, or over a WebSocket that the bot opens. */
export interface SlackInlet {
  readonly receiver: Receiver;
  /** Routes that Slack calls; none in Socket Mode. */
  readonly routes: Routes;
  /** Opens the WebSocket in Socket Mode; resolves once Slack can reach the bot. */
  open(): Promise<void>;
  close(): Promise<void>;
  /** False while the WebSocket is away. */
  isOpen(): boolean;
}

/** What an inlet needs. */
export interface InletOptions {
  readonly config: Config;
  readonly dispatcher: Dispatcher;
  readonly log: Logger;
  readonly now: () => number;
  /** Whether requests can be served yet, and still. */
  readonly isReady: () => boolean;
}

/**
 * Chooses Socket Mode where an app token is set, HTTP otherwise.
 *
 * @throws {ConfigError} where there is neither an app token nor a signing secret
 */
export function createInlet(options: InletOptions): SlackInlet {
  const { appToken, signingSecret } = options.config.slack;
  if (appToken !== undefined) {
    return socketInlet(appToken, options);
  }
  if (signingSecret === undefined) {
    throw new ConfigError(['SLACK_SIGNING_SECRET is missing.']);
  }
  return httpInlet(signingSecret, options);
}

function httpInlet(signingSecret: string, { log, now, isReady }: InletOptions): SlackInlet {
  // Our own endpoint has checked the signature by the time Bolt sees a request.
  const receiver = new HTTPReceiver({
    signingSecret,
    signatureVerification: false,
    logger: slackLogger(log),
  });
  const endpoint = createSlackEndpoint({
    signingSecret,
    receive: receiver.requestListener,
    now,
    log,
  });
  const handler: RouteHandler = (request, response) =>
    isReady() ? endpoint(request, response) : unavailable(request, response);
  return {
    receiver,
    routes: { '/slack/events': { POST: handler } },
    open: () => Promise.resolve(),
    close: () => Promise.resolve(),
    isOpen: () => true,
  };
}

/** Reconnecting is tried for as long as it takes: the SDK would give up on the first lost connection. */
const untilItWorks = {
  forever: true,
  unref: true,
  minTimeout: 500,
  maxTimeout: 30_000,
  factor: 1.5,
  randomize: true,
} as const;

/** Also how long the SDK waits before it connects again after Slack has asked it to. */
const pongWithinMs = 2500;

function socketInlet(appToken: string, { config, dispatcher, log }: InletOptions): SlackInlet {
  const clientOptions = slackClientOptions({ apiUrl: config.slack.apiUrl, dispatcher, log });
  const receiver = new SocketModeReceiver({
    appToken,
    logger: slackLogger(log),
    clientPingTimeout: pongWithinMs,
    installerOptions: { clientOptions: { ...clientOptions, retryConfig: untilItWorks } },
  });
  let isOpen = false;
  receiver.client.on('connected', () => {
    isOpen = true;
    log.info({}, 'connected to Slack in Socket Mode');
  });
  for (const event of ['close', 'reconnecting', 'disconnecting', 'disconnected']) {
    receiver.client.on(event, () => {
      isOpen = false;
    });
  }
  return {
    receiver,
    routes: {},
    async open() {
      // The SDK asks again for ever where Slack refuses for good, so that question comes first.
      await new webApi.WebClient(appToken, clientOptions).apps.connections.open();
      await receiver.start();
    },
    async close() {
      await receiver.client.disconnect();
    },
    isOpen: () => isOpen,
  };
}
