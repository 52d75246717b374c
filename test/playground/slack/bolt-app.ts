import { createServer } from 'node:net';
import { App, HTTPReceiver, type Logger, LogLevel, SocketModeReceiver } from '@slack/bolt';
import { onTestFinished } from 'vitest';
import { type SlackEmulator, startSlackEmulator } from '../../../playground/slack/emulator.ts';
import type { SlackEmulatorOptions } from '../../../playground/slack/options.ts';

/** A workspace that ends with the test. */
export async function startWorkspace(options: SlackEmulatorOptions = {}): Promise<SlackEmulator> {
  const slack = await startSlackEmulator(options);
  onTestFinished(() => slack.stop());
  return slack;
}

/** A logger that says nothing. */
export const quiet: Logger = {
  debug() {},
  info() {},
  warn() {},
  error() {},
  setLevel() {},
  getLevel: () => LogLevel.ERROR,
  setName() {},
};

/** A Bolt app behind an HTTP listener of its own, connected to the workspace. */
export async function startHttpBot(slack: SlackEmulator, register: (app: App) => void) {
  const port = await freePort();
  const receiver = new HTTPReceiver({
    signingSecret: slack.credentials.signingSecret,
    endpoints: '/slack/events',
    logger: quiet,
  });
  const app = createApp(slack, receiver);
  register(app);
  await app.init();
  await app.start({ port, host: '127.0.0.1' });
  onTestFinished(async () => {
    await app.stop();
  });
  slack.connectBot({ eventsUrl: `http://127.0.0.1:${port}/slack/events` });
}

/** A Bolt app that opens a Socket Mode connection to the workspace. */
export async function startSocketBot(slack: SlackEmulator, register: (app: App) => void) {
  const receiver = new SocketModeReceiver({
    appToken: slack.credentials.appToken,
    logger: quiet,
    clientPingTimeout: 100,
    installerOptions: { clientOptions: { slackApiUrl: slack.webApiUrl } },
  });
  const app = createApp(slack, receiver);
  register(app);
  await app.init();
  await app.start();
  onTestFinished(async () => {
    await app.stop();
  });
}

function createApp(slack: SlackEmulator, receiver: HTTPReceiver | SocketModeReceiver): App {
  return new App({
    token: slack.credentials.botToken,
    receiver,
    deferInitialization: true,
    convoStore: false,
    logger: quiet,
    clientOptions: { slackApiUrl: slack.webApiUrl },
  });
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => {
        if (address !== null && typeof address === 'object') {
          resolve(address.port);
        } else {
          reject(new Error('no port'));
        }
      });
    });
  });
}

/** Resolves with what the check finds, now or after one of the workspace's next changes. */
export function until<Found>(slack: SlackEmulator, check: () => Found | undefined): Promise<Found> {
  return new Promise((resolve, reject) => {
    const give = (found: Found): void => {
      clearTimeout(timer);
      unsubscribe();
      resolve(found);
    };
    const look = (): void => {
      const found = check();
      if (found !== undefined) {
        give(found);
      }
    };
    const unsubscribe = slack.workspace.subscribe(look);
    const timer = setTimeout(() => {
      unsubscribe();
      reject(new Error('nothing of that kind happened in the workspace'));
    }, 5000);
    look();
  });
}
