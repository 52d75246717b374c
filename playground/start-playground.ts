import { createApp, type TestrunApp } from '../src/app.ts';
import { readConfig } from '../src/config.ts';
import type { Logger } from '../src/log.ts';
import { type BotSwitch, createBotSwitch } from './bot-switch.ts';
import { type DataFolder, openDataFolder } from './data-folder.ts';
import { type SandboxEmpirical, startSandboxEmpirical } from './empirical/server.ts';
import { createFaultSwitches } from './page/fault-switches.ts';
import { type Page, startPage } from './page/start-page.ts';
import { createSandboxSwitches, type SandboxSwitches } from './sandbox-switches.ts';
import { type SlackEmulator, startSlackEmulator } from './slack/emulator.ts';
import { tryList } from './try-list.ts';

const keyVariables = ['EMPIRICAL_API_KEY', 'EMPIRICALRUN_KEY'] as const;
const secretVariables = [...keyVariables, 'EMPIRICAL_WEBHOOK_SECRET'] as const;

/** How to start the playground. */
export interface PlaygroundOptions {
  /** Environment variables; with `EMPIRICAL_API_KEY` the runs are real ones. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Port of the page; 0 takes any free one. */
  readonly pagePort: number;
  /** Port of the sandbox API; 0 takes any free one. */
  readonly sandboxPort: number;
  /** Whether the bot opens a WebSocket to the workspace instead of listening for its requests. */
  readonly socketMode: boolean;
  /** Makes the log, which must show none of these secrets. */
  readonly createLog: (secrets: readonly string[]) => Logger;
}

/** A running playground. */
export interface Playground {
  readonly pageUrl: string;
  readonly slack: SlackEmulator;
  /** Where the runs come from; undefined where they are real ones. */
  readonly sandbox: SandboxEmpirical | undefined;
  /** Starts the bot again, on another port, with what it remembers. */
  readonly startBot: () => Promise<void>;
  /** Stops the bot alone; resolves once it has finished what it had in hand. */
  readonly stopBot: () => Promise<void>;
  readonly stop: () => Promise<void>;
}

/** Starts the real bot between an emulated Slack workspace and a sandbox Empirical API, and shows it. */
export async function startPlayground(options: PlaygroundOptions): Promise<Playground> {
  const { environment } = options;
  await using started = new AsyncDisposableStack();
  const keep = <Part extends { stop(): Promise<void> }>(part: Part): Part =>
    started.adopt(part, () => part.stop());
  const folder = keep(await openDataFolder());
  const sandbox = hasEmpiricalKey(environment)
    ? undefined
    : keep(await startSandboxEmpirical({ port: options.sandboxPort }));
  const slack = keep(
    await startSlackEmulator({ unfurlDomains: unfurlDomains(environment, sandbox) }),
  );
  const parts: Parts = { slack, sandbox, folder, switches: createSandboxSwitches(sandbox) };
  const log = options.createLog(secretsOf(options, parts));
  const bot = keep(createBotSwitch(() => startBot(options, parts, log)));
  await bot.start();
  const page = keep(await openPage(options, parts, bot, log));
  const all = started.move();
  const { start: startBotAgain, stop: stopBot } = bot;
  const stop = () => all.disposeAsync();
  return { pageUrl: page.url, slack, sandbox, startBot: startBotAgain, stopBot, stop };
}

/** What the bot stands between, and what it remembers in. */
interface Parts {
  readonly slack: SlackEmulator;
  readonly sandbox: SandboxEmpirical | undefined;
  readonly folder: DataFolder;
  readonly switches: SandboxSwitches;
}

/** As in the bot, an empty or blank variable counts as unset. */
function hasEmpiricalKey(environment: PlaygroundOptions['environment']): boolean {
  return keyVariables.some((name) => environment[name]?.trim());
}

function secretsOf({ environment }: PlaygroundOptions, { slack, sandbox }: Parts): string[] {
  const { botToken, appToken, signingSecret } = slack.credentials;
  const given = secretVariables.flatMap((name) => environment[name]?.trim() || []);
  return [...given, ...(sandbox ? [sandbox.webhookSecret] : []), botToken, appToken, signingSecret];
}

function unfurlDomains(
  environment: PlaygroundOptions['environment'],
  sandbox: SandboxEmpirical | undefined,
): string[] {
  const dashboards = environment['EMPIRICAL_DASHBOARD_URL']?.trim() || 'https://dash.empirical.run';
  const urls = sandbox === undefined ? dashboards.split(',') : [sandbox.dashboardUrl];
  return urls.flatMap((url) => URL.parse(url.trim())?.hostname ?? []);
}

function botEnvironment(
  { environment, socketMode }: PlaygroundOptions,
  { slack: { credentials, webApiUrl }, sandbox, folder }: Parts,
): Record<string, string | undefined> {
  return {
    ...environment,
    SLACK_BOT_TOKEN: credentials.botToken,
    SLACK_SIGNING_SECRET: credentials.signingSecret,
    SLACK_APP_TOKEN: socketMode ? credentials.appToken : undefined,
    SLACK_API_URL: webApiUrl,
    HOST: '127.0.0.1',
    PORT: '0',
    // Whoever tries the bot out must not write into the folder or database of the one at work.
    DATA_DIR: folder.path,
    DATABASE_URL: undefined,
    ...(sandbox !== undefined && {
      EMPIRICAL_API_KEY: sandbox.apiKey,
      EMPIRICAL_API_URL: sandbox.url,
      EMPIRICAL_DASHBOARD_URL: sandbox.dashboardUrl,
      EMPIRICAL_PROJECT_SLUG: sandbox.projectSlug,
      EMPIRICAL_WEBHOOK_SECRET: sandbox.webhookSecret,
    }),
  };
}

async function startBot(
  options: PlaygroundOptions,
  parts: Parts,
  log: Logger,
): Promise<TestrunApp> {
  const bot = createApp(readConfig(botEnvironment(options, parts)), { log });
  const url = `http://127.0.0.1:${await bot.start()}`;
  parts.slack.connectBot({ eventsUrl: `${url}/slack/events` });
  parts.switches.botAt(url);
  return bot;
}

function openPage(
  { pagePort }: PlaygroundOptions,
  { slack, sandbox, switches }: Parts,
  bot: BotSwitch,
  log: Logger,
): Promise<Page> {
  return startPage({
    workspace: slack.workspace,
    people: slack.people,
    faults: [...createFaultSwitches(slack.faults), ...switches.list],
    bot,
    tryList: tryList(sandbox),
    sandboxNote:
      sandbox === undefined
        ? 'Runs come from Empirical, read with your EMPIRICAL_API_KEY.'
        : 'Runs come from a sandbox on this machine; nothing leaves it.',
    commands: [
      { name: '/testrun', usage: '[private] run number or link', about: 'Show a test run' },
    ],
    port: pagePort,
    onError: (error) => log.error({ error }, 'the page could not answer'),
  });
}
