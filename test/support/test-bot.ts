import { onTestFinished, type TestContext } from 'vitest';
import { type SandboxEmpirical, startSandboxEmpirical } from '../../playground/empirical/server.ts';
import { type SlackEmulator, startSlackEmulator } from '../../playground/slack/emulator.ts';
import type { SlackEmulatorOptions } from '../../playground/slack/options.ts';
import { createApp, type TestrunApp } from '../../src/app.ts';
import { readConfig } from '../../src/config.ts';
import { type CapturedLog, captureLog } from './captured-log.ts';
import { freePort } from './free-port.ts';
import { temporaryFolder } from './temporary-folder.ts';

/** How a bot under test differs from the usual one. */
export interface TestBotOptions {
  /** Environment variables on top of those that every test bot has. */
  readonly env?: Readonly<Record<string, string>>;
  readonly slack?: SlackEmulatorOptions;
  /** Another Empirical than the sandbox. */
  readonly empirical?: { readonly url: string; readonly apiKey: string };
  readonly mode?: 'http' | 'socket';
  /** Milliseconds since 1970, for the bot, Slack and the sandbox alike. */
  readonly now?: () => number;
  /** The bot's steady clock, which says when something is due. */
  readonly steadyMs?: () => number;
  /** Numbers in [0, 1) for the bot. */
  readonly random?: () => number;
  /** Error lines that belong to what the test provokes; any other fails it. */
  readonly expectedErrors?: readonly RegExp[];
  /** The test's own hook, where tests run side by side. */
  readonly onTestFinished?: TestContext['onTestFinished'];
  /** What is wrong with Slack before the bot starts; the start is then not waited for. */
  readonly atStart?: (slack: SlackEmulator) => void;
}

/** The real bot between an emulated Slack and a sandbox Empirical. */
export interface TestBot {
  readonly slack: SlackEmulator;
  readonly sandbox: SandboxEmpirical;
  readonly app: TestrunApp;
  readonly log: CapturedLog;
  /** Base of the bot's HTTP server, without a slash at the end. */
  readonly url: string;
  /** Resolves once the bot is ready. */
  readonly started: Promise<number>;
  /** Stops the bot that was started last, which first finishes all it has in hand: afterwards nothing more can come. */
  finish(): Promise<void>;
  /**
   * Starts another bot with the same settings and what the last one remembered, once that has finished.
   * Resolves to its base address.
   */
  startAgain(): Promise<string>;
}

/** Starts the three on free ports; they end, and their log is checked, with the test. */
export async function startTestBot(options: TestBotOptions = {}): Promise<TestBot> {
  const now = options.now ?? Date.now;
  const slack = await startSlackEmulator({ now, ...options.slack });
  const sandbox = await startSandboxEmpirical({ now });
  const folder = temporaryFolder();
  const port = options.atStart === undefined ? 0 : await freePort();
  const env = environment(slack, sandbox, { ...options, port, dataDir: folder.path });
  const { botToken, appToken, signingSecret } = slack.credentials;
  const log = captureLog([botToken, appToken, signingSecret, env['EMPIRICAL_API_KEY'] ?? '']);
  const { steadyMs, random } = options;
  const clocks = {
    now,
    ...(steadyMs === undefined ? {} : { steadyMs }),
    ...(random === undefined ? {} : { random }),
  };
  const createBot = () => createApp(readConfig(env), { log: log.logger, ...clocks });
  const app = createBot();
  options.atStart?.(slack);
  const started = app.start();
  // A start that fails is the business of the test that waits for it.
  started.catch(() => undefined);
  const usedPort = options.atStart === undefined ? await started : port;
  const url = `http://127.0.0.1:${usedPort}`;
  if (options.mode !== 'socket') {
    slack.connectBot({ eventsUrl: `${url}/slack/events` });
  }
  let finish = once(() => app.stop());
  const startAgain = async () => {
    await finish();
    const other = createBot();
    finish = once(() => other.stop());
    const otherPort = await other.start();
    if (options.mode !== 'socket') {
      slack.connectBot({ eventsUrl: `http://127.0.0.1:${otherPort}/slack/events` });
    }
    return `http://127.0.0.1:${otherPort}`;
  };
  (options.onTestFinished ?? onTestFinished)(async () => {
    await finish();
    await Promise.all([slack.stop(), sandbox.stop()]);
    folder.remove();
    log.check(options.expectedErrors ?? []);
  });
  return { slack, sandbox, app, log, url, started, finish: () => finish(), startAgain };
}

function environment(
  slack: SlackEmulator,
  sandbox: SandboxEmpirical,
  options: TestBotOptions & { readonly port: number; readonly dataDir: string },
): Record<string, string> {
  const empirical = options.empirical ?? sandbox;
  const { botToken, appToken, signingSecret } = slack.credentials;
  return {
    SLACK_BOT_TOKEN: botToken,
    ...(options.mode === 'socket'
      ? { SLACK_APP_TOKEN: appToken }
      : { SLACK_SIGNING_SECRET: signingSecret }),
    SLACK_API_URL: slack.webApiUrl,
    EMPIRICAL_API_KEY: empirical.apiKey,
    EMPIRICAL_API_URL: empirical.url,
    EMPIRICAL_DASHBOARD_URL: 'https://dash.empirical.run',
    EMPIRICAL_PROJECT_SLUG: sandbox.projectSlug,
    DATA_DIR: options.dataDir,
    HOST: '127.0.0.1',
    PORT: String(options.port),
    ...options.env,
  };
}

function once(act: () => Promise<void>): () => Promise<void> {
  let done: Promise<void> | undefined;
  return () => {
    done ??= act();
    return done;
  };
}
