import { createApp, type TestrunApp } from '../src/app.ts';
import { type Config, readConfig } from '../src/config.ts';
import type { Logger } from '../src/log.ts';
import { type SandboxEmpirical, startSandboxEmpirical } from './empirical/server.ts';
import { createFaultSwitches } from './page/fault-switches.ts';
import { type Page, startPage } from './page/start-page.ts';
import { type SlackEmulator, startSlackEmulator } from './slack/emulator.ts';
import { tryList } from './try-list.ts';

const keyVariables = ['EMPIRICAL_API_KEY', 'EMPIRICALRUN_KEY'] as const;

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
  readonly stop: () => Promise<void>;
}

/** Starts the real bot between an emulated Slack workspace and a sandbox Empirical API, and shows it. */
export async function startPlayground(options: PlaygroundOptions): Promise<Playground> {
  const { environment } = options;
  await using started = new AsyncDisposableStack();
  const keep = <Part extends { stop(): Promise<void> }>(part: Part): Part =>
    started.adopt(part, () => part.stop());
  const sandbox = hasEmpiricalKey(environment)
    ? undefined
    : keep(await startSandboxEmpirical({ port: options.sandboxPort }));
  const slack = keep(
    await startSlackEmulator({ unfurlDomains: unfurlDomains(environment, sandbox) }),
  );
  const log = options.createLog(secretsOf(options, slack));
  keep(await startBot(readConfig(botEnvironment(options, slack, sandbox)), slack, log));
  const page = keep(await openPage(slack, sandbox, options, log));
  const all = started.move();
  return { pageUrl: page.url, slack, sandbox, stop: () => all.disposeAsync() };
}

/** As in the bot, an empty or blank variable counts as unset. */
function hasEmpiricalKey(environment: PlaygroundOptions['environment']): boolean {
  return keyVariables.some((name) => environment[name]?.trim());
}

function secretsOf({ environment }: PlaygroundOptions, { credentials }: SlackEmulator): string[] {
  const keys = keyVariables.flatMap((name) => environment[name]?.trim() || []);
  return [...keys, credentials.botToken, credentials.appToken, credentials.signingSecret];
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
  { credentials, webApiUrl }: SlackEmulator,
  sandbox: SandboxEmpirical | undefined,
): Record<string, string | undefined> {
  return {
    ...environment,
    SLACK_BOT_TOKEN: credentials.botToken,
    SLACK_SIGNING_SECRET: credentials.signingSecret,
    SLACK_APP_TOKEN: socketMode ? credentials.appToken : undefined,
    SLACK_API_URL: webApiUrl,
    HOST: '127.0.0.1',
    PORT: '0',
    ...(sandbox !== undefined && {
      EMPIRICAL_API_KEY: sandbox.apiKey,
      EMPIRICAL_API_URL: sandbox.url,
      EMPIRICAL_DASHBOARD_URL: sandbox.dashboardUrl,
      EMPIRICAL_PROJECT_SLUG: sandbox.projectSlug,
    }),
  };
}

async function startBot(config: Config, slack: SlackEmulator, log: Logger): Promise<TestrunApp> {
  const bot = createApp(config, { log });
  const port = await bot.start();
  slack.connectBot({ eventsUrl: `http://127.0.0.1:${port}/slack/events` });
  return bot;
}

function openPage(
  slack: SlackEmulator,
  sandbox: SandboxEmpirical | undefined,
  { pagePort }: PlaygroundOptions,
  log: Logger,
): Promise<Page> {
  return startPage({
    workspace: slack.workspace,
    people: slack.people,
    faults: createFaultSwitches(slack.faults),
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
